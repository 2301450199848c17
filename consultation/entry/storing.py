"""Papers stored as counted responses, many at once: what a chat does when it is sent, with nobody behind it.

Nobody can be reached: a person is made who stands for the paper alone, and no leave to be contacted is asked of it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import clock
from consultation.attachments.service import SCAN
from consultation.consult.models import Consultation
from consultation.entry import scans
from consultation.entry.checking import Entry
from consultation.entry.facts import Span, noon, span
from consultation.forms.form import Form, in_language
from consultation.forms.logic import parse_key
from consultation.meetings.models import Meeting
from consultation.opinion import membership
from consultation.opinion import service as opinion
from consultation.opinion.models import Vote
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


def hold(session: Session, consultation_id: int) -> None:
    """Of two who store papers of a consultation the second waits, so that one paper's number is not stored twice."""
    session.get(Consultation, consultation_id, with_for_update={"key_share": True})


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
) -> list[int]:
    """Store papers, as many statements for many as for one; the responses' numbers, in order.

    One of a day after the close is kept as late and not counted.
    """
    now = clock.now()
    of = {"consultation_id": consultation_id, "revision_id": revision_id, "entered_by": actor, "batch_id": batch_id}
    connection = session.connection()
    anybody = insert(Person).returning(col(Person.id))  # which of them a paper gets is all the same
    people = list(connection.execute(anybody, [{"created_at": now} for _ in entries]).scalars())
    rows = [
        of | {"person_id": person} | _response(form, entry, now) for entry, person in zip(entries, people, strict=True)
    ]
    ids = _responses(session, rows)
    papers = [_Paper(form, entry, {**row, "id": id}) for entry, row, id in zip(entries, rows, ids, strict=True)]
    _put(session, Answer, [values for paper in papers for values in _answers(paper)])
    _put(session, Vote, [values for paper in papers for values in _votes(paper)])
    for paper in papers:
        _bind(session, paper)
    counted = [paper for paper in papers if not paper.entry.facts.late]
    comments = [values for paper in counted for values in _comments(paper)]
    _put(session, Comment, comments)
    _put(session, Consent, [values for paper in counted for values in _consents(paper)])
    for question in {name for paper in counted for name in paper.entry.sheet.votes}:
        membership.again(session, consultation_id, question)
    for paper in counted:
        _propose(session, paper)
    if comments:
        index.add(session, [paper.row["id"] for paper in counted])
        comments_changed(session, consultation_id)
        soon(session, consultation_id)
    return ids


@dataclass(frozen=True)
class _Paper:
    """A paper whose response is stored: row has its values, `id` too."""

    form: Form
    entry: Entry
    row: dict[str, Any]


def _responses(session: Session, rows: list[dict[str, Any]]) -> list[int]:
    """Insert responses; their numbers, in the same order."""
    _put(session, Response, rows)
    receipts = [row["receipt"] for row in rows]
    found = session.exec(select(Response.receipt, Response.id).where(col(Response.receipt).in_(receipts)))
    numbers = dict(found.all())
    return [numbers[receipt] or 0 for receipt in receipts]


def _put(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def _response(form: Form, entry: Entry, now: datetime) -> dict[str, Any]:
    facts, at = entry.facts, noon(entry.facts.day) if entry.facts.day else now
    told = {role: form.by_role(role) if not facts.late else None for role in _FACTS}
    return {
        "receipt": entry.receipt,
        "started_at": at,
        "state": "started" if facts.late else "submitted",
        "submitted_at": None if facts.late else at,
        **facts_of(entry),
        **{role: entry.sheet.answers.get(question.name) if question else None for role, question in told.items()},
    }


def facts_of(entry: Entry) -> dict[str, Any]:
    """What is known beside the answers, as a response keeps it."""
    facts = entry.facts
    return {
        "source": facts.source,
        "channel": facts.source,
        "represents": facts.represents,
        "interview_language": facts.language,
        "paper_number": facts.number or None,
        "meeting_id": facts.meeting,
        "language": facts.language if facts.language in CHAT_LANGUAGES else "th",
    }


def _answers(paper: _Paper) -> list[dict[str, Any]]:
    common = {
        "response_id": paper.row["id"],
        "late": paper.entry.facts.late,
        "message": "",
        "answered_at": paper.row["started_at"],
    }
    sheet = paper.entry.sheet
    given = [
        {**common, "question": key, "value": value, "raw": sheet.raws.get(key, "")}
        for key, value in sheet.answers.items()
    ]
    return given + [{**common, "question": key, "value": value, "raw": ""} for key, value in sheet.calculated.items()]


def _votes(paper: _Paper) -> list[dict[str, Any]]:
    common = {
        "response_id": paper.row["id"],
        "late": paper.entry.facts.late,
        "message": "",
        "voted_at": paper.row["started_at"],
    }
    cast = [vote for votes in paper.entry.sheet.votes.values() for vote in votes.items()]
    return [{**common, "statement_id": statement, "value": value} for statement, value in cast]


def _propose(session: Session, paper: _Paper) -> None:
    """What a paper adds becomes a statement that waits to be read."""
    for name, text in paper.entry.sheet.own.items():
        question = paper.form.question(name)
        if question is not None:
            row = session.get_one(Response, paper.row["id"])
            opinion.propose(session, row, question, text, paper.row["started_at"])


def _bind(session: Session, paper: _Paper) -> None:
    """The files of a paper: scans of the sheet, and those that answer a question."""
    scans.bind(session, paper.row["id"], SCAN, paper.entry.scans)
    for key in paper.entry.sheet.pictures:
        scans.bind(session, paper.row["id"], key, (paper.entry.sheet.answers[key] or "").split())


def _comments(paper: _Paper) -> list[dict[str, Any]]:
    asked = {question.name for question in paper.form.questions if question.comment}
    found = []
    for key, value in paper.entry.sheet.answers.items():
        name, numbers = parse_key(key)
        if not value or name not in asked:
            continue
        raw = paper.entry.sheet.raws.get(key, value)
        found.append(
            {
                "consultation_id": paper.row["consultation_id"],
                "response_id": paper.row["id"],
                "question": name,
                "instance": ".".join(map(str, numbers)),
                "raw": raw,
                "text": mask(raw).text,
                "script": script_of(raw),
                "kind": kind_of(raw),
                "created_at": paper.row["started_at"],
            }
        )
    return found


def _consents(paper: _Paper) -> list[dict[str, Any]]:
    """What was ticked on the paper, with the words that stand there and who of the staff read the tick."""
    found = []
    for question in paper.form.questions:
        if question.role in CONSENTS and paper.entry.sheet.answers.get(question.name) == "yes":
            text = in_language(question.label, "th")
            found.append(
                {
                    "person_id": paper.row["person_id"],
                    "consultation_id": paper.row["consultation_id"],
                    "scope": CONSENTS[question.role],
                    "text_hash": hashlib.sha256(text.encode()).hexdigest(),
                    "words": text,
                    "recorded_by": paper.row["entered_by"],
                    "channel": paper.row["channel"],
                    "given_at": paper.row["started_at"],
                    "withdrawn_at": None,
                }
            )
    return found
