"""Edits of planners: what they change, what is kept, what is refused, and the way back."""

import asyncio

import pytest

from consultation import audit
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.themes import service
from consultation.themes.reading import Filter
from consultation.themes.values import ThemeSetView
from tests.consultation.themes.grouped import grouped
from tests.consultation.themes.hearing import withdraw


async def board(db: Database, set_id: int) -> ThemeSetView:
    return await db.read(service.view, set_id)


async def members(db: Database, set_id: int, number: int | None) -> list[int]:
    page = await db.read(service.page, set_id, number, Filter())
    assert page.pages == 1
    return [comment.id for comment in page.comments]


async def test_rename_keeps_the_machines_label(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(service.rename, set_id, theme.number, "  น้ำแล้งและ  น้ำท่วม ", "รายละเอียด", "สมใจ", 0)
    seen = (await board(db, set_id)).themes[0]
    assert (seen.label, seen.machine_label, seen.description) == ("น้ำแล้งและ น้ำท่วม", theme.machine_label, "รายละเอียด")
    assert seen.edited
    edit = (await db.read(service.history, set_id))[0]
    assert edit.actor == "สมใจ" and theme.machine_label in edit.what and "น้ำแล้งและ น้ำท่วม" in edit.what


async def test_names_must_be_there_short_and_free(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two = (await board(db, set_id)).themes[:2]
    for label, why in ((" ", "ว่าง"), ("ก" * 121, "121"), (two.label, "อยู่แล้ว")):
        with pytest.raises(Refused, match=why):
            await db.write(service.rename, set_id, one.number, label, "", "a", 0)
    with pytest.raises(NotFound):
        await db.write(service.rename, set_id, 99, "ชื่อ", "", "a", 0)
    assert (await board(db, set_id)).about.version == 0


async def test_merge_moves_everybody_and_retires(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    one, two, three = before.themes[:3]
    await db.write(service.merge, set_id, [one.number, two.number, three.number], two.number, "a", 0)
    seen = await board(db, set_id)
    merged = next(theme for theme in seen.themes if theme.number == two.number)
    assert merged.comments == one.comments + two.comments + three.comments
    assert len(seen.themes) == len(before.themes) - 2 and merged.edited
    with pytest.raises(Refused, match="อย่างน้อย 2"):
        await db.write(service.merge, set_id, [two.number], two.number, "a", 1)


async def test_split_and_move(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    one, two = before.themes[:2]
    chosen = (await members(db, set_id, one.number))[:2]
    number = await db.write(service.split, set_id, chosen, "กลุ่มใหม่", "a", 0)
    assert await members(db, set_id, number) == chosen
    made = next(theme for theme in (await board(db, set_id)).themes if theme.number == number)
    assert made.machine_label == "" and made.edited
    await db.write(service.move, set_id, chosen[:1], two.number, "a", 1)
    await db.write(service.move, set_id, chosen[1:], None, "a", 2)
    seen = await board(db, set_id)
    assert number not in {theme.number for theme in seen.themes}  # emptied, so retired
    assert seen.ungrouped_comments == before.ungrouped_comments + 1
    placed = (await db.read(service.comment, chosen[1])).placed[0]
    assert placed.by == "a" and "นำออก" in placed.reason


async def test_moves_that_move_nothing_are_refused(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    everybody = await members(db, set_id, theme.number)
    for comments, why in (([], "ยังไม่ได้เลือก"), (everybody[:1], "อยู่ในกลุ่มนั้นแล้ว"), ([10**9], "ไม่ได้อยู่ในชุดนี้")):
        with pytest.raises(Refused, match=why):
            await db.write(service.move, set_id, comments, theme.number, "a", 0)
    with pytest.raises(Refused, match="ทั้งกลุ่ม"):
        await db.write(service.split, set_id, everybody, "ใหม่", "a", 0)


async def test_undo_goes_back_step_by_step_to_the_machine(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    one, two, three = before.themes[:3]
    everybody = await members(db, set_id, three.number)
    await db.write(service.rename, set_id, one.number, "ชื่อหนึ่ง", "", "a", 0)
    await db.write(service.merge, set_id, [one.number, two.number], one.number, "a", 1)
    await db.write(service.move, set_id, everybody, one.number, "b", 2)
    chosen = (await members(db, set_id, one.number))[:3]
    await db.write(service.split, set_id, chosen, "แยก", "b", 3)
    for version in range(4, 8):
        await db.write(service.undo, set_id, "c", version)
    seen = await board(db, set_id)
    assert (seen.themes, seen.ungrouped) == (before.themes, before.ungrouped)
    with pytest.raises(Refused, match="ไม่มีการแก้ไข"):
        await db.write(service.undo, set_id, "c", 8)
    acts = [(edit.act, edit.undone) for edit in await db.read(service.history, set_id)]
    assert acts[:4] == [("undo", False)] * 4 and all(undone for _, undone in acts[4:])


async def test_an_edit_on_an_older_version_is_refused_with_what_changed(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two = (await board(db, set_id)).themes[:2]
    await db.write(service.rename, set_id, one.number, "ชื่อใหม่", "", "สมใจ", 0)
    with pytest.raises(Refused, match="สมใจ") as refusal:
        await db.write(service.rename, set_id, two.number, "อีกชื่อ", "", "สมศรี", 0)
    assert "ชื่อใหม่" in str(refusal.value) and "โหลดหน้าใหม่" in str(refusal.value)


async def test_two_planners_at_once_lose_nothing(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two = (await board(db, set_id)).themes[:2]
    acts = [db.write(service.rename, set_id, theme.number, f"ชื่อ {theme.number}", "", "a", 0) for theme in (one, two)]
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(result) for result in done if result) == [Refused]
    assert (await board(db, set_id)).about.version == 1


async def test_sign_off_freezes(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(service.sign_off, set_id, "หัวหน้า", 0)
    seen = (await board(db, set_id)).about
    assert (seen.state, seen.signed_off_by) == ("signed_off", "หัวหน้า")
    for act, *arguments in (
        (service.rename, theme.number, "ชื่อ", "", "a", 1),
        (service.undo, "a", 1),
        (service.sign_off, "a", 1),
        (service.join_new,),
    ):
        with pytest.raises(Refused, match="รับรองแล้วโดย หัวหน้า"):
            await db.write(act, set_id, *arguments)


async def test_every_act_is_in_the_audit_record(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    before = await db.read(audit.verify)
    await db.write(service.rename, set_id, theme.number, "ชื่อ", "", "a", 0)
    await db.write(service.undo, set_id, "a", 1)
    await db.write(service.sign_off, set_id, "a", 2)
    assert await db.read(audit.verify) == before + 3


async def test_withdrawn_people_are_not_counted(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(withdraw, (await members(db, set_id, theme.number))[0])
    after = await board(db, set_id)
    assert next(t for t in after.themes if t.number == theme.number).people == theme.people - 1
    assert after.about.comments == 59


async def test_comments_are_searched_and_filtered(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    everybody = (await db.read(service.page, set_id, theme.number, Filter())).comments
    word = everybody[0].text[:6].split()[0]
    found = (await db.read(service.page, set_id, theme.number, Filter(words=word))).comments
    assert everybody[0].id in {c.id for c in found} and all(word in c.text for c in found)
    place = next(c.province for c in everybody if c.province)
    there = await db.read(service.page, set_id, theme.number, Filter(province=place), 7)
    assert there.total == sum(c.province == place for c in everybody) and there.page == 1
    assert (await db.read(service.page, set_id, theme.number, Filter(words="100%_ไม่มี"))).total == 0
