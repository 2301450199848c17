"""Dispositions: what was decided on a finding, why, by whom, where in the plan; every one kept, the newest stands.

Who decides cannot sign. What a head has signed stands until another disposition is made, which needs a head again.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult.reaching import consulted
from consultation.findings.models import DECISIONS, Disposition, Finding
from consultation.findings.tracing import versions
from consultation.findings.values import DispositionView
from consultation.findings.wording import not_found, reference, refused, said
from consultation.plans import lines as plan_lines
from consultation.rights import EVERYWHERE, Reach
from consultation.themes.values import Value

LONGEST = {"reason": 1000, "agency": 200, "why": 500}
IN_PLAN = ("accepted", "partly")  # decisions that name where in the plan


class DispositionInput(Value):
    """What is decided. lines: where in the plan version, by key; agency: to whom it is passed on."""

    decision: str
    reason: str
    agency: str = ""
    plan_id: int | None = None
    lines: tuple[str, ...] = ()


def decide(session: Session, finding_id: int, given: DispositionInput, actor: str) -> DispositionView:
    """Keep a decision on a finding; it waits for a head. Raises Refused for what is missing, NotFound."""
    finding = held(session, finding_id)
    given = _checked(session, finding, given)
    stands = _rows(session, finding_id)
    if stands and _said(stands[0]) == given and stands[0].returned_at is None:
        raise refused("decision_same")
    row = Disposition(
        finding_id=finding_id, number=len(stands) + 1, **{**given.model_dump(), "lines": list(given.lines)},
        decided_at=clock.now(), decided_by=actor,
    )  # fmt: skip
    session.add(row)
    session.flush()
    before = _said(stands[0]).model_dump() if stands else None
    after = {"number": row.number, **given.model_dump()}
    audit.record(session, actor, "disposition.make", f"finding:{finding_id}", before=before, after=after)
    return _view(session, row)


def sign(session: Session, finding_id: int, disposition_id: int, actor: str) -> DispositionView:
    """Sign a disposition of a finding: only the newest, and only who did not make it. Raises Refused.

    Whether the actor may sign at all (`strategy.sign`) is asked before.
    """
    row = _to_sign(session, finding_id, disposition_id, actor)
    row.signed_at, row.signed_by = clock.now(), actor
    session.add(row)
    session.flush()
    audit.record(session, actor, "disposition.sign", f"finding:{row.finding_id}", after={"number": row.number})
    return _view(session, row)


def send_back(session: Session, finding_id: int, disposition_id: int, why: str, actor: str) -> DispositionView:
    """Send a disposition back to be decided anew, with the reason. Raises Refused."""
    row = _to_sign(session, finding_id, disposition_id, actor)
    why = _text("why", why)
    if not why:
        raise refused("return_why")
    row.returned_at, row.returned_by, row.returned_why = clock.now(), actor, why
    session.add(row)
    session.flush()
    after = {"number": row.number, "why": why}
    audit.record(session, actor, "disposition.return", f"finding:{row.finding_id}", after=after)
    return _view(session, row)


def newest(session: Session, finding_id: int) -> DispositionView | None:
    """The disposition that was made last, signed or not; None when nothing was decided."""
    rows = _rows(session, finding_id)
    return _view(session, rows[0]) if rows else None


def history(session: Session, finding_id: int) -> list[DispositionView]:
    """Every disposition of a finding, the newest first."""
    return [_view(session, row) for row in _rows(session, finding_id)]


def standing(session: Session, finding_id: int) -> DispositionView | None:
    """The newest disposition that a head has signed: what may be told to people. None when there is none."""
    return next((_view(session, row) for row in _rows(session, finding_id) if row.signed_at is not None), None)


def waiting(session: Session, there: Reach = EVERYWHERE) -> list[tuple[Finding, DispositionView]]:
    """The dispositions that wait for a head, of all consultations within reach, the oldest first."""
    unsigned = (col(Disposition.signed_at).is_(None), col(Disposition.returned_at).is_(None))
    query = (
        select(Finding, Disposition)
        .join(Disposition, col(Disposition.finding_id) == col(Finding.id))
        .where(*unsigned, col(Finding.withdrawn_at).is_(None), *consulted(there, col(Finding.consultation_id)))
        .order_by(col(Disposition.decided_at))
    )
    rows = session.exec(query).all()
    return [(finding, _view(session, row)) for finding, row in rows if _rows(session, finding.id or 0)[0].id == row.id]


def held(session: Session, finding_id: int) -> Finding:
    """A standing finding, kept from everybody else until the transaction ends. Raises NotFound."""
    query = select(Finding).where(Finding.id == finding_id, col(Finding.withdrawn_at).is_(None)).with_for_update()
    row = session.exec(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise not_found("finding_not_found")
    return row


def _to_sign(session: Session, finding_id: int, disposition_id: int, actor: str) -> Disposition:
    row = session.get(Disposition, disposition_id)
    if row is None or row.finding_id != finding_id:
        raise refused("disposition_unknown")
    finding = held(session, row.finding_id)
    session.refresh(row)
    newest_id = _rows(session, row.finding_id)[0].id
    if row.id != newest_id or row.signed_at is not None or row.returned_at is not None:
        raise refused("disposition_over", ref=reference(finding.number))
    if row.decided_by == actor:
        raise refused("sign_own")
    return row


def _checked(session: Session, finding: Finding, given: DispositionInput) -> DispositionInput:
    if given.decision not in DECISIONS:
        raise refused("decision_unknown", given=given.decision[:40])
    reason, agency = _text("reason", given.reason), _text("agency", given.agency)
    if not reason:
        raise refused("reason_empty", decision=said("decision", given.decision))
    if given.decision == "referred" and not agency:
        raise refused("agency_empty")
    lines: tuple[str, ...] = ()
    if given.decision in IN_PLAN:
        lines = _lines(session, finding, given.plan_id, given.lines)
    plan_id = given.plan_id if lines else None
    agency = agency if given.decision == "referred" else ""
    return DispositionInput(decision=given.decision, reason=reason, agency=agency, plan_id=plan_id, lines=lines)


def _lines(session: Session, finding: Finding, plan_id: int | None, keys: Collection[str]) -> tuple[str, ...]:
    if plan_id is None or not keys:
        raise refused("where_empty")
    if plan_id not in {plan.id for plan in versions(session, finding.consultation_id)}:
        raise refused("plan_unknown")
    known = plan_lines.by_key(plan_lines.lines(session, plan_id))
    if unknown := [key for key in keys if key not in known]:
        raise refused("line_unknown", line=unknown[0][:40])
    return tuple(key for key in known if key in keys)


def _text(name: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        raise refused("text_long", n=len(text), most=LONGEST[name])
    return text


def _rows(session: Session, finding_id: int) -> list[Disposition]:
    of = select(Disposition).where(Disposition.finding_id == finding_id)
    return list(session.exec(of.order_by(col(Disposition.number).desc())))


def _said(row: Disposition) -> DispositionInput:
    known = row.model_dump(include={"decision", "reason", "agency", "plan_id"})
    return DispositionInput(**known, lines=tuple(row.lines))


def _view(session: Session, row: Disposition) -> DispositionView:
    known = plan_lines.by_key(plan_lines.lines(session, row.plan_id)) if row.plan_id is not None else {}
    facts = row.model_dump(exclude={"lines", "id"})
    lines = tuple(known[key] for key in row.lines if key in known)
    return DispositionView(**facts, id=row.id or 0, name=said("decision", row.decision), lines=lines)
