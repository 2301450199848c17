"""What people decide teaches the rest, and is never overridden itself."""

import random

import numpy as np
import pytest

from nlp.asking import queue
from nlp.evidence import Evidence
from nlp.learning import relearn
from nlp.teaching import teach

WATER = [f"น้ำประปา{x}" for x in ("ไม่ไหลทั้งวัน", "ขุ่นมากใช้ไม่ได้", "ไหลอ่อนตอนเย็น", "มีกลิ่นคลอรีน", "หยุดไหลบ่อย", "แพงขึ้นทุกเดือน")]
FLOOD = [f"น้ำท่วม{x}" for x in ("ขังหน้าโรงเรียน", "ทุกปีที่ตลาด", "เพราะท่อตัน", "บ้านริมคลอง", "ถนนเข้าหมู่บ้าน", "นาข้าวเสียหาย")]
ROAD = [f"ถนน{x}" for x in ("เป็นหลุมลึก", "พังทั้งสาย", "ลูกรังฝุ่นเยอะ", "ชำรุดมานาน", "มืดไม่มีไฟ", "แคบรถสวนไม่ได้")]
TEXTS = [*WATER, *FLOOD, *ROAD]
MIXED = [0] * 12 + [1] * 6  # the machine took all that speaks of water for one matter
NEW = 7


def test_what_people_decided_is_never_overridden() -> None:
    decided = {0: NEW, 1: 1, 13: None, 14: 0}
    found = relearn(TEXTS, MIXED, decided)
    assert {index: found.themes[index] for index in decided} == decided
    assert all(found.certainty[index] == 1 for index in decided)
    assert not set(found.queue) & set(decided)


def test_a_theme_taken_apart_by_some_decisions_is_taken_apart_for_all() -> None:
    found = relearn(TEXTS, MIXED, {6: NEW, 7: NEW, 8: NEW, 0: 0, 1: 0, 2: 0})
    assert found.themes == (*[0] * 6, *[NEW] * 6, *[1] * 6)


@pytest.mark.parametrize("apart", [0.3, 0.5, 0.8])
def test_a_few_decisions_that_agree_with_the_groups_let_no_theme_swallow_the_others(apart: float) -> None:
    draw = np.random.RandomState(0)
    theme = np.arange(900) % 9
    points = np.eye(9, 60)[theme] * apart + draw.normal(size=(900, 60)) / 60**0.5
    rows = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    known = np.sort([*np.flatnonzero(theme == 1)[:6], *np.flatnonzero(theme == 0)[:5], 2, 5, 6, 7, 8, 13])
    found = teach(rows, theme, known, theme[known], 9, 0)
    assert np.bincount(found.argmax(axis=1), minlength=9).min() > 40  # of 100; one took 528 and six kept one each


def test_without_decisions_all_stays_and_the_queue_covers_the_matters() -> None:
    found = relearn(TEXTS, MIXED, {})
    assert found.themes == tuple(MIXED)
    assert sorted(found.queue) == list(range(len(TEXTS)))
    assert {index // 6 for index in found.queue[:6]} == {0, 1, 2}


def test_members_of_a_locked_theme_stay_and_are_not_asked_about() -> None:
    wanted = dict.fromkeys(range(3), NEW)
    assert relearn(TEXTS, MIXED, wanted).themes[3] == NEW
    found = relearn(TEXTS, MIXED, wanted, locked={0})
    assert found.themes[3:12] == (0,) * 9
    assert set(found.queue) == set(range(12, 18))


def test_what_repeats_a_decided_comment_goes_with_it() -> None:
    texts = [*TEXTS, "น้ำท่วมขังหน้าโรงเรียนครับ", "น้ำท่วมขัง หน้าโรงเรียน"]
    found = relearn(texts, [*MIXED, 0, 1], {6: NEW})
    assert found.themes[-2:] == (NEW, NEW)
    assert not {6, len(texts) - 2, len(texts) - 1} & set(found.queue)


def test_the_order_of_comments_does_not_matter() -> None:
    decided = {6: NEW, 7: NEW, 0: 0, 12: 1}
    found = relearn(TEXTS, MIXED, decided)
    order = list(range(len(TEXTS)))
    random.Random(1).shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    mixed = relearn([TEXTS[i] for i in order], [MIXED[i] for i in order], {place[i]: t for i, t in decided.items()})
    assert [mixed.themes[place[i]] for i in range(len(TEXTS))] == list(found.themes)
    assert [order[i] for i in mixed.queue] == list(found.queue)


def test_what_says_nothing_stays_ungrouped() -> None:
    found = relearn([*TEXTS, "", "😀"], [*MIXED, None, None], {0: NEW, 12: 1})
    assert found.themes[-2:] == (None, None) and found.certainty[-2:] == (0, 0)
    assert not {len(TEXTS), len(TEXTS) + 1} & set(found.queue)


def test_of_very_many_each_is_asked_about_once_and_none_that_is_decided() -> None:
    draw = np.random.RandomState(0)
    rows = draw.normal(size=(5_000, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one = np.arange(5_000)
    shares = draw.dirichlet(np.ones(3), size=5_000)
    asked = queue(Evidence(rows, one, one, np.ones_like(one)), shares, one[:20], one[20:30], 0)
    assert sorted(asked) == list(range(30, 5_000))


def test_nothing_to_learn_and_nonsense() -> None:
    assert relearn([], [], {}).queue == ()
    assert relearn(["", ""], [None, None], {}).themes == (None, None)
    assert relearn(TEXTS, [None] * len(TEXTS), {}).themes == (None,) * len(TEXTS)
    with pytest.raises(ValueError, match="one theme for each text"):
        relearn(TEXTS, MIXED[1:], {})
    with pytest.raises(ValueError, match="these texts"):
        relearn(TEXTS, MIXED, {99: 1})
