"""Edits are undone and done again one by one; every version stays readable, and started revisions never change."""

import pytest
from sqlmodel import Session

from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms import history, service
from consultation.forms.edits.questions import Change, change
from consultation.forms.form import Form
from tests.admin.application import draft, opened
from tests.consultation.forms.sample import sample


def relabel(session: Session, consultation: int, label: str, actor: str = "สมใจ") -> int:
    form = service.current(session, consultation)
    edited = change(form, "problem", Change(label=label))
    return service.save(session, consultation, edited, actor, act="saved", about=f"เป็น {label}")


def said(form: Form) -> str:
    question = form.question("problem")
    assert question is not None
    return question.label["th"]


async def test_edits_are_taken_back_and_done_again_in_their_order(db: Database) -> None:
    one = (await db.write(draft)).id
    first = said(await db.read(service.current, one))
    for label in ("ก", "ข", "ค"):
        await db.write(relabel, one, label)
    assert [edit.about for edit in await db.read(history.edits, one)] == ["เป็น ค", "เป็น ข", "เป็น ก"]
    assert (await db.write(history.undo, one, "สมใจ")).about == "เป็น ค"
    await db.write(history.undo, one, "สมใจ")
    assert said(await db.read(service.current, one)) == "ก"
    done, undone = await db.read(history.undoable, one)
    assert done is not None and undone is not None
    assert (done.about, undone.about) == ("เป็น ก", "เป็น ข")
    assert (await db.write(history.redo, one, "สมใจ")).about == "เป็น ข"
    assert said(await db.read(service.current, one)) == "ข"
    for _ in range(2):
        await db.write(history.undo, one, "สมใจ")
    assert said(await db.read(service.current, one)) == first
    with pytest.raises(Refused, match="ไม่มีการแก้ไขให้ย้อนกลับแล้ว"):
        await db.write(history.undo, one, "สมใจ")


async def test_a_new_edit_ends_what_could_be_done_again(db: Database) -> None:
    one = (await db.write(draft)).id
    await db.write(relabel, one, "ก")
    await db.write(history.undo, one, "สมใจ")
    await db.write(relabel, one, "ข")
    assert (await db.read(history.undoable, one))[1] is None
    with pytest.raises(Refused):
        await db.write(history.redo, one, "สมใจ")


async def test_what_changes_nothing_is_no_edit_and_old_edits_are_let_go(db: Database) -> None:
    one = (await db.write(draft)).id
    for n in range(service.KEPT_EDITS + 3):
        await db.write(relabel, one, f"ครั้งที่ {n}")
        await db.write(relabel, one, f"ครั้งที่ {n}")
    kept = await db.read(history.edits, one)
    assert len(kept) == service.KEPT_EDITS
    assert kept[0].about == f"เป็น ครั้งที่ {service.KEPT_EDITS + 2}"


async def test_undoing_never_touches_a_revision_that_was_started(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(relabel, one, "ที่คนตอบอยู่")
    await db.write(service.start, one)
    await db.write(history.undo, one, "สมใจ")
    assert said(await db.read(history.version, one, "r1")) == "ที่คนตอบอยู่"
    assert said(await db.read(service.current, one)) != "ที่คนตอบอยู่"
    shown = await db.read(history.revisions, one)
    assert [(view.number, view.started_at is not None) for view in shown] == [(2, False), (1, True)]


async def test_versions_are_read_by_name_and_in_order(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(relabel, one, "ก")
    await db.write(service.start, one)
    await db.write(relabel, one, "ข")
    await db.write(relabel, one, "ค")
    assert [said(form) for form in await db.read(history.versions, one)][1:] == ["ก", "ก", "ข", "ค"]
    last = (await db.read(history.edits, one))[0]
    assert said(await db.read(history.version, one, last.version)) == "ข"
    assert (
        said(await db.read(history.version, one, history.NOW)) == said(await db.read(history.version, one, "r2")) == "ค"
    )
    for name in ("r9", "e0", "e-1", "x1", "", "r", "r9999999999999999999999", "e1 or 1"):
        with pytest.raises(Refused, match="ไม่พบฉบับ"):
            await db.read(history.version, one, name)


async def test_versions_of_another_consultation_are_not_shown(db: Database) -> None:
    one, other = (await db.write(draft)).id, (await db.write(draft, "อีกเรื่อง")).id
    await db.write(relabel, one, "ก")
    kept = (await db.read(history.edits, one))[0]
    with pytest.raises(Refused):
        await db.read(history.version, other, kept.version)
    with pytest.raises(Refused):
        await db.write(history.undo, other, "สมใจ")


async def test_a_closed_consultation_is_not_undone(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(relabel, one, "ก")
    await db.write(consult.close, one, "test")
    with pytest.raises(Refused, match="ปิดแล้ว"):
        await db.write(history.undo, one, "สมใจ")
    assert said(await db.read(service.current, one)) == "ก"


async def test_a_whole_form_that_was_put_in_can_be_undone_too(db: Database) -> None:
    one = (await db.write(draft)).id
    before = await db.read(service.current, one)
    await db.write(service.save, one, sample(), "import")
    assert (await db.write(history.undo, one, "สมใจ")).act == "whole"
    assert (await db.read(service.current, one)).questions == before.questions
