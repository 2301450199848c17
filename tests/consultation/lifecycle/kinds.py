"""Consultations of each kind, as small as they may be, and the people who move them."""

from datetime import datetime, timedelta

from sqlmodel import Session

from consultation import clock, rights
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.forms.form import Form, Question
from consultation.law import due
from consultation.lifecycle import results
from consultation.lifecycle.values import Mover, ResultInput
from consultation.meetings import service as meetings
from consultation.meetings.models import SECTORS
from consultation.meetings.values import MeetingInput
from consultation.plans import service as plans
from consultation.plans.service import IssueInput, PlanInput
from consultation.vault import Vault
from tests.conftest import SECRET
from tests.consultation.law.test_hearing_in_time import filled, posted

OFFICER = Mover(name="สมใจ", grants=rights.of("STR", "ADM"))
PLANNER = Mover(name="วิชัย", grants=rights.of("STR"))
CLERK = Mover(name="มานี", grants=rights.of("ADM"))
HEAD = Mover(name="อรุณ", grants=rights.of("HEAD"))
MAKER = Mover(name="สมใจ", grants=rights.everything())
RESULT = ResultInput(summary="ประชาชนบอกเรื่องน้ำเป็นหลัก", limits="เข้าไม่ถึงผู้สูงอายุ")
ANSWER = RESULT.model_copy(update={"answer": "ขุดลอกคลองปีหน้า"})

FORM = Form(
    title={"th": "น้ำและถนน"},
    questions=(Question(name="said", type="text", label={"th": "อยากบอกอะไรคะ"}, comment=True),),
)


def make(session: Session, kind: str, opens: timedelta | None = timedelta(days=20), **more: object) -> ConsultationView:
    """A draft of a kind with everything that its way needs; its window is thirty days."""
    at = clock.now() + (opens or timedelta())
    usual: dict[str, object] = {"title": "น้ำและถนน", "kind": kind, "scheme": "2567", "cluster": 10}
    window: dict[str, datetime | None] = {"opens_at": at if opens else None, "closes_at": at + timedelta(days=30)}
    if kind == "plan_consultation" and "plan_id" not in more:
        more["plan_id"] = plan(session)
    new = NewConsultation.model_validate({**usual, **window, **more})
    made = consult.create(session, new, FORM, OFFICER.name)
    if kind == "hearing_2548":
        filled(session, made.id)
        make_known(session, made.id, "facts", "hearing")
    if kind == "plan_consultation":
        meet(session, made.id, at + timedelta(days=1))
    return made


def make_known(session: Session, consultation: int, *subjects: str) -> None:
    """Record that these were made known today in every channel, with a proof each."""
    posted(session, Vault(SECRET.encode()), consultation, *subjects, on=due.today())


def meet(session: Session, consultation: int, starts: datetime) -> int:
    """A meeting to which somebody of every sector is invited."""
    invited = dict.fromkeys(SECTORS, 2)
    new = MeetingInput(title="เวทีจังหวัด", place="ศาลากลาง", starts_at=starts, invited=invited)
    return meetings.create(session, consultation, new, OFFICER.name)


def plan(session: Session) -> int:
    """A plan version of the cluster."""
    found = plans.for_cluster(session, "2567", 10)
    if found:
        return found[0].id
    new = PlanInput(
        scheme="2567", cluster=10, title="แผน", period="2571–2575", version="ร่าง 1", issues=(IssueInput(title="น้ำ"),)
    )
    return plans.add(session, new, OFFICER.name).id


def write(session: Session, consultation: int, given: ResultInput = RESULT) -> None:
    """Keep a result, not yet public."""
    results.save(session, consultation, given, OFFICER.name)
