from datetime import UTC, datetime

import pytest

from bot.arrival import header, matches_any, read, received, stamped
from bot.channel import BadRequest
from consultation import clock


def test_headers_have_any_case() -> None:
    assert header({"X-Line-Signature": "abc"}, "x-line-signature") == "abc"
    assert header({}, "x-line-signature") == ""


def test_any_accepted_secret_matches_and_an_empty_one_never() -> None:
    assert matches_any("new", ["old", "new"])
    assert not matches_any("other", ["old", "new"])
    assert not matches_any("", ["", "new"])
    assert not matches_any("ลับ\ud800", ["new"])


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"1", b'"x"', b"{", b"\xff\xfe{}", b'{"a": NaN}', b"[" * 100_000],
    ids=lambda b: repr(b[:9]),
)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read(body)


def test_what_no_text_column_takes_is_replaced() -> None:
    assert read(rb'{"a\u0000": ["\u0000", "\ud800x", "\ud83c\udf0a", 1]}') == {
        "a\ufffd": ["\ufffd", "\ufffdx", "🌊", 1]
    }


def test_the_stamp_is_the_time_of_receipt() -> None:
    noon = datetime(2026, 11, 2, 5, tzinfo=UTC)
    with clock.fixed(noon):
        assert received(stamped({"a": 1})) == noon
    assert received({"a": 1}) is None
