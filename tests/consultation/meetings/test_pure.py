"""What needs no database: the door's code, the days of a meeting, and which numbers a wall may show."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation import ids
from consultation.meetings import attendance, hall, hidden
from consultation.meetings.bursts import bursts
from consultation.meetings.days import phase
from consultation.meetings.doors import LENGTH, read
from consultation.meetings.models import SECTORS, WAYS

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ABCDE", ("ABCDE", False)),
        (" ab cde ", ("ABCDE", False)),
        ("๒๓๔๕๖", ("23456", False)),
        ("abcde-ok", ("ABCDE", True)),
        ("ABCDEOK", ("ABCDE", True)),
        ("ABCDEF", None),  # a consultation's
        ("ABCD", None),
        ("ABCD0", None),
        ("น้ำ", None),
        ("", None),
    ],
)
def test_a_typed_code_of_a_meeting_is_read_and_nothing_else(typed: str, meant: tuple[str, bool] | None) -> None:
    assert read(typed) == meant


@given(st.text(alphabet=ids.ALPHABET, min_size=LENGTH, max_size=LENGTH), st.booleans())
def test_every_code_is_read_as_it_was_made(code: str, counted: bool) -> None:
    assert read(code.lower() + ("-OK" if counted else "")) == (code, counted)


@given(st.text(max_size=12))
def test_reading_a_code_never_fails(text: str) -> None:
    found = read(text)
    assert found is None or set(found[0]) <= set(ids.ALPHABET)


def test_a_meeting_takes_people_in_on_its_thai_days() -> None:
    starts = datetime(2026, 11, 3, 18, 0, tzinfo=UTC)  # 01:00 on the 4th in Bangkok
    at = {"before": starts - timedelta(hours=1, seconds=1), "open": starts - timedelta(hours=1)}
    at["after"] = starts + timedelta(hours=23)
    assert {name: phase(starts, None, moment, BANGKOK) for name, moment in at.items()} == {name: name for name in at}
    assert phase(starts, starts + timedelta(days=2), starts + timedelta(days=2, hours=22), BANGKOK) == "open"


@given(st.lists(st.integers(0, 40), max_size=9))
def test_a_wall_shows_no_small_number_and_none_can_be_worked_out(counts: list[int]) -> None:
    shown = hidden.shown(counts)
    assert all(n is None or n == count for n, count in zip(shown, counts, strict=True))
    assert not any(n is not None and 0 < n < 5 for n in shown)
    veiled = [count for n, count in zip(shown, counts, strict=True) if n is None]
    if len(veiled) == 1:  # the sum gives it away, but it is everybody there is
        assert sum(counts) == veiled[0]
    assert hidden.shown(counts, all_of_them=True) == tuple(counts)


@given(st.lists(st.text(alphabet="กขน้ำปิู่ a", max_size=700), max_size=6))
def test_the_wall_shows_whole_comments_and_only_as_many_as_fit(texts: list[str]) -> None:
    shown = hall.fitting(texts)
    assert len(shown) <= len(texts) and (shown or not texts)
    for text, words in zip(texts, shown, strict=False):
        whole = " ".join(text.split())
        assert words == whole or (words.endswith("…") and whole.startswith(words[:-1]))
        assert hall._letters(words) <= hall.COMMENT_LINES * hall.LINE


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WAYS), st.sampled_from((*SECTORS, "")), st.sampled_from(("TH-40", "")), st.integers(1, 9)
        )
    )
)
def test_heads_are_the_same_however_they_are_added_up(rows: list[attendance.Row]) -> None:
    heads = attendance.tally(rows)
    people = sum(n for _, _, _, n in rows)
    assert heads.people == people == sum(heads.sectors.values()) == sum(heads.provinces.values())
    assert attendance.tally(reversed(rows)) == heads


def test_bursts_are_runs_of_one_address_or_of_all_and_quiet_taps_are_none() -> None:
    start = datetime(2026, 11, 2, 2, tzinfo=UTC)

    def taps(n: int, every: float, origin: str, sector: str = "N") -> list[tuple[datetime, str, str]]:
        return [(start + timedelta(seconds=every * at), origin, sector) for at in range(n)]

    assert bursts(taps(25, 11, "hall")) == () == bursts([])
    (fast,) = bursts(taps(8, 1, "one"))
    assert (fast.why, fast.n, fast.of) == ("fast", 8, 8) and (fast.last - fast.first).seconds == 7
    assert [one.why for one in bursts(taps(40, 11, "hall"))] == ["address"]
    apart = [tap for n in range(20) for tap in taps(1, 1, f"home {n}")]
    assert [(one.why, one.n) for one in bursts(apart)] == [("seconds", 20)]
    assert bursts(taps(8, 1, "")) == (), "an address that nobody knows is not one address"
    assert bursts(taps(60, 0.1, "x", "C"))[0].sectors == (("ภาคประชาสังคม/องค์กรชุมชน", 60),)
