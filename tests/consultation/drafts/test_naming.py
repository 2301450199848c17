"""Names and codes of sections: read as they are written, and nothing else is taken for one."""

import re

import pytest

from consultation.drafts import naming


def test_a_question_tells_its_section() -> None:
    place = naming.place("draft12b_s3")
    assert place is not None
    assert (place.group, place.number, place.question) == ("draft12b", 3, "draft12b_s3")
    assert (place.pick, place.choice, place.note) == ("draft12b_pick", "s3", "draft12b_s3_text")
    assert naming.place("draft1_pick") is None and naming.place("drafty_s1") is None


@pytest.mark.parametrize("typed", ["KRT482-D1S3", " krt482-d1s3 ", "KRT482-D๑S๓", "KRT482 -D1 S3"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert naming.lead(typed) == naming.Lead("KRT482", 1, 3)


@pytest.mark.parametrize("typed", ["KRT482", "K7M-4QX-9TD", "KRT482-D1", "ดู KRT482-D1S3 นะ", "KRT482-D1S3-OK", ""])
def test_other_words_are_no_code(typed: str) -> None:
    assert naming.lead(typed) is None


def test_a_code_fits_every_platform_s_link() -> None:
    # core.telegram.org/bots/features#deep-linking: at most 64 of these
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", naming.code("KRT482ABCDEF", 999_999, 999_999))
