"""A notice of each kind and a notice of results, every part of them filled. Sample data."""

from dataclasses import replace
from datetime import UTC, date, datetime

from admin.reports.document import Count
from admin.reports.emblem import emblem
from admin.reports.notice import LawFacts, MeetingFacts, NoticeData, QuestionThemes, ResultData, ThemeFacts, WayIn

MADE = datetime(2026, 6, 1, 2, 30, tzinfo=UTC)
PUBLIC = "https://rubfang.example.go.th/c/KRT482"
ENTRIES = {
    "about": "รับฟังปัญหาและความต้องการของประชาชน เพื่อใช้ทบทวนแผนพัฒนากลุ่มจังหวัดปี 2571–2575",
    "contact": "กลุ่มพัฒนายุทธศาสตร์ ศาลากลางจังหวัดนครราชสีมา ชั้น 2\nโทรศัพท์ 0 4424 0000 ในวันและเวลาราชการ",
    "how": "ส่งไปรษณีย์ถึงสำนักงานตามที่อยู่ท้ายประกาศ วงเล็บมุมซองว่า “รับฟังความคิดเห็น”",
    "place": "ขอดูข้อมูลได้ที่ศาลากลางจังหวัดทุกแห่งในกลุ่มจังหวัด",
    "dated": "2026-06-01",
    "signer": "นายตัวอย่าง สมมติ",
    "position": "หัวหน้ากลุ่มงานบริหารยุทธศาสตร์กลุ่มจังหวัด",
    "used": "เสนอคณะกรรมการบริหารงานกลุ่มจังหวัดแบบบูรณาการ ประกอบการจัดทำแผน",
    "limits": "ผู้สูงอายุในพื้นที่ที่ไม่มีสัญญาณตอบได้น้อย\nช่วงรับฟังตรงกับฤดูทำนา",
    "result_dated": "2026-08-10",
}
FACTS = (
    ("เหตุผล ความจำเป็น และวัตถุประสงค์", "แก้ปัญหาน้ำท่วมซ้ำซากในเขตเมือง ซึ่งเกิด 3 ครั้งใน 5 ปี"),
    ("สาระสำคัญของโครงการ", "ขุดลอกลำน้ำ 12 กิโลเมตร และสร้างประตูระบายน้ำ 2 แห่ง"),
    ("ผู้ดำเนินการ", "สำนักงานโยธาธิการและผังเมืองจังหวัด"),
    ("สถานที่ที่จะดำเนินการ", "ลำน้ำตัวอย่าง อำเภอเมืองนครราชสีมา"),
    ("ขั้นตอนและระยะเวลา", "สำรวจปี 2570 ก่อสร้างปี 2571–2572"),
    ("ผลผลิตและผลลัพธ์", "พื้นที่น้ำท่วมลดลง 1,200 ไร่"),
    ("ผลกระทบที่อาจเกิด และวิธีป้องกัน แก้ไข หรือเยียวยา", "ฝุ่นและเสียงระหว่างก่อสร้าง ฉีดน้ำและงดงานกลางคืน"),
    ("ค่าใช้จ่ายโดยประมาณ และที่มาของงบประมาณ", "85 ล้านบาท จากงบพัฒนากลุ่มจังหวัด"),
)
LAW = LawFacts(
    facts=FACTS,
    methods=("ให้แสดงความเห็นทางไปรษณีย์ โทรศัพท์ หรือระบบเครือข่ายสารสนเทศ", "ประชาพิจารณ์"),
    method_details="แบบสอบถามทางแชตและเว็บตลอดช่วงรับฟัง และเวทีประชาพิจารณ์ 1 ครั้ง",
)
MEETING = MeetingFacts(
    title="เวทีที่ 1 นครราชสีมา",
    starts_at=datetime(2026, 7, 4, 2, 0, tzinfo=UTC),
    ends_at=datetime(2026, 7, 4, 5, 0, tzinfo=UTC),
    mode="ในห้องประชุมและทางไกล",
    place="ห้องประชุมชั้น 3 ศาลากลางจังหวัดนครราชสีมา",
    link="https://meet.example.go.th/krt",
    plan_version="ร่าง 2",
    agenda="ชี้แจงร่างแผน แบ่งกลุ่มให้ความเห็น สรุป",
)
WAYS = (
    WayIn("line", "LINE", "https://line.me/R/oaMessage/%40rubfang/?KRT482"),
    WayIn("telegram", "Telegram", "https://t.me/rubfang_bot?start=KRT482"),
    WayIn("chat", "แชตบนเว็บ", "https://rubfang.example.go.th/chat/KRT482"),
    WayIn("public", "หน้าสาธารณะ", PUBLIC),
)
SURVEY = NoticeData(
    kind="survey",
    office="กลุ่มงานบริหารยุทธศาสตร์กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1",
    cluster="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1",
    provinces=("นครราชสีมา", "ชัยภูมิ", "บุรีรัมย์", "สุรินทร์"),
    title="ปัญหาและความต้องการของประชาชน",
    code="KRT482",
    public=PUBLIC,
    opens=datetime(2026, 6, 20, 1, 30, tzinfo=UTC),
    closes=datetime(2026, 7, 31, 9, 30, tzinfo=UTC),
    result_due=date(2026, 8, 15),
    result_days=15,
    plan="แผนพัฒนากลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนล่าง 1",
    period="2571–2575",
    plan_version="ร่าง 2",
    ways=WAYS,
    meetings=(),
    law=LawFacts(),
    entries=ENTRIES,
    emblem=emblem(""),
    made_at=MADE,
    sample=True,
)
HEARING = replace(SURVEY, kind="hearing_2548", title="โครงการป้องกันน้ำท่วมลำน้ำตัวอย่าง", law=LAW, meetings=(MEETING,))
PLAN = replace(SURVEY, kind="plan_consultation", title="ร่างแผนพัฒนากลุ่มจังหวัด พ.ศ. 2571–2575", meetings=(MEETING,))
EVALUATION = replace(SURVEY, kind="evaluation", title="เวทีที่ 1 นครราชสีมา")
NOTICES = {each.kind: each for each in (SURVEY, HEARING, PLAN, EVALUATION)}
THEMES = (
    ThemeFacts("น้ำท่วมขังในเขตเมือง", 212, (Count("นครราชสีมา", 120), Count("บุรีรัมย์", 92))),
    ThemeFacts("ถนนในหมู่บ้านชำรุด", 148, (Count("ชัยภูมิ", 96), Count("สุรินทร์", 52))),
    ThemeFacts("ฝุ่น PM2.5 จากการเผาอ้อย", 77, (Count("นครราชสีมา", 74), Count("ชัยภูมิ", 3))),
    ThemeFacts("ทางข้ามหน้าโรงเรียน", 3, (Count("สุรินทร์", 3),)),
)
RESULT = ResultData(
    notice=HEARING,
    closed=True,
    people=1_204,
    channels=(Count("LINE", 900), Count("Telegram", 3), Count("แชตบนเว็บ", 301)),
    provinces=(Count("นครราชสีมา", 700), Count("ชัยภูมิ", 300), Count("บุรีรัมย์", 200), Count("สุรินทร์", 4)),
    sectors=(Count("ประชาชนทั่วไป", 1_190), Count("ภาคธุรกิจเอกชน", 8), Count("ผู้นำชุมชน", 2), Count("อปท.", 0)),
    questions=(QuestionThemes("เรื่องใดควรแก้ก่อน", 1_100, THEMES),),
    attended=184,
    meetings=(MEETING,),
)
