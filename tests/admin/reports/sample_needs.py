"""A made-up document for the tests, with text that tries to break the renderers."""

from datetime import UTC, date, datetime

from admin.reports.document import (
    AreaNeeds,
    ComparedFact,
    ComparedGroup,
    Count,
    Decision,
    FindingLine,
    IssueSection,
    Promise,
    Quote,
    Represented,
    ThemeLabel,
)

HOSTILE = r"""#set text(red) *หนา* _เอน_ $x^2$ \ \n <b>ตัวหนา</b> & "คำ" 'คำ' `code` @ref ~ // ไม่ใช่หมายเหตุ
{{ jinja }} {0} บรรทัดสอง ราคา 15,000 บาท 🙏🏽👨‍👩‍👧 😡 ❤️ 🇹🇭"""
LONG_ADDRESS = "https://example.org/" + "abcdefghij0123456789" * 8
LAUGHTER = "5" * 180
JAWI = "اير باه ستياڤ تاهون"
LAO = "ນ້ຳຖ້ວມ"
MARKS = "น้ำ ก้ำ ย่ำ ปั๊ม ป้า ฝั่ง ฬ่า ผึ้ง กี่ญี่ปุ่น ญู ฐุ ฎู ฏุ กฐิน ใหญ่ ณัฐฐ์ เป๊ะ ก๊วยจั๊บ"
PROVINCES = ("นครราชสีมา", "ชัยภูมิ", "บุรีรัมย์", "สุรินทร์")


def counts(*pairs: tuple[str, int]) -> tuple[Count, ...]:
    return tuple(Count(name, n) for name, n in pairs)


def quote(text: str, k: int, province: str = "บุรีรัมย์", sector: str = "ประชาชนทั่วไป") -> Quote:
    return Quote(text, province, sector, f"NE3-{k:05d}")


def refs(first: int, n: int) -> tuple[str, ...]:
    return tuple(f"NE3-{k:05d}" for k in range(first, first + n))


