"""Invitations as an officer sees them: each with what became of it, and how many of each sector have answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import clock
from consultation.invitations.listed import sector_name
from consultation.invitations.models import SECTORS, Invitation
from consultation.responses.models import Response
from consultation.responses.service import place_name

STATES = ("unused", "begun", "sent", "erased", "expired", "revoked")


@dataclass(frozen=True)
class Shown:
    """One invitation. refused: how often it was typed when it was good no longer; why: the last time."""

    number: int
    lot: int
    organisation: str
    sector_name: str
    province_name: str
    state: str
    expires_at: datetime | None
    used_at: datetime | None
    refused: int
    refused_at: datetime | None
    refused_why: str

    @property
    def can_end(self) -> bool:
        """Whether it may be revoked: nobody has used it."""
        return self.state in ("unused", "expired")

    @property
    def can_replace(self) -> bool:
        """Whether a new code may take its place."""
        return self.state in ("unused", "expired", "erased")


@dataclass(frozen=True)
class Line:
    """Of one sector: organisations invited, codes that are or were good, begun, sent."""

    sector: str
    name: str
    organisations: int
    codes: int
    begun: int
    sent: int


def shown(session: Session, consultation_id: int) -> list[Shown]:
    """Every invitation of a consultation, in their order."""
    query = (
        select(Invitation, Response.state)
        .join(Response, col(Response.invitation_id) == col(Invitation.id), isouter=True)
        .where(Invitation.consultation_id == consultation_id)
        .order_by(col(Invitation.number))
    )
    return [_shown(one, state) for one, state in session.exec(query)]


def by_sector(session: Session, consultation_id: int) -> list[Line]:
    """How far the invited of each sector have come; what was revoked is not counted."""
    query = (
        select(Invitation, Response.state)
        .join(Response, col(Response.invitation_id) == col(Invitation.id), isouter=True)
        .where(Invitation.consultation_id == consultation_id, col(Invitation.revoked_at).is_(None))
    )
    rows = session.exec(query).all()
    found = []
    for sector in SECTORS:
        of = [(one, state) for one, state in rows if one.sector == sector]
        begun = sum(one.used_at is not None and not one.erased for one, _ in of)
        sent = sum(state == "submitted" for _, state in of)
        if of:
            named = len({one.organisation for one, _ in of})
            found.append(Line(sector, sector_name(sector), named, len(of), begun, sent))
    return found


def organisations(session: Session, consultation_id: int) -> Sequence[str]:
    """The organisations that have a code which is good or was used."""
    query = select(Invitation.organisation).where(
        Invitation.consultation_id == consultation_id, col(Invitation.revoked_at).is_(None)
    )
    return session.exec(query.distinct()).all()


def representatives(session: Session, consultation_id: int) -> int:
    """How many of the responses that were sent are representatives'."""
    sent = (Response.consultation_id == consultation_id, Response.state == "submitted")
    query = select(func.count(col(Response.id))).where(*sent, col(Response.invitation_id).is_not(None))
    return session.exec(query).one()


def _shown(one: Invitation, response: str | None) -> Shown:
    return Shown(
        number=one.number,
        lot=one.lot,
        organisation=one.organisation,
        sector_name=sector_name(one.sector),
        province_name=place_name(one.province) if one.province else "",
        state=_state(one, response),
        expires_at=one.expires_at,
        used_at=one.used_at,
        refused=one.refused,
        refused_at=one.refused_at,
        refused_why=one.refused_why,
    )


def _state(one: Invitation, response: str | None) -> str:
    if one.revoked_at is not None:
        return "revoked"
    if one.erased:
        return "erased"
    if one.used_at is not None:
        return "sent" if response == "submitted" else "begun"
    return "expired" if one.expires_at is not None and one.expires_at <= clock.now() else "unused"
