"""What a consultation came to, every part of it filled. Sample data."""

from dataclasses import replace
from datetime import UTC, date, datetime

from admin.reports.document import Count
from admin.reports.outcome import Local, Outcome
from consultation.commitments.service import CommitmentView
from consultation.findings.values import DispositionView, FindingLink, FindingView, Spread
from consultation.law.notices import Notice, Posting
from consultation.responses.service import Count as Figure
from consultation.responses.service import QuestionFigures
from consultation.themes.values import MemberView
from tests.admin.reports.sample_notices import ENTRIES, RESULT

AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def member(id: int, text: str, *, agreed: bool = True) -> MemberView:
    """A comment of somebody in Chaiyaphum."""
    return MemberView(
        id=id, place=0, ref=f"C{id}", response_id=id, text=text, theme=1, province="TH-36", province_name="ชัยภูมิ",
        district_name="", sector="public", sector_name="ประชาชนทั่วไป", age_name="", quote_ok=agreed, by="machine",
        typicality=1.0, rank=1, same_as="", reason="", created_at=AT,
    )  # fmt: skip


def decision(finding: int, name: str, reason: str, *, signed: bool = True) -> DispositionView:
    """A decision on a finding."""
    return DispositionView(
        id=finding, finding_id=finding, number=1, decision="accepted", name=name, reason=reason, agency="",
        plan_id=None, lines=(), decided_at=AT, decided_by="ผู้วิเคราะห์", signed_at=AT if signed else None,
        signed_by="หัวหน้า" if signed else "", returned_at=None, returned_by="", returned_why="",
    )  # fmt: skip


def finding(number: int, kind: str, statement: str, people: int, **places: int) -> FindingView:
    """A finding of people of these provinces."""
    return FindingView(
        id=number, consultation_id=1, number=number, ref=f"ข-๐{'๐๑๒๓๔๕๖๗๘๙'[number]}", statement=statement, kind=kind,
        swot="", note="", issue=None, lines=(), themes=(), earlier=(), answers=(), people=people,
        provinces=tuple(Figure(key=name, name=name, n=n) for name, n in places.items()), spread=Spread(), stances=(),
        members=(), picked=(), minority=(), quotes=(), chosen=False, disposition=None, version=1, updated_at=AT,
        updated_by="ผู้วิเคราะห์",
    )  # fmt: skip


SHARED = finding(1, "problem", "น้ำท่วมขังในเขตเมืองทุกปี", 212, นครราชสีมา=120, บุรีรัมย์=92).model_copy(
    update={
        "disposition": decision(1, "รับไว้ในแผน", "ตรงกับประเด็นการพัฒนาที่ 2"),
        "quotes": (member(11, "น้ำเข้าบ้าน 3 ครั้งแล้วปีนี้"),),
        "minority": (member(12, "อย่าขุดคลองหน้าวัด", agreed=True), member(13, "ไม่อยากให้เวนคืน", agreed=False)),
    }
)
WISH = finding(2, "proposal", "ควรมีประตูระบายน้ำอัตโนมัติ", 77, นครราชสีมา=74, ชัยภูมิ=3).model_copy(
    update={"disposition": decision(2, "รับบางส่วน", "รอผลสำรวจ", signed=False)}
)
ONE = finding(3, "need", "ทางข้ามหน้าโรงเรียนบ้านตัวอย่าง", 3, สุรินทร์=3)
BEHIND = FindingLink(id=1, consultation_id=1, number=1, ref=SHARED.ref, statement=SHARED.statement)
PROMISE = CommitmentView(
    id=1, ref="ส-๐๑", finding=BEHIND,
    number=1, text="ขุดลอกลำน้ำตัวอย่าง 12 กิโลเมตร", owner="สำนักงานโยธาธิการและผังเมืองจังหวัด", due=date(2027, 9, 30),
    state="planned", evidence="", link="", version=1, updated_at=AT, updated_by="ผู้วิเคราะห์", reopened_at=None,
    late=False, moves=(),
)  # fmt: skip
NOTICE = Notice(
    subject="hearing", title="ประกาศรับฟัง", when="", note="",
    postings=(
        Posting(channel="web", name="เว็บ", posted_on=date(2026, 6, 1), place="หน้าแรก", proof=1),
        Posting(channel="board", name="ป้ายประกาศของหน่วยงาน"),
    ),
)  # fmt: skip
ITEM = QuestionFigures(
    question="stance", label="เห็นด้วยกับโครงการหรือไม่", role="stance", base=1_200,
    counts=(
        Figure(key="yes", name="เห็นด้วย", n=1_000), Figure(key="no", name="ไม่เห็นด้วย", n=197),
        Figure(key="none", name="ไม่มีความเห็น", n=3),
    ),
)  # fmt: skip
WRITTEN = {**ENTRIES, "memo_number": "นม 0017.2/123", "memo_dated": "2026-08-12"}
OUTCOME = Outcome(
    result=replace(RESULT, notice=replace(RESULT.notice, entries=WRITTEN)),
    summary="ประชาชนส่วนใหญ่เห็นด้วย แต่กังวลเรื่องการเวนคืน",
    limits="ผู้สูงอายุตอบได้น้อย",
    answer="จะขุดลอกลำน้ำภายในปี 2570",
    ages=(Count("20–29 ปี", 400), Count("30 ปีขึ้นไป", 800), Count("ต่ำกว่า 20 ปี", 4)),
    comments=1_340,
    items=(ITEM,),
    findings=(SHARED, WISH, ONE),
    commitments=(PROMISE,),
    notices=(NOTICE,),
    questions=("ท่านเห็นด้วยหรือไม่", "เพราะเหตุใด"),
    organisations=("สมาคมตัวอย่าง",),
    local=(Local("สุรินทร์", (ONE,)),),
    committee="",
    published_on=date(2026, 8, 10),
)  # fmt: skip
