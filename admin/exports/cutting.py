"""Archives are destroyed when somebody whose answers may be in them has these erased, and with the link to people."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from admin.exports.models import ExportFile
from consultation import clock
from consultation.privacy.cutting import run
from consultation.privacy.store import Ended, Leaving, Store
from consultation.responses.models import Response


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Empty the archives of a consultation."""
    of = (ExportFile.consultation_id == ended.id, col(ExportFile.content).is_not(None))
    ids = session.exec(select(ExportFile.id).where(*of).limit(limit)).all()
    return _empty(session, col(ExportFile.id).in_(ids)) if ids else 0


def forget(session: Session, one: Leaving) -> int:
    """Empty the archives of every consultation that somebody answered who has the answers erased."""
    if not one.erase:
        return 0
    answered = select(Response.consultation_id).where(Response.person_id == one.person)
    return _empty(session, col(ExportFile.consultation_id).in_(answered))


def _empty(session: Session, which: Any) -> int:
    """An archive that is gone is over: whoever asks for it is told so, and orders another."""
    now = clock.now()
    return run(
        session, update(ExportFile).where(which, col(ExportFile.content).is_not(None)).values(content=None, ends_at=now)
    )


STORE = Store("exports", frozenset({"export_file"}), cut, forget)
