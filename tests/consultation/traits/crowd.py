"""People who say something to a sample hearing, at moments that a test chooses."""

from datetime import datetime, timedelta

from sqlmodel import Session

from consultation import clock, ids
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.people.models import Contact, Person
from consultation.responses.intake import kind_of
from consultation.responses.models import Comment, Response
from consultation.traits import work
from consultation.traits.changed import READ_JOB
from nlp.personal import mask
from tests.consultation.themes.hearing import hold

QUESTION = "change"
CALL = "ขอให้ชะลอโครงการอ่างเก็บน้ำห้วยใหญ่ไว้ก่อน เพราะชาวบ้านยังไม่ได้รับข้อมูลผลกระทบ"
COPIES = (
    CALL,
    CALL + "ครับ",
    "เรียนท่านผู้ว่าฯ " + CALL,
    CALL.replace(" ", ""),
    CALL + " ขอบคุณค่ะ",
    CALL.replace("ชาวบ้าน", "ชาวบ้านน"),
)


def hearing(session: Session) -> int:
    """A hearing without answers."""
    return hold(session, 0)


def say(
    session: Session,
    consultation_id: int,
    text: str,
    *,
    at: datetime | None = None,
    known: timedelta | None = None,
    source: str = "chat",
    province: str | None = None,
) -> int:
    """One person says something; the id of the comment. known: how long before their contact had come."""
    at = at or clock.now()
    person = Person(created_at=at)
    session.add(person)
    session.flush()
    assert person.id is not None
    if known is not None:
        session.add(
            Contact(
                person_id=person.id, channel="line", account="test", address_hash=ids.code(), address_sealed=b"x",
                created_at=at - known, last_seen_at=at,
            )
        )  # fmt: skip
    from consultation.forms import service as forms

    response = Response(
        consultation_id=consultation_id,
        person_id=person.id,
        revision_id=forms.start(session, consultation_id).id or 0,
        receipt=ids.receipt(),
        state="submitted",
        source=source,
        channel="line",
        province=province,
        started_at=at,
        submitted_at=at,
    )
    session.add(response)
    session.flush()
    comment = Comment(
        consultation_id=consultation_id,
        response_id=response.id or 0,
        question=QUESTION,
        raw=text,
        text=mask(text).text,
        kind=kind_of(text),
        created_at=at,
    )
    session.add(comment)
    session.flush()
    return comment.id or 0


async def read(db: Database, consultation_id: int) -> None:
    """Read the comments of a consultation now."""
    await work.read(db, Claimed(0, READ_JOB, {"consultation": consultation_id}, 1))
