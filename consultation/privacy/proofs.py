"""How officers' files that prove something are kept no longer than is said; those that nothing refers to go at once.

A proof may show people and sign boards with names. It is kept for so many years after the consultation ended, or after
it was brought where that was later; then its bytes go, and that it was there stays, with the day and the place that it
proved.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, update
from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.law.models import LawNotice, ProofFile, ProofPiece
from consultation.meetings.models import Meeting
from consultation.privacy.cutting import run
from consultation.settings import settings

A_DAY = timedelta(days=1)  # within which a file that is being stored gets its row, and a row somebody to refer to it
A_YEAR = timedelta(days=365.25)


def sweep_orphans(session: Session, now: datetime, limit: int) -> list[int | None]:
    """Delete pieces of files without a row, and files that nothing refers to: no consultation knows of them."""
    unused = (col(ProofFile.kept_at) < now - A_DAY, ~_referred(ProofFile.id))
    files = select(ProofFile.address).where(*unused).order_by(col(ProofFile.id)).limit(limit).with_for_update()
    gone = set(session.exec(files))
    run(session, delete(ProofFile).where(col(ProofFile.address).in_(gone), *unused))
    of_a_file = exists().where(col(ProofFile.address) == col(ProofPiece.address))
    left = (col(ProofPiece.kept_at) < now - A_DAY, ~of_a_file)
    pieces = session.exec(select(ProofPiece.id, ProofPiece.address).where(*left).limit(limit)).all()
    run(session, delete(ProofPiece).where(col(ProofPiece.id).in_([id for id, _ in pieces]), *left))
    return [None] * len(gone.union(address for _, address in pieces))


def sweep_old(session: Session, now: datetime, limit: int) -> list[int | None]:
    """Destroy the bytes of proofs whose time is over in every consultation that they prove something of.

    Gives back a consultation of each.
    """
    over = now - settings().retention_proof_years * A_YEAR
    still_wanted = or_(_proving(over), _reporting(over))
    old = (col(ProofFile.destroyed_at).is_(None), col(ProofFile.kept_at) < over, _referred(ProofFile.id))
    rows = session.exec(select(ProofFile).where(*old, ~still_wanted).order_by(col(ProofFile.id)).limit(limit)).all()
    for row in rows:
        run(session, delete(ProofPiece).where(col(ProofPiece.address) == row.address))
        run(session, update(ProofFile).where(col(ProofFile.id) == row.id).values(destroyed_at=now))
    return [_consultation(session, row.id or 0) for row in rows]


def _referred(id: object) -> ColumnElement[bool]:
    return or_(exists().where(col(LawNotice.proof_id) == id), exists().where(col(Meeting.minutes_id) == id))


def _running(over: datetime) -> ColumnElement[bool]:
    """Whether a consultation has not ended, or not so long ago."""
    ended: ColumnElement[datetime] = func.coalesce(Consultation.closed_at, Consultation.cancelled_at)
    return or_(ended.is_(None), ended >= over)


def _proving(over: datetime) -> ColumnElement[bool]:
    mine = col(Consultation.id) == col(LawNotice.consultation_id)
    return exists().where(col(LawNotice.proof_id) == col(ProofFile.id), mine, _running(over))


def _reporting(over: datetime) -> ColumnElement[bool]:
    mine = col(Consultation.id) == col(Meeting.consultation_id)
    return exists().where(col(Meeting.minutes_id) == col(ProofFile.id), mine, _running(over))


def _consultation(session: Session, id: int) -> int | None:
    proved = session.exec(select(LawNotice.consultation_id).where(LawNotice.proof_id == id)).first()
    return proved or session.exec(select(Meeting.consultation_id).where(Meeting.minutes_id == id)).first()
