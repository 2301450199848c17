"""Targets of a consultation: set as a whole, proposed evenly, changed one by one; read with what has been sent."""

from collections.abc import Mapping, Sequence
from itertools import product

from sqlalchemy import delete, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from consultation import audit
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.places.schemes import cluster
from consultation.quotas.counting import Cell, Reached, outside, reached, shared
from consultation.quotas.models import QuotaTarget
from consultation.responses.models import Response

PARTS = ("province", "sector", "age")
MOST_TARGET = 1_000_000
MOST = 1000  # targets of one consultation


def choices(session: Session, consultation_id: int) -> dict[str, dict[str, str]]:
    """By what a consultation may set targets: of each part that the form asks for, what is stored and its name."""
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    form = forms.current(session, consultation_id)
    found: dict[str, dict[str, str]] = {}
    for part in PARTS:
        question = form.by_role(part)
        if question is not None and part == "province":
            found[part] = {one.iso: one.name_th for one in cluster(row.scheme, row.cluster).provinces}
        elif question is not None and question.choices:
            found[part] = {choice.name: in_language(choice.label, "th") for choice in question.choices}
    return found


def targets(session: Session, consultation_id: int) -> dict[Cell, int]:
    """The targets as they were set, in that order."""
    query = select(QuotaTarget).where(QuotaTarget.consultation_id == consultation_id).order_by(col(QuotaTarget.id))
    return {Cell(row.province, row.sector, row.age): row.target for row in session.exec(query)}


def standing(session: Session, consultation_id: int) -> tuple[list[Reached], int]:
    """Every target with how far it is, most urgent first; and how many have sent whom none means."""
    wanted = targets(session, consultation_id)
    if not wanted:
        return [], 0
    of = (col(Response.province), col(Response.sector), col(Response.age))
    apart = col(Response.invitation_id).is_not(None)
    query = (
        sql_select(func.count(col(Response.id)), apart, *of)
        .where(col(Response.consultation_id) == consultation_id, col(Response.state) == "submitted")
        .group_by(apart, *of)
    )
    sent: dict[Cell, int] = {}
    representatives: dict[Cell, int] = {}
    for n, for_organisation, province, sector, age in session.execute(query):
        cell = Cell(province or "", sector or "", age or "")
        sent[cell] = sent.get(cell, 0) + n
        if for_organisation:
            representatives[cell] = representatives.get(cell, 0) + n
    return reached(wanted, sent, representatives), outside(wanted, sent)


def propose(session: Session, consultation_id: int, total: int, parts: Sequence[str], actor: str) -> int:
    """Share a total evenly among all that the chosen parts combine to, in place of the targets before; how many."""
    known = choices(session, consultation_id)
    chosen = [part for part in PARTS if part in parts and part in known]
    if not chosen:
        raise refused("quota_no_part")
    cells = [Cell(**dict(zip(chosen, of, strict=True))) for of in product(*(known[part] for part in chosen))]
    if total < len(cells):
        raise refused("quota_total_small", total=total, cells=len(cells))
    return replace(session, consultation_id, dict(zip(cells, shared(total, [1] * len(cells)), strict=True)), actor)


def replace(session: Session, consultation_id: int, wanted: Mapping[Cell, int], actor: str) -> int:
    """Let these be the targets, and no others; a target of 0 is none. Raises Refused; then nothing is changed."""
    if session.get(Consultation, consultation_id, with_for_update=True) is None:
        raise not_found("consultation_not_found", id=consultation_id)
    kept = {cell: n for cell, n in wanted.items() if n}
    if len(kept) > MOST:
        raise refused("quota_most", most=MOST, there=len(kept))
    if any(not 0 < n <= MOST_TARGET for n in kept.values()):
        raise refused("quota_number", most=MOST_TARGET)
    before = targets(session, consultation_id)
    session.connection().execute(delete(QuotaTarget).where(col(QuotaTarget.consultation_id) == consultation_id))
    session.add_all(
        QuotaTarget(consultation_id=consultation_id, target=n, **cell._asdict()) for cell, n in kept.items()
    )
    told = [{"targets": len(each), "people": sum(each.values())} for each in (before, kept)]
    audit.record(session, actor, "quota.set", f"consultation:{consultation_id}", before=told[0], after=told[1])
    return len(kept)
