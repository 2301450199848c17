"""The page of opinion groups as a browser without scripts sees it, and the picture it draws."""

import csv
import io
import zipfile
from itertools import pairwise

import pytest

from admin.planner.opinion_picture import HEIGHT, WIDTH, picture
from consultation.db import Database
from consultation.opinion import membership
from consultation.opinion.figures import Density, Figures, GroupFigures
from tests.admin.application import Client, sign_in, words
from tests.consultation.opinion.halls import SAID, compute, hall

ROOT = "/admin/planner"


async def test_a_planner_finds_what_all_share_first_then_the_groups_and_takes_the_export(
    client: Client, db: Database
) -> None:
    consultation = await db.write(hall)
    await sign_in(client, db, "planner")
    place = f"{ROOT}/consultations/{consultation}/opinion"
    assert f'href="{place}"' in await (await client.get(ROOT)).text()
    before = await words(await client.get(place))
    assert "ยังไม่ได้คำนวณ" in before and "คำนวณกลุ่มความเห็น" in before
    sent = await client.post(place, data={"q": "views"}, allow_redirects=False)
    assert "กำลังคำนวณกลุ่มความเห็นใหม่" in await words(await client.get(sent.headers["Location"]))
    await compute(db, consultation)
    answer = await client.get(place)
    page = await words(answer)
    for first, then in pairwise(ORDER):
        assert page.index(first) < page.index(then)
    assert "24 คน" in page and "16 คน" in page and "24 จาก 24" not in page.split("ทุกกลุ่มเห็นด้วย")[0]
    assert SAID[0] in page.split("กลุ่มคือคนที่")[0] and SAID[2] in page.split("สิ่งที่กลุ่มเห็นต่างกัน")[1]
    assert "<ellipse" in await answer.text()
    packed = await client.get(f"{place}/polis.zip?q=views")
    archive = zipfile.ZipFile(io.BytesIO(await packed.read()))
    rows = list(csv.reader(io.TextIOWrapper(archive.open("participant-votes.csv"), "utf-8")))
    assert len(rows) == 41 and packed.headers["Content-Type"] == "application/zip"


ORDER = ("ทุกกลุ่มเห็นด้วย", "กลุ่มคือคนที่", "สิ่งที่กลุ่มเห็นต่างกัน", "สิ่งที่คนยังไม่แน่ใจ", "แผนภาพความเห็น", "ส่งออกแบบ Polis")


async def test_with_too_few_it_is_said_how_many_are_needed_and_bad_acts_say_why(client: Client, db: Database) -> None:
    consultation = await db.write(hall, 11)
    await sign_in(client, db, "officer")
    place = f"{ROOT}/consultations/{consultation}/opinion"
    page = await words(await client.get(place))
    assert "ยังมีผู้ลงความเห็นไม่พอ" in page and "ต้องมีอย่างน้อย 15 คน ขณะนี้มี 11 คน ขาดอีก 4 คน" in page
    assert (await client.post(place, data={"q": "nothing"})).status == 409
    assert (await client.get(f"{ROOT}/consultations/999/opinion")).status == 404
    await sign_in(client, db, "HEAD", "อรุณ")
    assert (await client.get(f"{place}/polis.zip")).status == 403  # one row a person: planners only
    assert not await db.read(membership.underway, consultation, "views")


def _figures(*groups: GroupFigures) -> Figures:
    lists = ("common", "common_against", "consensus", "consensus_against", "dividing", "uncertain")
    return Figures(
        groups=groups,
        statements=(),
        silhouettes={},
        agreement=1.0,
        density=Density(left=-1, bottom=-1, width=2, height=2, squares=((0, 0, 5), (15, 15, 80))),
        **dict.fromkeys(lists, ()),
    )


def _group(size: int, place: tuple[float, float, float, float] | None) -> GroupFigures:
    return GroupFigures(size=size, stability=0.9, place=place, speaking=())


@pytest.mark.parametrize("far", [1.0, 50.0])
def test_the_picture_stays_within_its_frame_and_draws_no_group_that_is_too_small(far: float) -> None:
    drawn = picture(_figures(_group(80, (far, far, 0.3, 0.2)), _group(40, (-far, 0.0, 0.0, 0.0)), _group(3, None)))
    assert [area.letter for area in drawn.areas] == ["ก", "ข"]
    assert all(0 < area.x < WIDTH and 0 < area.y < HEIGHT for area in drawn.areas)
    assert drawn.near == {"ก": "ข", "ข": "ก"}
    few, many = drawn.squares
    assert few.tone < many.tone == 4 and few.x < many.x and few.y > many.y
