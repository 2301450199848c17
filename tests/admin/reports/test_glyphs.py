"""No character vanishes, no long run overflows."""

import pytest
from fontTools.ttLib import TTFont

from admin.reports.glyphs import ZERO_WIDTH_SPACE, breakable, coverage, legible
from admin.reports.pdf import FONT_FOLDER


@pytest.mark.parametrize("name", ["Sarabun-Regular.ttf", "NotoEmoji-Regular.ttf", "NotoNaskhArabic-Regular.ttf"])
def test_coverage_agrees_with_fonttools(name: str):
    font = FONT_FOLDER / name
    assert coverage((font,)) - {0xFFFF} == set(TTFont(font).getBestCmap()) - {0xFFFF}


def test_uncovered_runs_become_code_points():
    covered = frozenset(map(ord, "กขค "))
    assert legible("กข ຂ中 ค", covered) == "กข [U+0E82 U+4E2D] ค"
    assert legible("ก\u202eข", covered) == "ก[U+202E]ข"


def test_what_no_file_may_hold_is_shown():
    assert legible("ก\x00\x1bข\ud800") == "ก[U+0000 U+001B]ข[U+D800]"
    assert legible("中\r\nก\u2028ข\tค") == "中\nก\nข ค"


def test_long_runs_can_break_and_read_the_same():
    for run in ("5" * 200, "ก" * 90, "https://example.org/" + "a1" * 60, "👍" * 40):
        broken = breakable(run)
        assert broken.replace(ZERO_WIDTH_SPACE, "") == run
        assert max(map(len, broken.split(ZERO_WIDTH_SPACE))) <= 13
    assert breakable("น้ำท่วมทุกปี OTOP 15,000") == "น้ำท่วมทุกปี OTOP 15,000"


def test_marks_are_never_parted_from_their_letter():
    assert f"{ZERO_WIDTH_SPACE}่" not in breakable("a่" * 60)
