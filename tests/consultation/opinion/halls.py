"""A hall of people of two camps who have voted, put straight into the tables; and the job that groups them."""

from datetime import timedelta

import numpy as np
from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.db import Database
from consultation.forms.form import Choice, Form, Question
from consultation.opinion import membership, work
from consultation.opinion.models import Statement, Vote
from consultation.people.models import Person
from consultation.responses.models import Response
from tests.consultation.opinion.voters import ASKED, voting

SECTOR = Question(
    name="who",
    type="select_one",
    role="sector",
    label={"th": "ภาคส่วน"},
    choices=(Choice(name="P", label={"th": "ประชาชน"}), Choice(name="S", label={"th": "ธุรกิจ"})),
)
HALL = Form(title={"th": "ลงความเห็น"}, questions=(ASKED, SECTOR))
SAID = (
    "ควรมีน้ำดื่มสะอาดทุกหมู่บ้าน",
    "ควรซ่อมไฟถนน",
    "ควรสร้างเขื่อนใหม่",
    "ควรเพิ่มโรงงานในจังหวัด",
    "ควรเก็บค่าจอดรถ",
    "ควรห้ามรถบรรทุกเข้าเมือง",
    "ควรย้ายตลาดไปนอกเมือง",
    "ควรถมคลองทำถนน",
)  # all agree with the first two; of the rest one camp agrees with the even, the other with the odd


def hall(session: Session, people: int = 40, form: Form = HALL) -> int:
    """An open consultation in which people have voted. Of every five, three are of the first camp."""
    made = voting(session, form, SAID)
    statements = session.exec(
        select(Statement.id).where(Statement.consultation_id == made.id).order_by(col(Statement.id))
    ).all()
    now = clock.now()
    random = np.random.RandomState(5)
    for number in range(people):
        person = Person(created_at=now)
        session.add(person)
        session.flush()
        response = Response(
            consultation_id=made.id,
            person_id=person.id or 0,
            revision_id=1,
            receipt=f"R{made.id}-{number}",
            channel="line",
            state="submitted",
            sector="S" if number % 5 == 4 else "P",
            started_at=now,
            submitted_at=now + timedelta(minutes=number),
        )
        session.add(response)
        session.flush()
        camp = number % 5 < 3
        rows = [
            {
                "statement_id": id,
                "response_id": response.id,
                "value": _says(place, camp, random.rand()),
                "late": False,
                "message": "",
                "voted_at": now,
            }
            for place, id in enumerate(statements)
        ]
        session.connection().execute(insert(Vote), rows)
    return made.id


def _says(place: int, camp: bool, chance: float) -> str:
    if chance < 0.06:
        return "pass"
    return "agree" if place < 2 or (place % 2 == 0) == camp else "disagree"


async def compute(db: Database, consultation: int) -> None:
    """Have the groups of the hall computed by the real job."""
    await db.write(membership.again, consultation, ASKED.name, now=True)
    handler = work.handlers(db)[membership.GROUPS_JOB]
    for job in await db.write(jobs.claim, "test", [membership.GROUPS_JOB]):
        await handler(job)
        await db.write(jobs.finish, job.id, "test")
