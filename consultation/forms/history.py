"""The versions of a form: its revisions, the edits since, undo and redo.

A version is named `r3` (revision 3), `e17` (the form as it was before edit 17) or `now`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.errors import refused
from consultation.forms import service
from consultation.forms.form import Form
from consultation.forms.models import FormEdit, FormRevision

NOW = "now"


@dataclass(frozen=True)
class RevisionView:
    """A revision: who saved it last and when; since when people answer it, None while nobody has started."""

    number: int
    at: datetime
    by: str
    started_at: datetime | None


@dataclass(frozen=True)
class EditView:
    """An edit that can be undone (or, once undone, done again). version: names the form as it was before it."""

    version: str
    act: str
    about: str
    at: datetime
    by: str


def revisions(session: Session, consultation_id: int) -> list[RevisionView]:
    """All revisions of a consultation's form, the newest first."""
    of = select(FormRevision.number, FormRevision.created_at, FormRevision.created_by, FormRevision.frozen_at)
    rows = of.where(FormRevision.consultation_id == consultation_id).order_by(col(FormRevision.number).desc())
    return [RevisionView(*row) for row in session.exec(rows)]


def edits(session: Session, consultation_id: int) -> list[EditView]:
    """The edits that can be undone, the newest first."""
    return [_view(row) for row in _rows(session, consultation_id, undone=False)]


def undoable(session: Session, consultation_id: int) -> tuple[EditView | None, EditView | None]:
    """The edit that undo would take back, and the one that redo would do again."""
    done, undone = (_rows(session, consultation_id, undone=undone) for undone in (False, True))
    return (_view(done[0]) if done else None), (_view(undone[-1]) if undone else None)


def undo(session: Session, consultation_id: int, actor: str) -> EditView:
    """Take the newest edit back. A revision that was started meanwhile gets a successor. Raises Refused."""
    return _turn(session, consultation_id, actor, undone=False)


def redo(session: Session, consultation_id: int, actor: str) -> EditView:
    """Do the edit again that was taken back last. Raises Refused."""
    return _turn(session, consultation_id, actor, undone=True)


def version(session: Session, consultation_id: int, name: str) -> Form:
    """The form as it was in a version. Raises Refused for one that is not kept."""
    if name == NOW:
        return service.current(session, consultation_id)
    number = int(name[1:]) if name[1:].isascii() and name[1:].isdecimal() and len(name) < 16 else -1
    row: FormRevision | FormEdit | None = None
    if name[:1] == "r":
        of = select(FormRevision).where(FormRevision.consultation_id == consultation_id, FormRevision.number == number)
        row = session.exec(of).first()
    elif name[:1] == "e":
        row = session.exec(
            select(FormEdit).where(FormEdit.consultation_id == consultation_id, FormEdit.id == number)
        ).first()
    if row is None:
        raise refused("form_version_unknown", version=name)
    return Form.model_validate(row.definition)


def versions(session: Session, consultation_id: int) -> list[Form]:
    """Every version that is kept, the oldest first, the newest revision last."""
    rows = session.exec(select(FormRevision).where(FormRevision.consultation_id == consultation_id)).all()
    steps = _rows(session, consultation_id, undone=False)
    # An edit of revision 3 is the form on the way to revision 3 as it is now, or to its successor.
    before = [(row.revision, 0, row.id or 0, row.definition) for row in steps]
    found = sorted([*before, *((row.number, 1, 0, row.definition) for row in rows)], key=lambda each: each[:3])
    return [Form.model_validate(definition) for *_, definition in found]


def _turn(session: Session, consultation_id: int, actor: str, *, undone: bool) -> EditView:
    # One after the other, as in `save`: two who undo at once take two edits back.
    session.get(Consultation, consultation_id, with_for_update={"key_share": True})
    rows = _rows(session, consultation_id, undone=undone)
    if not rows:
        raise refused("form_nothing_to_undo")
    row = rows[-1] if undone else rows[0]
    form, present = Form.model_validate(row.definition), service.current(session, consultation_id)
    row.definition = present.model_dump(mode="json", exclude={"about"})
    row.undone = not undone
    session.add(row)
    service.save(session, consultation_id, form, actor, act="")
    return _view(row)


def _rows(session: Session, consultation_id: int, *, undone: bool) -> list[FormEdit]:
    of = select(FormEdit).where(FormEdit.consultation_id == consultation_id, col(FormEdit.undone).is_(undone))
    return list(session.exec(of.order_by(col(FormEdit.id).desc())).all())


def _view(row: FormEdit) -> EditView:
    return EditView(f"e{row.id}", row.act, row.about, row.created_at, row.created_by)
