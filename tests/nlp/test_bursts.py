"""Bursts: many people, one message, a short while; a fact with its evidence, whatever the order of the messages."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nlp.bursts import FEWEST, Sent, bursts

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def minute(at: float, person: int, voice: int | None = 1, channel: str = "line", days: float | None = None) -> Sent:
    known = None if days is None else timedelta(days=days)
    return Sent(NOON + timedelta(minutes=at), person, voice, channel, known)


def test_five_people_within_half_an_hour_are_a_burst_and_four_are_not() -> None:
    four = [minute(3 * person, person) for person in range(4)]
    assert bursts(four) == ()
    (found,) = bursts([*four, minute(20, 4, channel="telegram"), minute(8, 9, voice=None)])
    assert (found.people, found.meanwhile, found.share) == (5, 6, round(5 / 6, 6))
    assert dict(found.channels) == {"line": 4, "telegram": 1} and next(iter(found.channels)) == "line"


def test_one_person_who_repeats_a_message_is_no_crowd() -> None:
    assert bursts([minute(number, 1) for number in range(50)]) == ()


def test_a_pause_ends_a_burst_and_so_does_a_day() -> None:
    twice = [minute(at + person, person) for at in (0, 300) for person in range(6)]
    assert [found.people for found in bursts(twice)] == [6, 6]
    long = [minute(20 * number, number) for number in range(200)]  # two days and eighteen hours
    assert all(found.ends - found.begins <= timedelta(hours=24) for found in bursts(long))
    assert sum(found.people for found in bursts(long)) == 200


def test_how_long_contacts_were_known_is_said_of_those_of_whom_it_is_known() -> None:
    sent = [minute(person, person, days=days) for person, days in enumerate([0.1, 0.2, 30, 40, 50, None])]
    (found,) = bursts(sent)
    assert (found.dated, found.new, found.half_known) == (5, 2, timedelta(days=30))


moments = st.lists(
    st.builds(minute, st.integers(0, 3000), st.integers(0, 12), st.sampled_from([None, 1, 2])), max_size=60
)


@given(moments, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_no_message_is_in_two(sent: list[Sent], shuffler: random.Random) -> None:
    found = bursts(sent)
    mixed = list(sent)
    shuffler.shuffle(mixed)
    facts = [(one.voice, one.begins, one.people, one.meanwhile) for one in found]
    assert facts == [(one.voice, one.begins, one.people, one.meanwhile) for one in bursts(mixed)]
    taken = [index for one in found for index in one.messages]
    assert len(taken) == len(set(taken))
    assert all(one.people >= FEWEST and one.meanwhile >= one.people for one in found)
