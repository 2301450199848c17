"""Papers of some provinces alone: what an officer of a provincial office enters, sees and changes."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from consultation.entry import views
from consultation.entry.views import EntryView
from consultation.entry.wording import not_found, refused
from consultation.places.schemes import province
from consultation.responses.models import Response

Provinces = frozenset[str] | None  # ISO codes; None for all


def entered(
    session: Session, provinces: Provinces, work: Callable[[Session, int], EntryView], consultation_id: int
) -> EntryView:
    """Store a paper by `work`. Raises Refused, with nothing stored, for one of another province."""
    made = work(session, consultation_id)
    if provinces is not None and _province(session, consultation_id, made.receipt) not in provinces:
        names = ", ".join(sorted(province(iso).name_th for iso in provinces))
        raise refused("other_province", provinces=names)
    return made


def must_hold(session: Session, provinces: Provinces, consultation_id: int, receipt: str) -> None:
    """Raises NotFound for a paper of another province."""
    if provinces is not None and _province(session, consultation_id, receipt) not in provinces:
        raise not_found("entry_not_found", receipt=receipt)


def latest(session: Session, provinces: Provinces, consultation_id: int, sought: str) -> list[EntryView]:
    """The papers of these provinces that were entered last."""
    if provinces is None:
        return views.latest(session, consultation_id, sought=sought)
    of = (Response.consultation_id == consultation_id, col(Response.province).in_(provinces))
    receipts = set(session.exec(select(Response.receipt).where(*of)))
    found = views.latest(session, consultation_id, sought=sought, most=1000)
    return [view for view in found if view.receipt in receipts][:20]


def _province(session: Session, consultation_id: int, receipt: str) -> str | None:
    of = (Response.consultation_id == consultation_id, Response.receipt == receipt)
    return session.exec(select(Response.province).where(*of)).first()
