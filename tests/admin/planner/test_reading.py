"""Reading, words in context, checking and teaching by plain forms, as a browser without scripts sends them."""

import re

from consultation.db import Database
from consultation.themes import service as themes
from consultation.themes.learning import relearning
from consultation.themes.learning import service as learning
from consultation.themes.values import MemberView
from tests.admin.application import Client, sign_in, words
from tests.admin.planner.test_pages import ROOT, members
from tests.consultation.themes.grouped import SEVERAL, grouped, run_handlers


async def test_a_filter_stays_over_acts_pages_and_in_the_address(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}"
    one, two = (await db.read(themes.view, set_id)).themes[:2]
    there = f"{here}/themes/{one.number}?q=%E0%B8%99%E0%B9%89%E0%B8%B3%2A&order=newest&by=machine"
    html = await (await client.get(there)).text()
    assert 'value="น้ำ*"' in html and re.search(r'value="machine" selected', html)
    back = re.search(r'name="back" value="([^"]+)"', html)
    assert back is not None and "order=newest" in back[1] and "by=machine" in back[1]
    chosen = (await members(db, set_id, one.number))[:1]
    form = {"version": "0", "comment": str(chosen[0]), "to": str(two.number), "from": str(one.number)}
    moved = await client.post(f"{here}/place", data=form | {"back": back[1].replace("&amp;", "&")})
    assert moved.url.query["order"] == "newest" and moved.url.query["by"] == "machine"
    assert "↶ เลิกทำ" in await words(moved)
    everything = await words(await client.get(f"{here}/comments", params={"by": "person"}))
    assert "1 ความคิดเห็น" in everything and two.label in everything
    odd = {"q": '"', "province": "TH-99", "district": "9999", "order": "x", "by": "x", "after": "999999", "before": "0"}
    assert (await client.get(f"{here}/comments", params=odd)).status == 200


async def test_a_word_is_shown_in_context(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    there = f"{ROOT}/sets/{set_id}/words"
    assert "พิมพ์คำ" in await words(await client.get(there))
    answer = await client.get(there, params={"q": "น้ำ*"})
    html = await answer.text()
    said = re.findall(r'<td class="said"><a href="/admin/planner/comments/\d+">([^<]+)</a>', html)
    assert said and all(word.startswith("น้ำ") for word in said)
    number = (await db.read(themes.view, set_id)).themes[0].number
    assert (await client.get(there, params={"q": "น้ำ", "theme": str(number)})).status == 200
    assert (await client.get(there, params={"q": "น้ำ", "theme": "999"})).status == 404
    assert "ไม่พบคำนี้" in await words(await client.get(there, params={"q": "ไม่มีคำนี้แน่<b>"}))


async def test_a_comment_of_two_points_is_shown_whole_and_goes_by_its_part(client: Client, db: Database) -> None:
    _, set_id = await grouped(db, 60, 4, SEVERAL)
    await sign_in(client, db, "planner")
    here, seen = f"{ROOT}/sets/{set_id}", await db.read(themes.view, set_id)
    comments = {c.id: c for t in seen.themes for c in await _comments(db, set_id, t.number) if len(c.spans) == 1}
    (comment, shown), *_ = comments.items()
    at, other = shown.theme, shown.others[0]
    page = await (await client.get(f"{here}/themes/{at}?order=newest")).text()
    (said,) = [piece for piece, ours in shown.pieces if ours]
    assert f'<mark class="point">{said}</mark>' in page and "รวมส่วนที่อยู่" in page
    assert f'<a href="{here}/themes/{other.number}#c{comment}">{other.label}</a>' in page
    assert other.label in await words(await client.get(f"{ROOT}/comments/{comment}"))
    form = {"version": "0", "comment": str(comment), "to": "none", "from": str(at), "of": str(at)}
    await client.post(f"{here}/place", data=form)
    assert [placed.theme_number for placed in (await db.read(themes.comment, comment)).placed].count(None) == 1
    left = await (await client.get(f"{here}/ungrouped")).text()
    assert f'<mark class="point">{said}</mark>' in left and f"/themes/{other.number}#c{comment}" in left
    await client.post(
        f"{here}/place", data=form | {"version": "1", "of": "none", "whole": "1", "to": str(other.number)}
    )
    assert {placed.theme_number for placed in (await db.read(themes.comment, comment)).placed} == {other.number}


async def _comments(db: Database, set_id: int, number: int) -> tuple[MemberView, ...]:
    return (await db.read(themes.page, set_id, number, themes.Filter(order="newest"))).comments


async def test_a_sample_is_checked_one_at_a_time_to_its_result(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}/check"
    assert "ยังไม่เคยสุ่มตรวจ" in await words(await client.get(here))
    answer = await client.post(here, data={})
    place, page = str(answer.url.path), await answer.text()
    assert "ข้อที่ 1 จาก 50" in await words(answer)
    comment = re.search(r'name="place" value="(\d+)"', page)
    assert comment is not None
    form = {"place": comment[1]}
    assert (await client.post(place, data=form)).status == 409
    assert (await client.post(place, data=form | {"answer": "wrong"})).status == 409
    other = await client.post(place, data=form | {"answer": "right"})
    assert "ข้อที่ 2 จาก 50" in await words(other)
    assert (await client.post(place, data=form | {"answer": "right"})).status == 409
    sample = int(place.rpartition("/")[2])
    while dealt := await db.read(learning.deal, sample, "สมใจ"):
        await db.write(learning.answer, sample, dealt.comment.place, "สมใจ", "right")
    assert "ท่านตรวจครบ 50 ข้อแล้ว" in await words(await client.get(place))
    assert "ถูกกลุ่ม 50 ข้อ" in await words(await client.get(here))
    assert (await client.get(f"{ROOT}/sets/{set_id}/check/999")).status == 404


async def test_the_machine_is_taught_asks_and_is_undone(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}"
    one, two = (await db.read(themes.view, set_id)).themes[:2]
    chosen = (await members(db, set_id, one.number))[:3]
    await db.write(themes.move, set_id, chosen, two.number, "สมใจ", 0)
    assert "ให้ระบบเรียนแล้วจัดที่เหลือ" in await words(await client.get(f"{here}/learn"))
    started = await client.post(f"{here}/learn", data={})
    assert started.url.path == f"{here}/learn" and "data-progress" in await started.text()
    await run_handlers(db, learning.RELEARN_JOB, relearning.handlers(db))
    assert '"end": true' in await (await client.get(f"{here}/learn/events")).text()
    page = await (await client.get(f"{here}/learn")).text()
    queue = await db.read(learning.queue, set_id)
    assert f'name="place" value="{queue.comments[0].place}"' in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    form = {"version": version[1], "place": str(queue.comments[0].place)}
    assert (await client.post(f"{here}/queue", data=form | {"to": "other", "other": ""})).status == 409
    stands = queue.comments[0].theme
    kept = await client.post(f"{here}/queue", data=form | {"to": str(stands) if stands else "none"})
    assert kept.status == 200 and "บันทึกคำตอบแล้ว" in await words(kept)
    left = await db.read(learning.queue, set_id)
    assert left.left == queue.left - 1
    form = {"version": str(int(version[1]) + 1), "place": str(left.comments[0].place), "to": "other"}
    living = (await db.read(themes.view, set_id)).themes
    where = next(theme.number for theme in living if theme.number != left.comments[0].theme)
    assert (await client.post(f"{here}/queue", data=form | {"other": str(where)})).status == 200
    placed = await db.read(themes.comment, left.comments[0].id)
    assert placed.placed[0].theme_number == where and placed.placed[0].by == "สมใจ"
