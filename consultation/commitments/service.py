"""Units of work on commitments: given for a finding that a head has signed, moved with evidence, closed by citizens.

An office says how far it is; that it is done in truth, only citizens say. One who was told and says "not yet" opens it
again for the office, whatever others said; it is confirmed while somebody says "fixed" and nobody "not yet", counted
from when it was last said to be done.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.commitments.models import Commitment, CommitmentMove
from consultation.commitments.wording import not_found, reference, refused, said
from consultation.consult.reaching import consulted
from consultation.findings import deciding
from consultation.findings.models import Finding
from consultation.findings.tracing import link_to
from consultation.findings.values import FindingLink
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings
from consultation.themes.values import Value

CITIZENS = "citizens"  # who moved it, where citizens did
SETS = ("planned", "doing", "done", "stopped")  # what an office may set
OVER = ("confirmed", "stopped")
LONGEST = {"text": 300, "owner": 200, "evidence": 1000, "note": 500, "link": 900}


class CommitmentInput(Value):
    """What is promised. text: what will be done, as citizens read it; owner: an office or post."""

    text: str
    owner: str
    due: date


class MoveInput(Value):
    """How it moves. note: why, where that is wanted; evidence, link: by what it can be seen."""

    state: str
    due: date
    note: str = ""
    evidence: str = ""
    link: str = ""


class MoveView(Value):
    """One change as pages show it."""

    id: int
    number: int
    state_before: str
    state: str
    due_before: date
    due: date
    note: str
    evidence: str
    link: str
    moved_at: datetime
    moved_by: str


class CommitmentView(Value):
    """A commitment with its moves, the newest first. late: its day is over and it is not."""

    id: int
    ref: str
    finding: FindingLink
    number: int
    text: str
    owner: str
    due: date
    state: str
    evidence: str
    link: str
    version: int
    updated_at: datetime
    updated_by: str
    reopened_at: datetime | None
    late: bool
    moves: tuple[MoveView, ...]


def promise(session: Session, finding_id: int, given: CommitmentInput, actor: str) -> CommitmentView:
    """Promise something for a finding whose disposition a head has signed. Raises Refused."""
    finding = deciding.held(session, finding_id)
    if deciding.standing(session, finding_id) is None:
        raise refused("not_decided")
    text, owner = _text("text", given.text), _text("owner", given.owner)
    if not text or not owner:
        raise refused("owner_empty" if text else "text_empty")
    if given.due < today():
        raise refused("due_past", due=given.due.isoformat())
    highest = select(func.max(Commitment.number)).where(Commitment.consultation_id == finding.consultation_id)
    now = clock.now()
    row = Commitment(
        consultation_id=finding.consultation_id, finding_id=finding_id,
        number=(session.exec(highest).one() or 0) + 1, text=text, owner=owner, due=given.due, created_at=now,
        created_by=actor, updated_at=now, updated_by=actor,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"finding": finding_id, "text": text, "owner": owner, "due": given.due.isoformat()}
    audit.record(session, actor, "commitment.make", f"commitment:{row.id}", after=after)
    return _view(session, row)


def move(session: Session, commitment_id: int, given: MoveInput, actor: str, version: int) -> CommitmentView:
    """Say how far it is. Raises Refused for a stale page, without evidence or reason where these are wanted."""
    row = _held(session, commitment_id)
    if row.version != version:
        raise refused("changed", ref=reference(row.number), actor=row.updated_by)
    given = _checked(row, given)
    _move(session, row, given.state, actor, given)
    return _view(session, row)


def hear(session: Session, commitment_id: int, not_yet: int, fixed: int, disagrees: bool) -> str:
    """Let what citizens say move it; its state then. Only what is said to be done is confirmed or opened again by it.

    not_yet, fixed: how many say so since it was last said to be done; disagrees: whoever speaks now says "not yet".
    """
    row = _held(session, commitment_id)
    if row.state == "stopped":
        return row.state
    if disagrees:
        row.reopened_at = clock.now()
        session.add(row)
    wanted = row.state
    if row.state in ("done", "confirmed") and not_yet:
        wanted = "reopened"
    elif row.state == "done" and fixed:
        wanted = "confirmed"
    if wanted != row.state:
        _move(session, row, wanted, CITIZENS)
    return row.state


def find(session: Session, commitment_id: int) -> CommitmentView:
    """One commitment. Raises NotFound."""
    row = session.get(Commitment, commitment_id)
    if row is None:
        raise not_found("not_found")
    return _view(session, row)


def of_finding(session: Session, finding_id: int) -> list[CommitmentView]:
    """The commitments of a finding, by number."""
    rows = select(Commitment).where(Commitment.finding_id == finding_id).order_by(col(Commitment.number))
    return [_view(session, row) for row in session.exec(rows)]


def listed(session: Session, first: date, last: date, there: Reach = EVERYWHERE) -> list[CommitmentView]:
    """What a quarterly list shows of those within reach: due or moved in these days, or late and still open; the
    earliest due first.
    """
    begins, ends = _moment(first), _moment(last, end=True)
    moved = select(CommitmentMove.commitment_id).where(
        col(CommitmentMove.moved_at) >= begins, col(CommitmentMove.moved_at) < ends
    )
    within = col(Commitment.due).between(first, last)
    open_still = (col(Commitment.due) < first) & col(Commitment.state).not_in(OVER)
    near = consulted(there, col(Commitment.consultation_id))
    rows = select(Commitment).where(within | open_still | col(Commitment.id).in_(moved), *near)
    return [_view(session, row) for row in session.exec(rows.order_by(col(Commitment.due), col(Commitment.id)))]


def reopened(session: Session, there: Reach = EVERYWHERE) -> list[CommitmentView]:
    """What citizens opened again of those within reach, the newest first."""
    again = (Commitment.state == "reopened", *consulted(there, col(Commitment.consultation_id)))
    rows = select(Commitment).where(*again).order_by(col(Commitment.reopened_at).desc())
    return [_view(session, row) for row in session.exec(rows)]


def asked_since(session: Session, commitment_id: int) -> datetime | None:
    """When it was last said to be done: what citizens say counts from then. None when that was never said."""
    done = (CommitmentMove.commitment_id == commitment_id, CommitmentMove.state == "done")
    return session.exec(select(func.max(CommitmentMove.moved_at)).where(*done)).one()


def today() -> date:
    """The day that it is where the installation is."""
    return clock.now().astimezone(settings().zone).date()


def _checked(row: Commitment, given: MoveInput) -> MoveInput:
    if given.state not in SETS and given.state != row.state:
        raise refused("state_unknown", given=given.state[:40])
    note, evidence, link = _text("note", given.note), _text("evidence", given.evidence), _text("link", given.link)
    if link and (not link.startswith(("https://", "http://")) or " " in link):
        raise refused("link_bad")
    if given.state == "done" and not (evidence or link or row.evidence or row.link):
        raise refused("evidence_empty")
    for key, wanted in (
        ("stopped", given.state == "stopped" != row.state),
        ("later", given.due > row.due),
        ("reopened", row.state == "reopened" and given.state != "reopened"),
    ):
        if wanted and not note:
            raise refused("note_empty", what=said("needs_note", key))
    kept = (evidence or row.evidence, link or row.link)
    if (given.state, given.due, *kept, note) == (row.state, row.due, row.evidence, row.link, ""):
        raise refused("nothing_moved")
    return MoveInput(state=given.state, due=given.due, note=note, evidence=kept[0], link=kept[1])


def _move(session: Session, row: Commitment, state: str, actor: str, given: MoveInput | None = None) -> None:
    moves = select(func.count()).select_from(CommitmentMove).where(CommitmentMove.commitment_id == row.id)
    due = given.due if given else row.due
    made = CommitmentMove(
        commitment_id=row.id or 0, number=session.exec(moves).one() + 1, state_before=row.state, state=state,
        due_before=row.due, due=due, note=given.note if given else "", evidence=given.evidence if given else "",
        link=given.link if given else "", moved_at=clock.now(), moved_by=actor,
    )  # fmt: skip
    before: dict[str, Any] = {"state": row.state, "due": row.due.isoformat()}
    row.state, row.due = state, due
    if given is not None:
        row.evidence, row.link = given.evidence, given.link
    row.version, row.updated_at, row.updated_by = row.version + 1, made.moved_at, actor
    session.add_all((row, made))
    session.flush()
    after = {"state": state, "due": due.isoformat(), "note": made.note}
    audit.record(session, actor, "commitment.move", f"commitment:{row.id}", before=before, after=after)


def _held(session: Session, commitment_id: int) -> Commitment:
    held = select(Commitment).where(Commitment.id == commitment_id).with_for_update()
    row = session.exec(held.execution_options(populate_existing=True)).first()
    if row is None:
        raise not_found("not_found")
    return row


def _text(name: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        raise refused("text_long", n=len(text), most=LONGEST[name])
    return text


def _moment(day: date, *, end: bool = False) -> datetime:
    at = datetime.combine(day, datetime.min.time(), settings().zone)
    return at.replace(hour=23, minute=59, second=59, microsecond=999_999) if end else at


def _moves(session: Session, commitment_id: int) -> Sequence[CommitmentMove]:
    of = select(CommitmentMove).where(CommitmentMove.commitment_id == commitment_id)
    return session.exec(of.order_by(col(CommitmentMove.number).desc())).all()


def _view(session: Session, row: Commitment) -> CommitmentView:
    finding = session.get_one(Finding, row.finding_id)
    known = row.model_dump(exclude={"id", "consultation_id", "finding_id", "created_at", "created_by"})
    return CommitmentView(
        **known,
        id=row.id or 0,
        ref=reference(row.number),
        finding=link_to(finding),
        late=row.due < today() and row.state not in (*OVER, "done"),
        moves=tuple(
            MoveView(**{**one.model_dump(exclude={"commitment_id"}), "id": one.id or 0})
            for one in _moves(session, row.id or 0)
        ),
    )
