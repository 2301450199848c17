"""Papers stored as counted responses, many at once: what a chat does when it is sent, with nobody behind it.

Nobody can be reached: a person is made who stands for the paper alone, and no leave to be contacted is asked of it.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult.models import Consultation
from consultation.entry.checking import Entry
from consultation.entry.facts import Span, noon, span
from consultation.forms.form import Form, in_language
from consultation.forms.logic import parse_key
from consultation.meetings.models import Meeting
from consultation.people.models import Consent, Person
from consultation.responses.intake import CONSENTS, kind_of
from consultation.responses.models import Answer, Comment, Response
from consultation.search import index
from consultation.themes.changed import comments_changed
from consultation.traits.changed import soon
from nlp.personal import mask
from nlp.script import script_of

CHAT_LANGUAGES = ("th", "en", "ms")  # of those that people speak, the ones that answers may be written in
AT_ONCE = 500  # numbers that one query looks for
_FACTS = ("province", "district", "sector", "age")


def taken(session: Session, consultation_id: int, numbers: Sequence[str]) -> dict[str, str]:
    """The receipts of stored papers, by those of the numbers that are taken."""
    found: dict[str, str] = {}
    for first in range(0, len(numbers), AT_ONCE):
        some = col(Response.paper_number).in_(numbers[first : first + AT_ONCE])
        rows = select(Response.paper_number, Response.receipt).where(Response.consultation_id == consultation_id, some)
        found |= {number or "": receipt for number, receipt in session.exec(rows)}
    return found


def meetings(session: Session, consultation_id: int) -> dict[str, Meeting]:
    """The meetings that a paper may be of, by code, in their order, those called off too: what was said there stays."""
    rows = select(Meeting).where(Meeting.consultation_id == consultation_id)
    return {row.code: row for row in session.exec(rows.order_by(col(Meeting.starts_at), col(Meeting.id)))}


def days(session: Session, of: Consultation) -> Span:
    """Which days and meetings papers of a consultation may be of. Raises Refused when it takes none."""
    return span(of, clock.now(), {code: row.id or 0 for code, row in meetings(session, of.id or 0).items()})


def store(
    session: Session,
    consultation_id: int,
    revision_id: int,
    form: Form,
    entries: Sequence[Entry],
    actor: str,
    batch_id: int | None = None,
) -> list[Response]:
    """Store papers. One of a day after the close is kept as late and not counted."""
    now = clock.now()
    people = [Person(created_at=now) for _ in entries]
    session.add_all(people)
    session.flush()
    rows = [
        _response(form, entry, person.id or 0, consultation_id, revision_id, now)
        for entry, person in zip(entries, people, strict=True)
    ]
    for row in rows:
        row.entered_by, row.batch_id = actor, batch_id
    session.add_all(rows)
    session.flush()
    pairs = list(zip(rows, entries, strict=True))
    _put(session, Answer, [values for row, entry in pairs for values in _answers(row, entry)])
    counted = [(row, entry) for row, entry in pairs if not entry.facts.late]
    comments = [values for row, entry in counted for values in _comments(form, row, entry)]
    _put(session, Comment, comments)
    _put(session, Consent, [values for row, entry in counted for values in _consents(form, row, entry)])
    if comments:
        index.add(session, [row.id or 0 for row, _ in counted])
        comments_changed(session, consultation_id)
        soon(session, consultation_id)
    return rows


def _put(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def _response(form: Form, entry: Entry, person: int, consultation_id: int, revision_id: int, now: datetime) -> Response:
    facts, at = entry.facts, noon(entry.facts.day) if entry.facts.day else now
    row = Response(
        consultation_id=consultation_id,
        person_id=person,
        revision_id=revision_id,
        receipt=entry.receipt,
        started_at=at,
        channel=facts.source,
    )
    set_facts(row, entry)
    if not facts.late:
        row.state, row.submitted_at = "submitted", at
    for role in _FACTS:
        question = form.by_role(role)
        setattr(row, role, entry.sheet.answers.get(question.name) if question and not facts.late else None)
    return row


def set_facts(row: Response, entry: Entry) -> None:
    """Put what is known beside the answers into a response."""
    facts = entry.facts
    row.source = row.channel = facts.source
    row.represents, row.interview_language, row.paper_number = facts.represents, facts.language, facts.number or None
    row.meeting_id = facts.meeting
    row.language = facts.language if facts.language in CHAT_LANGUAGES else "th"


def _answers(row: Response, entry: Entry) -> list[dict[str, Any]]:
    at, late = row.started_at, entry.facts.late
    common = {"response_id": row.id, "late": late, "message": "", "answered_at": at}
    sheet = entry.sheet
    given = [
        {**common, "question": key, "value": value, "raw": sheet.raws.get(key, "")}
        for key, value in sheet.answers.items()
    ]
    return given + [{**common, "question": key, "value": value, "raw": ""} for key, value in sheet.calculated.items()]


def _comments(form: Form, row: Response, entry: Entry) -> list[dict[str, Any]]:
    asked = {question.name for question in form.questions if question.comment}
    found = []
    for key, value in entry.sheet.answers.items():
        name, numbers = parse_key(key)
        if not value or name not in asked:
            continue
        raw = entry.sheet.raws.get(key, value)
        found.append(
            {
                "consultation_id": row.consultation_id,
                "response_id": row.id,
                "question": name,
                "instance": ".".join(map(str, numbers)),
                "raw": raw,
                "text": mask(raw).text,
                "script": script_of(raw),
                "kind": kind_of(raw),
                "created_at": row.started_at,
            }
        )
    return found


def _consents(form: Form, row: Response, entry: Entry) -> list[dict[str, Any]]:
    found = []
    for question in form.questions:
        if question.role in CONSENTS and entry.sheet.answers.get(question.name) == "yes":
            text = in_language(question.label, "th")
            found.append(
                {
                    "person_id": row.person_id,
                    "consultation_id": row.consultation_id,
                    "scope": CONSENTS[question.role],
                    "text_hash": hashlib.sha256(text.encode()).hexdigest(),
                    "channel": row.channel,
                    "given_at": row.started_at,
                    "withdrawn_at": None,
                }
            )
    return found
