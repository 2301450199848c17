"""Reading single papers that staff typed in: as the cells that would store them, those entered last, how many."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from consultation.attachments.service import SCAN
from consultation.consult.models import Consultation
from consultation.entry import scans, storing
from consultation.entry.batches import with_about
from consultation.entry.cells import MARK, typed_in
from consultation.entry.facts import DAY, LANGUAGE, MEETING, NUMBER, REPRESENTS, SOURCE
from consultation.entry.wording import not_found, say
from consultation.forms.form import MEDIA, SELECTS, Form
from consultation.forms.logic import parse_key
from consultation.forms.models import FormRevision
from consultation.meetings.models import Meeting
from consultation.opinion.models import Statement, StatementAuthor, Vote
from consultation.people.models import Consent
from consultation.responses.models import TYPED, Answer, Response
from consultation.settings import settings
from consultation.talk.voting import OWN


class EntryView(BaseModel):
    """A paper that was entered. seen: of which state it is, for whoever changes it. late: after the close."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    receipt: str
    number: str
    source: str
    represents: int
    entered_by: str
    at: datetime
    late: bool
    batch_id: int | None
    seen: str


class ConsentView(BaseModel):
    """A consent that a paper carries. recorded_by: who of the staff read it off the paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    recorded_by: str
    at: datetime


class Totals(BaseModel):
    """Papers that count, and how many people they speak for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    papers: int
    represented: int


def cells_of(session: Session, consultation_id: int, receipt: str) -> tuple[EntryView, dict[str, str]]:
    """A paper as it is stored, as the cells that would store it. Raises NotFound."""
    row = found(session, consultation_id, receipt)
    form = with_about(
        session, session.get_one(Consultation, consultation_id), session.get_one(FormRevision, row.revision_id)
    )
    cells = {SOURCE: row.source, REPRESENTS: str(row.represents), LANGUAGE: row.interview_language or "th"}
    cells[NUMBER] = row.paper_number or ""
    at = session.get(Meeting, row.meeting_id) if row.meeting_id is not None else None
    cells[MEETING] = at.code if at is not None else ""
    cells[DAY] = row.started_at.astimezone(settings().zone).date().isoformat()
    cells |= _votes_of(session, form, row)
    if kept := scans.of(session, row.id or 0):
        cells[SCAN] = " ".join(kept)
    for answer in session.exec(select(Answer).where(Answer.response_id == row.id)):
        question = form.question(parse_key(answer.question)[0])
        if question is not None and question.type in MEDIA and answer.value:
            cells[answer.question] = f"{MARK}{answer.value}"
        if question is None or not typed_in(question):
            continue
        if answer.value is None:
            cells[answer.question] = "-"
        else:
            choice = question.type in SELECTS and all(question.choice(name) for name in answer.value.split())
            cells[answer.question] = f"{MARK}{answer.value}" if choice else answer.raw or answer.value
    return view_of(row), cells


def pictures(
    session: Session, consultation_id: int, cells: Mapping[str, str], receipt: str = ""
) -> dict[str, scans.Picture]:
    """The files that the cells of a paper name, by reference. receipt: of one that is stored."""
    row = found(session, consultation_id, receipt) if receipt else None
    return scans.known(session, consultation_id, scans.named(cells), row.id if row else None)


def consents(session: Session, consultation_id: int, receipt: str) -> list[ConsentView]:
    """What was agreed to on a paper and holds: with its words, and who read the tick off the paper."""
    row = found(session, consultation_id, receipt)
    given = (Consent.person_id == row.person_id, Consent.consultation_id == consultation_id)
    rows = session.exec(select(Consent).where(*given, col(Consent.withdrawn_at).is_(None)))
    return [ConsentView(words=one.words, recorded_by=one.recorded_by, at=one.given_at) for one in rows]


def meetings(session: Session, consultation_id: int) -> dict[str, str]:
    """The meetings that a paper may be of: what each is called, by code, and none first."""
    found = storing.meetings(session, consultation_id).items()
    return {"": say("note", "no_meeting")} | {
        code: say("note", "meeting", title=row.title, code=code) for code, row in found
    }


def latest(session: Session, consultation_id: int, *, sought: str = "", most: int = 20) -> list[EntryView]:
    """The papers entered last, newest first; sought: a receipt or a paper's number."""
    query = _typed(consultation_id).order_by(col(Response.id).desc()).limit(most)
    if sought:
        query = query.where(or_(Response.receipt == sought.strip().upper(), Response.paper_number == sought.strip()))
    return [view_of(row) for row in session.exec(query)]


def totals(session: Session, consultation_id: int) -> Totals:
    """How many papers count, and for how many people they speak."""
    counted = (Response.consultation_id == consultation_id, Response.state == "submitted")
    typed = col(Response.source).in_(TYPED)
    papers, represented = session.exec(select(func.count(), func.sum(Response.represents)).where(*counted, typed)).one()
    return Totals(papers=papers, represented=represented or 0)


def _votes_of(session: Session, form: Form, row: Response) -> dict[str, str]:
    """What a paper voted and added, as cells."""
    asked = [question.name for question in form.questions if question.type == "statements"]
    if not asked:
        return {}
    rows = select(Statement.question, Vote.statement_id, Vote.value).join(
        Vote, col(Vote.statement_id) == col(Statement.id)
    )
    found = session.exec(rows.where(Vote.response_id == row.id, col(Statement.question).in_(asked)))
    cells = {f"{question}:{number}": f"{MARK}{value}" for question, number, value in found}
    added = select(Statement.question, Statement.raw).join(
        StatementAuthor, col(StatementAuthor.statement_id) == col(Statement.id)
    )
    mine = (StatementAuthor.response_id == row.id, col(Statement.question).in_(asked))
    return cells | {f"{question}:{OWN}": raw for question, raw in session.exec(added.where(*mine))}


def _typed(consultation_id: int):  # type: ignore[no-untyped-def]
    entered_ = (Response.entered_by != "", Response.state != "withdrawn")
    return select(Response).where(Response.consultation_id == consultation_id, *entered_)


def found(session: Session, consultation_id: int, receipt: str) -> Response:
    """The row of a paper. Raises NotFound."""
    row = session.exec(_typed(consultation_id).where(Response.receipt == receipt)).first()
    if row is None:
        raise not_found("entry_not_found", receipt=receipt)
    return row  # type: ignore[no-any-return]


def seen_of(row: Response) -> str:
    """Of which state a paper is, for whoever changes it."""
    return row.corrected_at.isoformat() if row.corrected_at else ""


def view_of(row: Response) -> EntryView:
    """A paper's row as pages show it."""
    return EntryView(
        receipt=row.receipt,
        number=row.paper_number or "",
        source=row.source,
        represents=row.represents,
        entered_by=row.entered_by,
        at=row.started_at,
        late=row.state == "started",
        batch_id=row.batch_id,
        seen=seen_of(row),
    )
