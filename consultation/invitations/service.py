"""Invitation codes: made in lots, redeemed once, revoked, replaced, and told of.

What happens to a code is one conditional UPDATE: of two who redeem, revoke or replace at the same moment one does, and
the other sees what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, CursorResult, Update, and_, func, or_, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult import life
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.invitations import codes
from consultation.invitations.listed import Listed
from consultation.invitations.models import Invitation
from consultation.responses.models import Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault

Standing = Literal["good", "yours", "used", "revoked", "expired"]
MOST = 5000  # codes of one consultation


@dataclass(frozen=True)
class Made:
    """A code in plain words: it exists nowhere else once this is handed over."""

    number: int
    organisation: str
    sector: str
    province: str | None
    code: str


def make(
    session: Session, vault: Vault, consultation_id: int, of: Sequence[Listed], expires_at: datetime | None, actor: str
) -> list[Made]:
    """One code for each, as one lot. Raises Refused when the consultation is closed, or has too many."""
    row = session.get(Consultation, consultation_id, with_for_update=True)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    if life.phase(row.state) == "after":
        raise refused("invitations_closed")
    if expires_at is not None and expires_at <= clock.now():
        raise refused("invitations_expiry_past")
    count, lot = _numbers(session, consultation_id)
    if count + len(of) > MOST:
        raise refused("invitations_most", most=MOST, there=count, more=len(of))
    made = [_one(session, vault, row, lot + 1, count + at, one, expires_at, actor) for at, one in enumerate(of, 1)]
    after = {"lot": lot + 1, "codes": len(made)}
    audit.record(session, actor, "invitation.make", f"consultation:{consultation_id}", after=after)
    return made


def replace(session: Session, vault: Vault, consultation_id: int, chosen: Sequence[int], actor: str) -> list[Made]:
    """New codes in place of those chosen (by number); of the used only those whose user has erased themselves.

    The old are good no longer. Raises Refused when nothing is left to be replaced.
    """
    old = [one for one in _rows(session, consultation_id, chosen) if _end(session, one)]
    if not old:
        raise refused("invitations_none_left")
    again = [Listed(one.organisation, one.sector, one.province) for one in old]
    later = [one.expires_at for one in old if one.expires_at is not None and one.expires_at > clock.now()]
    return make(session, vault, consultation_id, again, max(later, default=None), actor)


def revoke(session: Session, consultation_id: int, chosen: Sequence[int], actor: str) -> int:
    """Let codes that nobody has used be good no longer; how many. Raises Refused when none was."""
    ended = [
        one.number for one in _rows(session, consultation_id, chosen) if one.used_at is None and _end(session, one)
    ]
    if not ended:
        raise refused("invitations_none_left")
    after = {"numbers": ended}
    audit.record(session, actor, "invitation.revoke", f"consultation:{consultation_id}", after=after)
    return len(ended)


def find(session: Session, vault: Vault, code: str) -> Invitation | None:
    """The invitation of a code."""
    query = select(Invitation).where(Invitation.code_hash == codes.hashed(vault, code))
    return session.exec(query.execution_options(populate_existing=True)).first()


def of_person(session: Session, consultation_id: int, person_id: int) -> Invitation | None:
    """The invitation that a person has redeemed in a consultation."""
    theirs = (Invitation.consultation_id == consultation_id, Invitation.person_id == person_id)
    return session.exec(select(Invitation).where(*theirs)).first()


def standing(one: Invitation, person_id: int) -> Standing:
    """What a code is for this person now."""
    if one.person_id == person_id:
        return "yours"
    if one.used_at is not None:
        return "used"
    if one.revoked_at is not None:
        return "revoked"
    return "expired" if one.expires_at is not None and one.expires_at <= clock.now() else "good"


def was_refused(session: Session, one: Invitation, why: Standing) -> None:
    """Count that somebody typed a code that is good no longer: the officer is shown."""
    again = {"refused": col(Invitation.refused) + 1, "refused_at": clock.now(), "refused_why": why}
    session.connection().execute(update(Invitation).where(col(Invitation.id) == one.id).values(again))


def redeem(session: Session, id: int, person_id: int) -> bool:
    """Let a person answer with a code, if it is good still; whether it was. What they said already is marked."""
    open_still = or_(col(Invitation.expires_at).is_(None), col(Invitation.expires_at) > clock.now())
    good = and_(col(Invitation.id) == id, _unused(), open_still)
    if not _changed(session, update(Invitation).where(good).values(person_id=person_id, used_at=clock.now())):
        return False
    one = session.get_one(Invitation, id, populate_existing=True)
    mark(session, one.consultation_id, person_id, id)
    return True


def mark(session: Session, consultation_id: int, person_id: int, id: int | None) -> None:
    """Mark a person's talk and response of a consultation as a representative's."""
    session.flush()
    for table in (TalkRow, Response):
        theirs = (col(table.consultation_id) == consultation_id, col(table.person_id) == person_id)
        for row in session.exec(select(table).where(*theirs)):
            row.invitation_id = id
            session.add(row)
    session.flush()


def _one(
    session: Session,
    vault: Vault,
    row: Consultation,
    lot: int,
    number: int,
    of: Listed,
    expires_at: datetime | None,
    actor: str,
) -> Made:
    code = codes.new()
    one = Invitation(
        consultation_id=row.id or 0,
        lot=lot,
        number=number,
        organisation=of.organisation,
        sector=of.sector,
        province=of.province,
        code_hash=codes.hashed(vault, code),
        expires_at=expires_at,
        made_at=clock.now(),
        made_by=actor,
    )
    session.add(one)
    return Made(number, of.organisation, of.sector, of.province, code)


def _end(session: Session, one: Invitation) -> bool:
    """Let a code be good no longer; False when it was redeemed, or had ended before."""
    now = col(Invitation.id) == one.id
    if one.erased and one.revoked_at is None:
        alone = and_(now, col(Invitation.revoked_at).is_(None))
        return _changed(session, update(Invitation).where(alone).values(revoked_at=clock.now()))
    return _changed(session, update(Invitation).where(and_(now, _unused())).values(revoked_at=clock.now()))


def _unused() -> ColumnElement[bool]:
    return and_(col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None))


def _changed(session: Session, change: Update) -> bool:
    result = session.connection().execute(change)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _rows(session: Session, consultation_id: int, chosen: Sequence[int]) -> list[Invitation]:
    these = (Invitation.consultation_id == consultation_id, col(Invitation.number).in_(chosen))
    query = select(Invitation).where(*these).order_by(col(Invitation.number))
    return list(session.exec(query.execution_options(populate_existing=True)))


def _numbers(session: Session, consultation_id: int) -> tuple[int, int]:
    """The highest number and lot so far."""
    highest = func.coalesce(func.max(Invitation.number), 0), func.coalesce(func.max(Invitation.lot), 0)
    number, lot = session.exec(select(*highest).where(Invitation.consultation_id == consultation_id)).one()
    return number, lot
