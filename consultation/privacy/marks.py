"""Marks that somebody has taken part: made when a link is cut while a consultation is open, gone at its close."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.privacy.models import Participation
from consultation.privacy.store import Ended, Leaving, Whose
from consultation.vault import Vault


def mark(session: Session, vault: Vault, of: Consultation, channel: str, account: str, address: str) -> None:
    """Keep that this account has taken part."""
    made = _mark(vault, of.code, channel, account, address)
    if not _known(session, of.id or 0, made):
        session.add(Participation(consultation_id=of.id or 0, mark=made))
        session.flush()


def marked(session: Session, vault: Vault, of: Consultation, channel: str, account: str, address: str) -> bool:
    """Whether this account has taken part and had its link cut."""
    return _known(session, of.id or 0, _mark(vault, of.code, channel, account, address))


def forget_marks(session: Session, consultation_id: int) -> None:
    """Delete every mark of a consultation: after its close nobody can begin it, so they serve nothing."""
    gone = delete(Participation).where(col(Participation.consultation_id) == consultation_id)
    session.connection().execute(gone)


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Nothing in time: every mark goes at the close, before a link is cut."""
    return 0


def forget(session: Session, one: Leaving) -> int:
    """Nothing at once: the mark is what keeps a response that stays from being counted twice, until the close."""
    return 0


def held(session: Session, whose: Whose) -> Sequence[Participation]:
    """The marks of a person's accounts."""
    made = {
        _mark(whose.vault, code, *account)
        for code in session.exec(select(Consultation.code).where(col(Consultation.closed_at).is_(None)))
        for account in whose.accounts
    }
    return session.exec(select(Participation).where(col(Participation.mark).in_(made))).all()


def _known(session: Session, consultation_id: int, made: str) -> bool:
    same = (Participation.consultation_id == consultation_id, Participation.mark == made)
    return session.exec(select(Participation.id).where(*same)).first() is not None


def _mark(vault: Vault, code: str, channel: str, account: str, address: str) -> str:
    return vault.lookup("took part", code, channel, account, address)
