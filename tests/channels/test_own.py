"""The web chat and the terminal understand the rows of the common table that make sense on them."""

import json
from typing import Any

import pytest

from consultation import clock
from tests.channels.cases import CASES, Case
from tests.channels.own import OLD_SECRET, OWN, NoWay, WebSpeaker, heard_on_the_web
from tests.channels.speakers import AT

WEB = WebSpeaker()


@pytest.mark.parametrize("own", OWN, ids=lambda own: own[0])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_understands(own: tuple[str, Any, Any], case: Case) -> None:
    name, speaker, heard = own
    on = getattr(case, "on", ())
    try:
        said = case.event(speaker)
    except NoWay as why:
        pytest.skip(str(why))
    if on and name not in on:
        pytest.skip("it is so on " + " and ".join(on))
    with clock.fixed(AT):
        raw, event = heard(speaker, said)
    assert raw.id and event.address == raw.conversation and event.why == case.why
    assert event.incoming is not None and event.incoming.at == raw.at == AT
    text = event.incoming.text
    assert (event.incoming.kind, text, event.incoming.data) == (case.kind, case.text, case.data)
    media = event.incoming.media
    assert (media and (media.what, media.name, media.album)) == case.media and event.incoming.place == case.place
    assert media is None or media.reference == f"{name}:61"


def test_most_rows_make_sense_on_the_web() -> None:
    ways = 0
    for case in CASES:
        try:
            case.event(WEB)
            ways += 1
        except NoWay:
            continue
    assert ways >= 13


def test_a_copy_is_the_same_event_and_a_second_tap_another() -> None:
    first, copy = (heard_on_the_web(WEB, WEB.tapped("a", n=1))[0] for _ in range(2))
    second = heard_on_the_web(WEB, WEB.tapped("a", n=2))[0]
    assert first.id == copy.id != second.id


def test_what_one_person_types_and_taps_is_one_conversation() -> None:
    typed, tapped = heard_on_the_web(WEB, WEB.typed("ก"))[0], heard_on_the_web(WEB, WEB.tapped("a"))[0]
    other = heard_on_the_web(WEB, WEB.typed("ก", who=2))[0]
    assert typed.conversation == tapped.conversation != other.conversation


def test_only_cookies_that_this_installation_signed_are_genuine() -> None:
    body = WEB.body(WEB.typed("ก"))
    assert WEB.channel.genuine(WEB.signed(body), body)
    for wrong in (WEB.signed(body, OLD_SECRET), {}, dict.fromkeys(WEB.signed(body), "ลับ")):
        assert not WEB.channel.genuine(wrong, body)
    assert not WEB.channel.genuine(WEB.signed(WEB.body(WEB.typed("ก", who=2))), body)
    assert json.loads(body)["events"][0]["visitor"] == "visitor-00001"
