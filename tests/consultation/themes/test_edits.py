"""Edits of planners: what they change, what is kept, what is refused, and the way back."""

import asyncio

import pytest

from consultation import audit
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.themes import service
from consultation.themes.filters import Filter
from consultation.themes.values import ThemeSetView, ThemeView
from tests.consultation.themes.grouped import grouped
from tests.consultation.themes.hearing import withdraw


async def board(db: Database, set_id: int) -> ThemeSetView:
    return await db.read(service.view, set_id)


async def theme_of(db: Database, set_id: int, number: int) -> ThemeView:
    found = (await board(db, set_id)).theme(number)
    assert found is not None
    return found


async def members(db: Database, set_id: int, number: int | None) -> list[int]:
    page = await db.read(service.page, set_id, number, Filter())
    assert page.after is None
    return [comment.id for comment in page.comments]


async def test_rename_keeps_the_machines_label(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(service.rename, set_id, theme.number, "  น้ำแล้งและ  น้ำท่วม ", "รายละเอียด", "สมใจ", 0)
    seen = (await board(db, set_id)).themes[0]
    assert (seen.label, seen.machine_label, seen.description) == ("น้ำแล้งและ น้ำท่วม", theme.machine_label, "รายละเอียด")
    assert seen.edited
    edit = (await db.read(service.history, set_id)).edits[0]
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


async def test_undo_goes_back_step_by_step_to_the_machine_and_redo_forth(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    one, two, three = before.themes[:3]
    everybody = await members(db, set_id, three.number)
    await db.write(service.rename, set_id, one.number, "ชื่อหนึ่ง", "", "a", 0)
    await db.write(service.merge, set_id, [one.number, two.number], one.number, "a", 1)
    await db.write(service.move, set_id, everybody, one.number, "a", 2)
    chosen = (await members(db, set_id, one.number))[:3]
    await db.write(service.split, set_id, chosen, "แยก", "a", 3)
    after = await board(db, set_id)
    for _ in range(4):
        await db.write(service.undo, set_id, "a")
    seen = await board(db, set_id)
    assert (seen.themes, seen.ungrouped) == (before.themes, before.ungrouped)
    with pytest.raises(Refused, match="ไม่มีการแก้ไข"):
        await db.write(service.undo, set_id, "a")
    for _ in range(4):
        await db.write(service.redo, set_id, "a")
    seen = await board(db, set_id)
    assert (seen.themes, seen.ungrouped) == (after.themes, after.ungrouped)
    with pytest.raises(Refused, match="ทำซ้ำ"):
        await db.write(service.redo, set_id, "a")
    acts = [(edit.act, edit.undone) for edit in (await db.read(service.history, set_id)).edits]
    assert acts[:4] == [("redo", False)] * 4 and not any(undone for _, undone in acts[8:])


async def test_planners_undo_their_own_last_act_and_any_other_by_name(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two = (await board(db, set_id)).themes[:2]
    await db.write(service.rename, set_id, one.number, "ของสมใจ", "", "สมใจ", 0)
    await db.write(service.rename, set_id, two.number, "ของสมศรี", "", "สมศรี", 0)
    await db.write(service.undo, set_id, "สมใจ")
    labels = {theme.label for theme in (await board(db, set_id)).themes}
    assert one.label in labels and "ของสมศรี" in labels
    theirs = next(e for e in (await db.read(service.history, set_id)).edits if e.actor == "สมศรี")
    await db.write(service.undo, set_id, "สมใจ", theirs.id)
    assert two.label in {theme.label for theme in (await board(db, set_id)).themes}
    with pytest.raises(Refused, match="เลิกทำไปแล้ว"):
        await db.write(service.undo, set_id, "สมใจ", theirs.id)
    await db.write(service.redo, set_id, "สมศรี", theirs.id)
    assert "ของสมศรี" in {theme.label for theme in (await board(db, set_id)).themes}


async def test_what_others_built_upon_is_not_undone_and_says_which(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two, three = (await board(db, set_id)).themes[:3]
    chosen = (await members(db, set_id, one.number))[:2]
    made = await db.write(service.split, set_id, chosen, "แยก", "สมใจ", 0)
    await db.write(service.move, set_id, chosen[:1], three.number, "สมศรี", 1)
    with pytest.raises(Refused, match=r"ย้าย 1 ข้อ.*สมศรี"):
        await db.write(service.undo, set_id, "สมใจ")
    await db.write(service.undo, set_id, "สมศรี")
    other = (await members(db, set_id, two.number))[:1]
    await db.write(service.move, set_id, other, made, "สมศรี", 3)
    with pytest.raises(Refused, match="สมศรี"):  # the theme that would go holds a comment of hers
        await db.write(service.undo, set_id, "สมใจ")
    await db.write(service.undo, set_id, "สมศรี")
    await db.write(service.undo, set_id, "สมใจ")
    assert "แยก" not in {theme.label for theme in (await board(db, set_id)).themes}


async def test_what_was_done_again_on_top_is_not_undone_from_below(db: Database) -> None:
    _, set_id = await grouped(db)
    for label in ("หนึ่ง", "สอง"):
        version = (await db.read(service.view, set_id)).about.version
        await db.write(service.rename, set_id, 1, label, "", "a", version)
    for act in (service.undo, service.undo, service.redo, service.redo):
        await db.write(act, set_id, "a")
    second, first = [edit for edit in (await db.read(service.history, set_id)).edits if edit.act == "rename"]
    with pytest.raises(Refused, match="สอง"):
        await db.write(service.undo, set_id, "a", first.id)
    await db.write(service.undo, set_id, "a", second.id)
    await db.write(service.undo, set_id, "a", first.id)


async def test_acts_on_different_things_from_old_pages_both_succeed(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two, three = (await board(db, set_id)).themes[:3]
    mine, hers = (await members(db, set_id, one.number))[:2]
    acts = [
        db.write(service.rename, set_id, one.number, "ชื่อใหม่", "", "a", 0),
        db.write(service.rename, set_id, two.number, "อีกชื่อ", "", "b", 0),
        db.write(service.move, set_id, [mine], two.number, "a", 0),
        db.write(service.move, set_id, [hers], three.number, "b", 0),
        db.write(service.star, set_id, [hers], "a"),
    ]
    await asyncio.gather(*acts)
    seen = await board(db, set_id)
    assert seen.about.version == 5 and {"ชื่อใหม่", "อีกชื่อ"} <= {theme.label for theme in seen.themes}
    assert mine in await members(db, set_id, two.number) and hers in await members(db, set_id, three.number)


async def test_true_conflicts_are_refused_with_what_changed_and_by_whom(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two, three = (await board(db, set_id)).themes[:3]
    chosen = (await members(db, set_id, one.number))[:1]
    await db.write(service.move, set_id, chosen, two.number, "สมใจ", 0)
    with pytest.raises(Refused, match=r"ย้าย 1 ข้อ.*สมใจ.*โหลดหน้าใหม่"):
        await db.write(service.move, set_id, chosen, three.number, "สมศรี", 0)
    await db.write(service.merge, set_id, [two.number, three.number], two.number, "สมใจ", 1)
    for act, *given in (
        (service.rename, three.number, "ชื่อ", ""),
        (service.move, chosen, three.number),
        (service.merge, [one.number, two.number], one.number),
        (service.sign_off,),
    ):
        where = given[1:] if act is service.move else given
        with pytest.raises(Refused, match=r"รวม .*สมใจ"):
            if act is service.move:
                await db.write(act, set_id, (await members(db, set_id, one.number))[:1], where[0], "สมศรี", 1)
            else:
                await db.write(act, set_id, *given, "สมศรี", 1)


async def test_of_a_name_and_a_description_each_keeps_what_the_other_wrote(db: Database) -> None:
    _, set_id = await grouped(db)
    one = (await board(db, set_id)).themes[0]
    was = (one.label, one.description)
    await db.write(service.rename, set_id, one.number, "ชื่อของสมใจ", was[1], "สมใจ", 0, was)
    await db.write(service.rename, set_id, one.number, was[0], "คำของสมศรี", "สมศรี", 0, was)
    seen = (await board(db, set_id)).theme(one.number)
    assert seen is not None and (seen.label, seen.description) == ("ชื่อของสมใจ", "คำของสมศรี")
    with pytest.raises(Refused, match=r"ชื่อของสมใจ.*สมใจ"):
        await db.write(service.rename, set_id, one.number, "ชื่อของสมศรี", was[1], "สมศรี", 0, was)


async def test_a_locked_theme_keeps_its_members(db: Database) -> None:
    _, set_id = await grouped(db)
    one, two = (await board(db, set_id)).themes[:2]
    inside, outside = (await members(db, set_id, one.number))[:2], (await members(db, set_id, two.number))[:1]
    await db.write(service.lock, set_id, one.number, "สมใจ")
    for act, *given in (
        (service.move, inside[:1], two.number),
        (service.move, inside[:1], None),
        (service.split, inside, "แยก"),
        (service.merge, [one.number, two.number], two.number),
    ):
        with pytest.raises(Refused, match="ล็อกโดย สมใจ"):
            await db.write(act, set_id, *given, "สมศรี", 1)
    await db.write(service.move, set_id, outside, one.number, "สมศรี", 1)
    await db.write(service.undo, set_id, "สมศรี")  # it was no member when the theme was locked
    await db.write(service.move, set_id, outside, one.number, "สมศรี", 3)
    await db.write(service.rename, set_id, one.number, "ล็อกแล้ว", "", "สมใจ", 4)
    await db.write(service.unlock, set_id, one.number, "สมศรี")
    await db.write(service.move, set_id, inside[:1], two.number, "สมศรี", 6)
    await db.write(service.lock, set_id, two.number, "สมใจ")
    with pytest.raises(Refused, match="ล็อกโดย สมใจ"):
        last = next(e for e in (await db.read(service.history, set_id)).edits if e.act == "move")
        await db.write(service.undo, set_id, "สมศรี", last.id)


async def test_two_levels_and_no_third(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    one, two, three = before.themes[:3]
    await db.write(service.nest, set_id, [two.number], one.number, "a", 0)
    seen = await board(db, set_id)
    parent = seen.theme(one.number)
    assert parent is not None and [sub.number for sub in parent.subs] == [two.number]
    assert parent.comments == one.comments + two.comments and parent.subs[0].comments == two.comments
    assert len(seen.themes) == len(before.themes) - 1
    for number, under in ((three.number, two.number), (one.number, three.number)):
        with pytest.raises(Refused):
            await db.write(service.nest, set_id, [number], under, "a", 1)
    chosen = (await members(db, set_id, two.number))[:1]
    await db.write(service.move, set_id, chosen, one.number, "a", 1)
    assert len(await members(db, set_id, two.number)) == two.comments - 1
    assert len(await members(db, set_id, one.number)) == one.comments + two.comments
    await db.write(service.merge, set_id, [one.number, three.number], three.number, "a", 2)
    assert [sub.number for sub in (await theme_of(db, set_id, three.number)).subs] == [two.number]
    for _ in range(3):
        await db.write(service.undo, set_id, "a")
    assert (await board(db, set_id)).themes == before.themes
    await db.write(service.redo, set_id, "a")
    await db.write(service.unnest, set_id, two.number, "a", 7)
    assert {theme.number: theme.comments for theme in (await board(db, set_id)).themes} == {
        theme.number: theme.comments for theme in before.themes
    }


async def test_an_empty_theme_waits_for_comments_and_can_be_undone(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await board(db, set_id)
    number = await db.write(service.add, set_id, "เรื่องใหม่", "a")
    assert (await theme_of(db, set_id, number)).people == 0
    sub = await db.write(service.add, set_id, "เรื่องย่อย", "a", number)
    with pytest.raises(Refused, match="อีกชั้น"):
        await db.write(service.add, set_id, "เรื่องย่อยอีก", "a", sub)
    chosen = (await members(db, set_id, before.themes[0].number))[:1]
    await db.write(service.move, set_id, chosen, sub, "a", 2)
    placed = await theme_of(db, set_id, number)
    assert (placed.comments, placed.subs[0].comments) == (1, 1)
    for _ in range(3):
        await db.write(service.undo, set_id, "a")
    assert (await board(db, set_id)).themes == before.themes


async def test_stars_lead_the_quotes_and_flags_are_counted(db: Database) -> None:
    _, set_id = await grouped(db)
    one = (await board(db, set_id)).themes[0]
    last = (await members(db, set_id, one.number))[-1]
    assert await db.write(service.star, set_id, [last], "สมใจ") == 1
    assert await db.write(service.star, set_id, [last], "สมศรี") == 0
    await db.write(service.flag, set_id, [last], "สมใจ")
    seen = await theme_of(db, set_id, one.number)
    assert (seen.quotes[0].id, seen.quotes[0].starred_by, seen.flagged) == (last, "สมใจ", 1)
    assert not seen.edited, "a star changes neither name nor members"
    await db.write(service.undo, set_id, "สมใจ")
    await db.write(service.undo, set_id, "สมใจ")
    assert (await theme_of(db, set_id, one.number)) == one


async def test_sign_off_freezes(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(service.sign_off, set_id, "หัวหน้า", 0)
    seen = (await board(db, set_id)).about
    assert (seen.state, seen.signed_off_by) == ("signed_off", "หัวหน้า")
    for act, *arguments in (
        (service.rename, theme.number, "ชื่อ", "", "a", 1),
        (service.undo, "a"),
        (service.redo, "a"),
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
    await db.write(service.undo, set_id, "a")
    await db.write(service.sign_off, set_id, "a", 2)
    assert await db.read(audit.verify) == before + 3


async def test_withdrawn_people_are_not_counted(db: Database) -> None:
    _, set_id = await grouped(db)
    theme = (await board(db, set_id)).themes[0]
    await db.write(withdraw, (await members(db, set_id, theme.number))[0])
    after = await board(db, set_id)
    assert next(t for t in after.themes if t.number == theme.number).people == theme.people - 1
    assert after.about.comments == 59