FLOOD = FindingLine(
    ref="ข-๐๑",
    statement="น้ำท่วมซ้ำซากในลุ่มน้ำมูลช่วงเดือนกันยายน–ตุลาคม ทำให้นาข้าวเสียหายกว่า 1,200 ไร่ทุกปี",
    kind="ปัญหา",
    people=61,
    provinces=counts(("นครราชสีมา", 21), ("บุรีรัมย์", 18), ("สุรินทร์", 15), ("ชัยภูมิ", 4)),
    themes=(ThemeLabel("น้ำท่วมนาข้าวริมแม่น้ำมูล"), ThemeLabel("ขุดลอกลำห้วยและประตูระบายน้ำ", edited=True)),
    quotes=(
        quote("น้ำท่วมทุกปี นาข้าวเสียหายหมด ปุ๋ยก็แพง อยากให้ขุดลอกลำห้วยก่อนหน้าฝน", 12),
        quote("น้ำถ้วมนา เฮ็ดหยังบ่ได้ อยากได้ประตูระบายน้ำใหม่แน", 45, "สุรินทร์", "ผู้นำชุมชน"),
        quote(HOSTILE, 77, "นครราชสีมา", "ภาคธุรกิจเอกชน"),
    ),
    comment_refs=refs(12, 74),
    swot="จุดอ่อน",
    minority=(quote("บ้านผมน้ำไม่ท่วม แต่พอขุดลอกแล้วตลิ่งพังเข้าสวน", 88, "ชัยภูมิ", "เกษตรกร"),),
    minority_refs=("NE3-00088", "NE3-00091"),
    decided=Decision(
        "รับบางส่วน",
        "ปีนี้มีงบประมาณ 4 ลำห้วยจาก 9 ที่เหลือขอตั้งงบปี 2572",
        "signed",
        ("แผนงาน 1.2 เพิ่มประสิทธิภาพการระบายน้ำลุ่มน้ำมูล",),
        by="หัวหน้าสำนักงานจังหวัด",
        at=datetime(2026, 7, 3, 3, 0, tzinfo=UTC),
    ),
    promises=(
        Promise("ส-๐๑", "ขุดลอกลำห้วย 4 แห่งในบุรีรัมย์และสุรินทร์", "โครงการชลประทาน", date(2027, 9, 30), "กำลังดำเนินการ"),
    ),
)
OTOP = FindingLine(
    ref="ข-๐๒",
    statement="ผลิตภัณฑ์ OTOP ผ้าไหมขาดช่องทางขายออนไลน์และตรารับรองร่วมของกลุ่มจังหวัด",
    kind="ความต้องการ",
    people=38,
    provinces=counts(("สุรินทร์", 20), ("บุรีรัมย์", 11), ("นครราชสีมา", 7)),
    themes=(ThemeLabel("ขายผ้าไหม OTOP ไม่ออก"),),
    quotes=(quote("ผ้าไหมทอมือขายไม่ออก อยากให้ช่วยทำตลาดออนไลน์ให้กลุ่มแม่บ้าน", 130, "สุรินทร์", "ภาคประชาสังคม"),),
    comment_refs=refs(130, 41),
    swot="โอกาส",
    decided=Decision("ส่งต่อหน่วยงาน", "อยู่ในภารกิจของพาณิชย์จังหวัด", "waits", agency="สำนักงานพาณิชย์จังหวัดสุรินทร์"),
)
DUST = FindingLine(
    ref="ข-๐๓",
    statement="ฝุ่น PM2.5 จากการเผาอ้อยช่วงเดือนธันวาคม–มีนาคม",
    kind="ปัญหา",
    people=27,
    provinces=counts(("ชัยภูมิ", 15), ("นครราชสีมา", 10)),
    themes=(ThemeLabel("เผาอ้อย ฝุ่นควัน"),),
    quotes=(quote(f"หายใจไม่ออกเลย {LAUGHTER}", 201, "ชัยภูมิ"), quote(LONG_ADDRESS, 202, "ชัยภูมิ")),
    comment_refs=refs(201, 29),
)
BUS = FindingLine(
    ref="ข-๐๔",
    statement="ขอรถโดยสารประจำทางระหว่างอำเภอถึงโรงพยาบาลศูนย์",
    kind="ข้อเสนอ",
    people=9,
    provinces=counts(("ชัยภูมิ", 9)),
    themes=(ThemeLabel("รถไปหาหมอ"),),
    quotes=(quote(MARKS, 301, "ชัยภูมิ"), quote(f"{JAWI} / {LAO}", 302, "ชัยภูมิ")),
    comment_refs=refs(301, 9),
)
SIGNAGE = FindingLine(
    ref="ข-๐๕",
    statement="ป้ายบอกทางไปปราสาทหินไม่มีภาษาอังกฤษ",
    kind="ปัญหา",
    people=4,
    provinces=counts(("บุรีรัมย์", 4)),
    themes=(),
    quotes=(),
    comment_refs=refs(401, 4),
)
INTERNET = FindingLine(
    ref="ข-๐๖",
    statement="สัญญาณอินเทอร์เน็ตในหมู่บ้านชายขอบไม่ทั่วถึง",
    kind="ปัญหา",
    people=3,
    provinces=(),
    themes=(ThemeLabel("เน็ตช้า"),),
    quotes=(quote("เน็ตช้ามาก เรียนออนไลน์ไม่ได้", 501, "ไม่ระบุ", "ไม่ระบุ"),),
    comment_refs=refs(501, 3),
)

