"""Points in themes: taken apart only where writing and matter both say so, nothing lost between the parts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.group import Grouping, group
from nlp.join import join_parts
from nlp.personal import mask
from nlp.pointed import Part, parts_of
from tests.nlp.test_group import COMMENTS, MEANT

SPANS = [(0, 10), (12, 30), (31, 40)]
BOTH = "1) น้ำประปาหมู่บ้านไม่ไหล ขุ่นมาก น้ำประปาไม่สะอาด 2) โรงพยาบาลรอคิวนานมาก หมอไม่พอคนไข้ เตียงคนไข้เต็ม"
ONE = "1) น้ำประปาหมู่บ้านไม่ไหล ขุ่นมาก 2) น้ำประปามีกลิ่นเหม็น หยุดไหลบ่อย"
NAMED = "โทร 081-234-5678 " + BOTH


@pytest.mark.parametrize(
    ("themes", "whole", "parts"),
    [
        (("a", "a", "a"), "a", ()),
        (("a", "b", "b"), "a", (Part(0, 10, "a", 0), Part(12, 40, "b", 1))),
        (("a", None, "b"), "a", (Part(0, 30, "a", 0), Part(31, 40, "b", 2))),  # what is unclear goes with the whole
        (("b", "c", "b"), "a", ()),  # the points say otherwise than the comment: no evidence
        (("a", "b", "a"), "b", (Part(0, 10, "a", 0), Part(12, 30, "b", 1), Part(31, 40, "a", 2))),
        ((None, None, None), None, ()),
        ((None, "a", "b"), None, (Part(0, 30, "a", 1), Part(31, 40, "b", 2))),  # with the next, where none is before
        (("a", None, "b"), None, (Part(0, 30, "a", 0), Part(31, 40, "b", 2))),
    ],
)
def test_parts(themes: tuple[str | None, ...], whole: str | None, parts: tuple[Part[str], ...]) -> None:
    assert parts_of(SPANS, themes, whole) == parts


@given(st.lists(st.sampled_from(["a", "b", None]), min_size=2, max_size=8), st.sampled_from(["a", "b", None]))
def test_parts_cover_every_point_and_neighbours_differ(themes: list[str | None], whole: str | None) -> None:
    spans = [(10 * place, 10 * place + 9) for place in range(len(themes))]
    parts = parts_of(spans, themes, whole)
    if parts:
        assert (parts[0].start, parts[-1].end) == (0, spans[-1][1]) and len({part.theme for part in parts}) > 1
        assert all(one.theme != other.theme and one.end < other.start for one, other in pairwise(parts))


@pytest.fixture(scope="module")
def grouped() -> Grouping:
    return group([*COMMENTS, BOTH, ONE, NAMED], groups=4)


def _theme(found: Grouping, matter: str) -> int | None:
    themes = [placed.theme for placed, meant in zip(found.comments, MEANT, strict=False) if meant == matter]
    return max(set(themes), key=themes.count)


def test_a_comment_of_two_matters_stands_in_both_themes(grouped: Grouping) -> None:
    at, named = len(COMMENTS), len(COMMENTS) + 2
    assert set(grouped.points) == {at, named}, "and one that says two things of one matter stands in it once"
    for index, text in ((at, BOTH), (named, NAMED)):
        water, clinic = grouped.points[index]
        assert (water.theme, clinic.theme) == (_theme(grouped, "water"), _theme(grouped, "clinic"))
        assert "น้ำประปา" in text[water.start : water.end] and "2)" not in text[water.start : water.end]
        assert text[clinic.start : clinic.end].startswith("โรงพยาบาล") and clinic.end == len(text)
    assert grouped.comments[at].theme in {point.theme for point in grouped.points[at]}


def test_a_theme_counts_every_comment_that_stands_in_it_once(grouped: Grouping) -> None:
    for number, theme in enumerate(grouped.themes):
        whole = {i for i, placed in enumerate(grouped.comments) if placed.theme == number and i not in grouped.points}
        parts = {i for i, points in grouped.points.items() if number in {point.theme for point in points}}
        assert theme.size == len(whole) + len(parts)


def test_masked_text_is_taken_apart_as_raw_text_is() -> None:
    masked = mask(NAMED).text
    one, other = group([*COMMENTS, NAMED], groups=4), group([*COMMENTS, masked], groups=4)
    said = [
        [text[p.start : p.end] for p in found.points[len(COMMENTS)]] for text, found in ((NAMED, one), (masked, other))
    ]
    assert [mask(piece).text for piece in said[0]] == said[1]


def test_a_new_comment_joins_with_each_of_its_points() -> None:
    known = list(zip(COMMENTS, MEANT, strict=True))[::3]
    both, one = join_parts(known, [BOTH, ONE])
    assert [part.theme for part in both] == ["water", "clinic"] and BOTH[both[1].start :].startswith("โรงพยาบาล")
    assert one == (Part(0, len(ONE), "water", 0),)
    assert join_parts([], [BOTH]) == [(Part(0, len(BOTH), None, 0),)]
