"""A hearing on the sample plan with the sample comments, stored as the talks would store it."""

import csv
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, select

from consultation import clock, ids
from consultation.consult import service as consult
from consultation.consult.service import NewConsultation
from consultation.forms import service as forms
from consultation.forms.templates import fill
from consultation.people.models import Consent, Person
from consultation.places.schemes import cluster, province
from consultation.plans import service as plans
from consultation.plans.service import IssueInput, PlanInput
from consultation.responses.models import Answer, Comment, Response
from nlp.personal import mask

ROWS = Path(__file__).parents[3] / "admin" / "demo" / "hearing.csv"
ISSUES = ("เกษตรมูลค่าสูงและการจัดการน้ำ", "การท่องเที่ยวและการค้าชายแดนลุ่มน้ำโขง", "คุณภาพชีวิตและสิ่งแวดล้อม")


def rows(most: int | None = None) -> list[dict[str, str]]:
    """The sample rows that have a comment on what to change."""
    with ROWS.open(encoding="utf8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["change"].strip()]
    return found[:most]


def hold(session: Session, most: int | None = None) -> int:
    """Make a hearing with up to `most` responses and return its id."""
    place = cluster("current:10")
    plan = plans.add(
        session,
        PlanInput(
            scheme=place.scheme,
            cluster=place.number,
            title="แผนพัฒนากลุ่มจังหวัด (ตัวอย่าง)",
            period="2571–2575",
            version="ร่าง 1",
            sample=True,
            issues=tuple(IssueInput(title=title, goal="เป้าหมาย") for title in ISSUES),
        ),
        "test",
    )
    new = NewConsultation(
        title="รับฟังความเห็นต่อร่างแผน (ตัวอย่าง)",
        kind="plan_consultation",
        template="draft-plan",
        scheme=place.scheme,
        cluster=place.number,
        plan_id=plan.id,
        closes_at=clock.now() + timedelta(days=30),
        sample=True,
    )
    made = consult.create(session, new, fill("draft-plan", place, plan), "test")
    consult.open_now(session, made.id, "test")
    for row in rows(most):
        answer(session, made.id, row)
    return made.id


def answer(session: Session, consultation_id: int, row: dict[str, str]) -> int:
    """One person's response; returns the id of the comment on what to change."""
    revision = forms.start(session, consultation_id)
    person = Person(created_at=clock.now())
    session.add(person)
    session.flush()
    assert person.id is not None and revision.id is not None
    isos = {province(p.iso).name_th: p.iso for p in cluster("current:10").provinces}
    response = Response(
        consultation_id=consultation_id,
        person_id=person.id,
        revision_id=revision.id,
        receipt=ids.receipt(),
        state="submitted",
        channel="web",
        province=isos.get(row["province"]),
        sector=row["sector"],
        age=row["age"],
        started_at=clock.now(),
        submitted_at=clock.now(),
    )
    session.add(response)
    session.flush()
    assert response.id is not None
    for issue in (1, 2, 3):
        value = row[f"stance{issue}"]
        given = Answer(response_id=response.id, question=f"stance_{issue}", value=value, answered_at=clock.now())
        session.add(given)
    if row["quote_ok"] == "yes":
        session.add(_consent(person.id, consultation_id))
    return _comments(session, consultation_id, response.id, row)


def withdraw(session: Session, comment_id: int) -> None:
    """Take the response behind a comment out of the count."""
    comment = session.get(Comment, comment_id)
    assert comment is not None
    response = session.exec(select(Response).where(Response.id == comment.response_id)).one()
    response.state = "withdrawn"
    session.add(response)


def _consent(person_id: int, consultation_id: int) -> Consent:
    return Consent(
        person_id=person_id,
        consultation_id=consultation_id,
        scope="quote",
        text_hash="x",
        channel="web",
        given_at=clock.now(),
    )


def _comments(session: Session, consultation_id: int, response_id: int, row: dict[str, str]) -> int:
    made = 0
    for question in ("reason", "change"):
        raw = row[question].strip()
        if not raw:
            continue
        comment = Comment(
            consultation_id=consultation_id,
            response_id=response_id,
            question=question,
            raw=raw,
            text=mask(raw).text,
            created_at=clock.now(),
        )
        session.add(comment)
        session.flush()
        made = comment.id or 0
    return made
