"""A consultation with statements to vote on, and what tests read of its tables."""

from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms.form import Form, Question
from consultation.opinion import seeds, service
from consultation.opinion.models import Statement, Vote
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation

Row = TypeVar("Row", bound=SQLModel)

ASKED = Question(
    name="views",
    type="statements",
    label={"th": "ท่านเห็นด้วยกับข้อความต่อไปนี้ไหมคะ"},
    short={"th": "ความเห็นต่อข้อความ"},
    parameters={"most": "3", "own": "yes"},
)
FORM = Form(
    title={"th": "ลงความเห็น"},
    questions=(ASKED, Question(name="more", type="text", label={"th": "มีอะไรอยากบอกอีกไหมคะ"}, comment=True)),
)
SEEDS = ("ควรขุดลอกคลองทุกปี", "รถประจำทางควรวิ่งถึงสามทุ่ม", "ตลาดชุมชนควรปิดเร็วขึ้น", "ไม่ควรตัดต้นไม้ริมถนน")


def voting(session: Session, form: Form = FORM, texts: tuple[str, ...] = SEEDS) -> ConsultationView:
    """An open consultation with these statements."""
    made = consultation(session, form=form)
    put(session, made.id, form.questions[0], *texts)
    return made


def put(session: Session, consultation_id: int, question: Question, *texts: str) -> int:
    """Put statements in as an officer does."""
    found, faults = seeds.read("\n".join(texts), ["th"], {}, similar=True)
    assert faults == []
    return service.seed(session, consultation_id, question, found, "officer:1")


def rows(session: Session, table: type[Row]) -> list[Row]:
    return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]


def votes(session: Session) -> list[tuple[str, str, bool]]:
    """Every vote: on which text, how, and whether late."""
    query = select(Statement.text, Vote.value, Vote.late).join(Statement, col(Statement.id) == col(Vote.statement_id))
    return list(session.exec(query.order_by(col(Vote.id))).all())


def withdraw(session: Session) -> None:
    """Take every response back."""
    for response in rows(session, Response):
        response.state = "withdrawn"
        session.add(response)


async def voter(
    db: Database, vault: Vault, code: str, address: str = "U1", *said: str, channel: str = "line"
) -> Citizen:
    """Somebody who has come, begun, and said this."""
    citizen = Citizen(db, vault, address, channel)
    await citizen.says(code, "เริ่ม", *said)
    return citizen
