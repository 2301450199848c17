"""Every channel understands the same cases, refuses the same bodies, and never raises."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import BadRequest
from bot.message import Event, RawEvent
from consultation import clock
from tests.channels.cases import CASES, Case
from tests.channels.speakers import AT, OLD_SECRET, SPEAKERS, Speaker
from tests.examples import examples

every_channel = pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda s: s.channel.name)


def received(speaker: Speaker, event: dict[str, Any]) -> tuple[RawEvent, Event]:
    """One event through the channel, and through JSON as the inbox keeps it."""
    body = speaker.body(event)
    assert speaker.channel.genuine(speaker.signed(body), body)
    (raw,) = speaker.channel.split(body)
    return raw, speaker.channel.parse(json.loads(json.dumps(raw.raw)))


@every_channel
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_understands(speaker: Speaker, case: Case) -> None:
    if case.on and speaker.channel.name not in case.on:
        pytest.skip("another channel's case")
    with clock.fixed(AT):
        raw, event = received(speaker, case.event(speaker))
    assert raw.id and raw.conversation
    assert event.why == case.why
    if case.kind is None:
        assert event.incoming is None and (event.reply is None or event.explain)
        return
    assert event.incoming is not None and event.address == raw.conversation
    assert (event.incoming.kind, event.incoming.text, event.incoming.data) == (case.kind, case.text, case.data)
    assert event.incoming.at == raw.at == AT
    media = event.incoming.media
    assert (media and (media.what, media.name, media.album)) == case.media and event.incoming.place == case.place
    assert media is None or media.reference == f"{speaker.channel.name}:61"


@every_channel
def test_a_copy_is_the_same_event_and_a_second_tap_another(speaker: Speaker) -> None:
    first, copy = (received(speaker, speaker.tapped("a", n=1))[0] for _ in range(2))
    second = received(speaker, speaker.tapped("a", n=2))[0]
    assert first.id == copy.id != second.id


@every_channel
def test_what_one_person_types_and_taps_is_one_conversation(speaker: Speaker) -> None:
    typed, tapped = received(speaker, speaker.typed("ก"))[0], received(speaker, speaker.tapped("a"))[0]
    other = received(speaker, speaker.typed("ก", who=2))[0]
    assert typed.conversation == tapped.conversation != other.conversation


@every_channel
def test_a_message_counts_from_the_platforms_time_however_late_it_comes(speaker: Speaker) -> None:
    with clock.fixed(AT + timedelta(hours=3)):
        _, event = received(speaker, speaker.typed("ก"))
    assert event.incoming is not None and event.incoming.at == AT


@every_channel
def test_only_accepted_secrets_are_genuine(speaker: Speaker) -> None:
    body = speaker.body(speaker.typed("ก"))
    genuine = speaker.channel.genuine
    assert genuine(speaker.signed(body), body) and genuine(speaker.signed(body, OLD_SECRET), body)
    assert not genuine(speaker.signed(body, "guess"), body)
    assert not genuine({}, body)
    assert not genuine(dict.fromkeys(speaker.signed(body), "ลับ�"), body)


@every_channel
def test_without_a_secret_nothing_is_genuine(speaker: Speaker) -> None:
    body = speaker.body(speaker.typed("ก"))
    careless = type(speaker.channel)("x", [""], "1:t")  # type: ignore[call-arg]
    assert not careless.genuine(speaker.signed(body, ""), body)


@every_channel
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"\xff", b"{", b'{"events": 1, "update_id": "x"}', b"[" * 99_999]
)
def test_bodies_that_no_platform_sends_are_refused(speaker: Speaker, body: bytes) -> None:
    with pytest.raises(BadRequest):
        speaker.channel.split(body)


@every_channel
def test_a_body_of_three_megabytes_is_read(speaker: Speaker) -> None:
    _, event = received(speaker, speaker.typed("ก" * 1_000_000))
    assert event.incoming is not None and len(event.incoming.text) == 1_000_000


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type", "text"]), inner, max_size=2)
    ),
    max_leaves=4,
)
acts: list[Callable[[Speaker], dict[str, Any]]] = [case.event for case in CASES if case.name != "typed 5,000 letters"]


@every_channel
@settings(max_examples=examples(150))
@given(act=st.sampled_from(acts), where=st.lists(st.integers(0, 9), min_size=1, max_size=4), value=junk)
def test_a_platform_may_change_anything_and_nothing_breaks(
    speaker: Speaker, act: Callable[[Speaker], dict[str, Any]], where: list[int], value: Any
) -> None:
    event = changed(act(speaker), where, value)
    try:
        (raw,) = speaker.channel.split(speaker.body(event))
    except BadRequest:
        return
    understood = speaker.channel.parse(raw.raw)
    assert raw.id and raw.conversation and raw.at.tzinfo
    assert (understood.incoming is None) == bool(understood.why)


def changed(event: dict[str, Any], where: list[int], value: Any) -> dict[str, Any]:
    """The event with one value, found by walking down, replaced."""
    copy = node = json.loads(json.dumps(event))
    for step in where:
        keys = list(node)
        key = keys[step % len(keys)] if keys else "x"
        if step is where[-1] or not isinstance(node.get(key), dict):
            node[key] = value
            break
        node = node[key]
    return copy
