"""Form revisions in and out of the database. A revision that somebody has started never changes again."""

import hashlib
import json
from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from consultation import ahead, audit, clock
from consultation.consult.changed import before_change
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.forms import locked
from consultation.forms.form import Form
from consultation.forms.models import FormEdit, FormRevision
from consultation.law import told

KEPT_EDITS = 30  # a consultation's edits that can be undone
_KEPT = 64
# Known by the moment of its freezing too: one whose transaction was undone may be saved anew under the same number.
_compiled: OrderedDict[tuple[int, str, int, datetime], Form] = OrderedDict()
_lock = Lock()


def current(session: Session, consultation_id: int) -> Form:
    """The newest revision of a consultation's form. Raises NotFound."""
    return _form(_newest(session, consultation_id))


def exists(session: Session, consultation_id: int) -> bool:
    """Whether a consultation has a form."""
    return _rows_first(session, consultation_id) is not None


def save(
    session: Session,
    consultation_id: int,
    form: Form,
    actor: str,
    *,
    edited: int | None = None,
    act: str = "whole",
    about: str = "",
    by_draft: bool = False,
) -> int:
    """Store a form and return its revision number.

    A newest revision that nobody has started is replaced; a started one gets a successor. edited: the revision that
    the officer had before them; raises Refused when another has been saved meanwhile, or when the window is over.
    act, about: what was done to what, kept with the form as it was so that it can be undone (`history`); an empty act
    is not kept. by_draft: a draft's sections are put in or taken out; anybody else may not change them while they are
    open to comment (`locked`).
    """
    # Officers who save at once come one after the other. NO KEY UPDATE, so that answers can still be stored.
    consultation = session.get(Consultation, consultation_id, with_for_update={"key_share": True})
    if consultation is None:
        raise not_found("consultation_not_found", id=consultation_id)
    if phase(consultation.state) == "after":
        raise refused("form_closed")
    newest = _rows_first(session, consultation_id, lock=True)
    number = _next_number(newest, edited)
    earlier = _form(newest) if newest is not None else None
    form = form if by_draft else locked.kept(earlier, form)
    form = told.filled(session, consultation, earlier, form)
    before_change(session, consultation, actor, "form")
    definition = form.model_copy(update={"revision": number}).model_dump(mode="json", exclude={"about"})
    before = _told(newest.number, newest.definition) if newest is not None else None
    if act and newest is not None:
        _remember(session, newest, definition, actor, (act, about))
    kept = newest if newest is not None and newest.number == number else None
    row = kept or FormRevision(
        consultation_id=consultation_id, number=number, definition={}, created_at=clock.now(), created_by=actor
    )
    row.definition, row.created_at, row.created_by = definition, clock.now(), actor
    session.add(row)
    session.flush()
    after = _told(number, definition) | ({"act": act} if act else {})
    audit.record(session, actor, "form.save", f"consultation:{consultation_id}", before=before, after=after)
    return number


def _told(number: int, definition: dict[str, Any]) -> dict[str, Any]:
    """A form as the audit record tells it: the whole stands in the history of its revisions and edits."""
    whole = json.dumps(definition, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(whole).hexdigest()[:16]
    return {"revision": number, "questions": len(definition["questions"]), "digest": digest}


def start(session: Session, consultation_id: int) -> FormRevision:
    """The revision that a new talk starts on; from now on it is frozen. Raises NotFound."""
    kept = ahead.kept(session, "newest", consultation_id, lambda: _started(session, consultation_id))
    if kept is None:
        raise not_found("form_not_found", id=consultation_id)
    return kept


def _started(session: Session, consultation_id: int) -> FormRevision | None:
    # Its definition is a large value and is read by whoever needs it: as a rule it is compiled already.
    newest = _newest_of(consultation_id).options(defer(FormRevision.definition))  # type: ignore[arg-type]
    row = session.exec(newest).first()
    if row is not None and row.frozen_at is None:
        # An officer may be replacing it at this moment: wait for them and take what they saved.
        session.refresh(row, with_for_update={"key_share": True})
    if row is not None and row.frozen_at is None:
        row.frozen_at = clock.now()
        session.add(row)
        session.flush()
    return row


def newest(session: Session, consultation_id: int) -> FormRevision:
    """The newest revision as it is, frozen or not. Raises NotFound."""
    return _newest(session, consultation_id)


def compiled(session: Session, revision_id: int, code: str, number: int) -> Form:
    """The form of a frozen revision, kept ready in memory: many talks walk the same one."""
    asked = select(FormRevision.frozen_at).where(FormRevision.id == revision_id)
    frozen_at = ahead.kept(session, "frozen", revision_id, lambda: session.exec(asked).one())
    if frozen_at is None:
        return _form(session.get_one(FormRevision, revision_id))
    key = (revision_id, code, number, frozen_at)
    with _lock:
        if (form := _compiled.get(key)) is not None:
            _compiled.move_to_end(key)
            return form
    form = _form(session.get_one(FormRevision, revision_id))
    with _lock:
        _compiled[key] = form
        while len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    return form


def _remember(
    session: Session, before: FormRevision, definition: dict[str, Any], actor: str, done: tuple[str, str]
) -> None:
    """Keep the form as it was before an edit, for undo. What had been undone can be done again no longer."""
    if {**before.definition, "revision": 0} == {**definition, "revision": 0}:
        return
    of = col(FormEdit.consultation_id) == before.consultation_id
    session.exec(delete(FormEdit).where(of, col(FormEdit.undone)))
    session.add(
        FormEdit(
            consultation_id=before.consultation_id,
            revision=before.number,
            definition=dict(before.definition),
            act=done[0],
            about=done[1],
            created_at=clock.now(),
            created_by=actor,
        )
    )
    session.flush()
    old = select(FormEdit.id).where(of).order_by(col(FormEdit.id).desc()).offset(KEPT_EDITS)
    session.exec(delete(FormEdit).where(col(FormEdit.id).in_(session.exec(old).all())))


def _next_number(newest: FormRevision | None, edited: int | None) -> int:
    if newest is None:
        return 1
    if edited is not None and edited != newest.number:
        raise refused("form_changed", now=newest.number)
    return newest.number + (newest.frozen_at is not None)


def _rows_first(session: Session, consultation_id: int, *, lock: bool = False) -> FormRevision | None:
    newest = _newest_of(consultation_id)
    if not lock:
        return session.exec(newest).first()
    again = newest.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.exec(again).first()


def _newest_of(consultation_id: int) -> SelectOfScalar[FormRevision]:
    rows = select(FormRevision).where(FormRevision.consultation_id == consultation_id)
    return rows.order_by(col(FormRevision.number).desc()).limit(1)


def _newest(session: Session, consultation_id: int) -> FormRevision:
    row = _rows_first(session, consultation_id)
    if row is None:
        raise not_found("form_not_found", id=consultation_id)
    return row


def _form(row: FormRevision) -> Form:
    return Form.model_validate(row.definition)
