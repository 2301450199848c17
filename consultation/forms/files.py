"""The pictures, sounds and films that forms show, kept beside the consultations and templates they belong to."""

from collections.abc import Mapping

from sqlmodel import Session, col, delete, select

from consultation import clock
from consultation.errors import not_found, refused
from consultation.forms.models import FormFile


def keep(session: Session, subject: str, files: Mapping[str, bytes], actor: str, *, shown: bool = False) -> None:
    """Keep files by name. subject: `consultation:12` or `template:KEY`.

    shown: people may have seen the ones that are there; raises Refused where one of them would become another.
    """
    if not files:
        return
    there = {row.name: row for row in session.exec(select(FormFile).where(FormFile.subject == subject))}
    for name, content in files.items():
        row = there.get(name)
        if row is not None and row.content != content and shown:
            raise refused("file_in_use", name=name)
        if row is None:
            row = FormFile(subject=subject, name=name, content=content, created_at=clock.now(), created_by=actor)
        row.content = content
        session.add(row)
    session.flush()


def of(session: Session, subject: str) -> dict[str, bytes]:
    """All files of a consultation or template by name, in the order they came."""
    rows = session.exec(select(FormFile).where(FormFile.subject == subject).order_by(col(FormFile.id)))
    return {row.name: row.content for row in rows}


def one(session: Session, subject: str, name: str) -> bytes:
    """One file. Raises NotFound."""
    found = (FormFile.subject == subject, FormFile.name == name)
    content = session.exec(select(FormFile.content).where(*found)).first()
    if content is None:
        raise not_found("file_not_found", name=name)
    return content


def drop(session: Session, subject: str) -> None:
    """Delete all files of a template."""
    session.exec(delete(FormFile).where(col(FormFile.subject) == subject))