NEEDS = AreaNeeds(
    cluster_name="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1",
    cluster_full_name="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1 (นครราชสีมา ชัยภูมิ บุรีรัมย์ สุรินทร์)",
    provinces=PROVINCES,
    plan_title="แผนพัฒนากลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1",
    period="พ.ศ. 2571–2575",
    consultation_title="ปัญหาและความต้องการของประชาชน ปี 2569",
    code="NE3-2569",
    opens=datetime(2026, 6, 1, 2, 0, tzinfo=UTC),
    closes=datetime(2026, 6, 30, 16, 59, tzinfo=UTC),
    channels=counts(("LINE", 1021), ("Telegram", 38), ("เว็บแชต", 155), ("เวทีและกระดาษ", 20)),
    people=1234,
    comments=1879,
    sectors=counts(
        ("ประชาชนทั่วไป", 812),
        ("ผู้นำชุมชน/ผู้นำศาสนา", 150),
        ("องค์กรปกครองส่วนท้องถิ่น", 101),
        ("ราชการส่วนภูมิภาค", 60),
        ("ภาคธุรกิจเอกชน", 51),
        ("ภาคประชาสังคม/องค์กรชุมชน", 44),
        ("รัฐวิสาหกิจ", 0),
    ),
    province_counts=counts(("นครราชสีมา", 471), ("ชัยภูมิ", 210), ("บุรีรัมย์", 290), ("สุรินทร์", 255)),
    ages=counts(
        ("ต่ำกว่า 20", 41),
        ("20–29", 160),
        ("30–39", 233),
        ("40–49", 301),
        ("50–59", 287),
        ("60 ขึ้นไป", 201),
    ),
    limits="เก็บข้อมูลผ่าน LINE เป็นหลัก ผู้สูงอายุที่ไม่ใช้โทรศัพท์สมาร์ตโฟนจึงมีสัดส่วนน้อยกว่าจริง",
    reviewed_by="กลุ่มพัฒนายุทธศาสตร์",
    signed_off_at=datetime(2026, 7, 3, 18, 30, tzinfo=UTC),
    issues=(
        IssueSection(
            1,
            "บริหารจัดการน้ำและยกระดับเกษตรมูลค่าสูง",
            "เกษตรกรในลุ่มน้ำมูลมีน้ำใช้เพียงพอและรายได้เพิ่มขึ้นร้อยละ 5 ต่อปี",
            ("พื้นที่น้ำท่วมซ้ำซากลดลงร้อยละ 20 ภายในปี 2575", "รายได้เฉลี่ยของครัวเรือนเกษตรเพิ่มขึ้น"),
            counts(("เห็นด้วยมาก", 402), ("ค่อนข้างเห็นด้วย", 310), ("ไม่ค่อยเห็นด้วย", 55), ("ไม่มีความเห็น", 90)),
            (FLOOD, DUST),
        ),
        IssueSection(2, "ยกระดับผ้าไหมและการท่องเที่ยวเชิงวัฒนธรรม", "", (), (), (OTOP, SIGNAGE)),
        IssueSection(3, "พัฒนาโครงสร้างพื้นฐานและโลจิสติกส์"),
    ),
    single_province=(BUS,),
    unlinked=(INTERNET,),
    generated_at=datetime(2026, 7, 4, 2, 15, tzinfo=UTC),
    sample=True,
    standing=Represented(
        says="ไม่ใช่ตัวแทนทางสถิติ ใครมีลิงก์ก็ตอบได้",
        weighting="ไม่ได้ถ่วงน้ำหนัก: แบบสอบถามไม่ได้ถามเพศ",
        source="ตารางตัวอย่าง",
        as_of=date(2025, 12, 31),
        youngest=15,
        facts=(
            ComparedFact(
                "จังหวัด",
                (
                    ComparedGroup("นครราชสีมา", 2_230_000, 471),
                    ComparedGroup("ชัยภูมิ", 920_000, 210),
                    ComparedGroup("บุรีรัมย์", 1_330_000, 290),
                    ComparedGroup("สุรินทร์", 1_150_000, 255),
                ),
                0.925,
            ),
            ComparedFact("เพศ", cannot="แบบสอบถามนี้ไม่ได้ถามเพศ"),
        ),
        sample=True,
    ),
)
