"""Archives are destroyed when somebody whose answers may be in them has these erased, and with the link to people."""

from typing import Any

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from admin.exports.models import ExportFile
from consultation import clock
from consultation.errors import refused
from consultation.privacy.cutting import run
from consultation.privacy.store import Ended, Leaving, Store
from consultation.responses.models import Response

THERE = col(ExportFile.content).is_not(None)
WAITING = and_(col(ExportFile.ready_at).is_(None), col(ExportFile.failed_at).is_(None))


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Empty the archives of a consultation."""
    of = (ExportFile.consultation_id == ended.id, or_(THERE, WAITING))
    ids = session.exec(select(ExportFile.id).where(*of).limit(limit)).all()
    return _empty(session, col(ExportFile.id).in_(ids)) if ids else 0


def forget(session: Session, one: Leaving) -> int:
    """Empty the archives of every consultation that somebody answered who has the answers erased."""
    if not one.erase:
        return 0
    answered = select(Response.consultation_id).where(Response.person_id == one.person)
    return _empty(session, col(ExportFile.consultation_id).in_(answered))


def _empty(session: Session, which: Any) -> int:
    """An archive that is gone is over, and one that is being made fails: whoever asks is told so, and orders another.

    What was read for it before is still on its way; the row that has failed takes it no more.
    """
    now, why = clock.now(), str(refused("export_erased"))
    failing = update(ExportFile).where(which, WAITING).values(failed_at=now, why=why)
    gone = update(ExportFile).where(which, THERE).values(content=None, ends_at=now)
    # Waiting ones first: one that becomes ready in between is found by the second statement.
    return run(session, failing) + run(session, gone)


STORE = Store("exports", frozenset({"export_file"}), cut, forget)
