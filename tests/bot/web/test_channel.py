"""The web chat keeps the contract of a channel."""

import json
from typing import Any

import pytest

from bot.channel import BadRequest, Letter, Sent
from bot.web.channel import LONGEST_TEXT, WebChannel, address, body, event_id
from bot.web.visitor import COOKIE, signed
from consultation.talk.model import Media, Place
from consultation.vault import Vault

VISITOR, CODE = "a-visitor-of-the-page", "AB23CD"


@pytest.fixture
def channel(vault: Vault) -> WebChannel:
    return WebChannel(vault)


def cookie(vault: Vault, visitor: str = VISITOR) -> dict[str, str]:
    return {"Cookie": f"other=1; {COOKIE}={signed(vault, visitor)}"}


def changed(**parts: Any) -> bytes:
    raw = json.loads(body(VISITOR, CODE, "00001", "text", text="สวัสดี"))["events"][0]
    return json.dumps({"events": [raw | parts]}).encode()


def test_it_is_genuine_with_our_signature_for_the_visitor_alone(channel: WebChannel, vault: Vault) -> None:
    said = body(VISITOR, CODE, "00001", "text", text="สวัสดี")
    assert channel.genuine(cookie(vault), said)
    assert channel.genuine({"cookie": cookie(vault)["Cookie"]}, said)
    assert not channel.genuine(cookie(vault, "somebody-else"), said)
    assert not channel.genuine(cookie(Vault(b"another key entirely")), said)
    assert not channel.genuine({"Cookie": f"{COOKIE}={VISITOR}.forged"}, said)
    assert not channel.genuine({}, said)


@pytest.mark.parametrize("said", [b"", b"null", b"[]", b"\xff", b'{"events": [1]}', b'{"events": [{"visitor": 1}]}'])
def test_what_is_no_event_is_not_genuine(channel: WebChannel, vault: Vault, said: bytes) -> None:
    assert not channel.genuine(cookie(vault), said)


def test_the_same_event_has_the_same_id_and_no_visitor_can_take_anothers(channel: WebChannel) -> None:
    first, again, other = (
        channel.split(body(visitor, CODE, "00001", "text", text="สวัสดี"))[0]
        for visitor in (VISITOR, VISITOR, "somebody-else")
    )
    assert first.id == again.id == event_id(VISITOR, CODE, "00001")
    assert first.id != other.id
    assert first.conversation == address(VISITOR, CODE)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b'{"events": {}}',
        b'{"events": [7]}',
        b'{"events": [{}]}',
        changed(id="x"),
        changed(id="with space"),
        changed(code="../.."),
        changed(visitor=None),
        changed(kind="image"),
        changed(kind="place"),
        changed(kind="place", lat=91, lon=0),
        changed(kind="place", lat="16", lon="102"),
        changed(kind="media", media={"what": "sticker", "id": "12345"}),
        changed(kind="media", media={"what": "image", "id": "../etc"}),
        changed(kind="tap", data=""),
        changed(kind="tap", data="x" * 65),
        changed(text=""),
        changed(text=" \n "),
        changed(text="ก" * (LONGEST_TEXT + 1)),
        changed(at="yesterday"),
        changed(at="2026-11-02T05:00:00"),
    ],
)
def test_what_the_page_does_not_send_is_refused(channel: WebChannel, said: bytes) -> None:
    with pytest.raises(BadRequest):
        channel.split(said)


@pytest.mark.parametrize(
    ("kind", "given", "heard"),
    [
        ("start", {}, ("text", CODE, "")),
        ("text", {"text": "น้ำท่วม\x00"}, ("text", "น้ำท่วม\ufffd", "")),
        ("tap", {"data": "AB23CD.1.4.c2"}, ("tap", "", "AB23CD.1.4.c2")),
    ],
)
def test_each_kind_is_understood(
    channel: WebChannel, kind: str, given: dict[str, str], heard: tuple[str, str, str]
) -> None:
    [raw] = channel.split(body(VISITOR, CODE, "00001", kind, **given))
    event = channel.parse(raw.raw)
    assert event.incoming is not None
    assert (event.incoming.kind, event.incoming.text, event.incoming.data) == heard
    assert (event.address, event.incoming.at, event.reply) == (address(VISITOR, CODE), raw.at, None)


def test_a_place_and_a_file_are_understood(channel: WebChannel) -> None:
    image = {"what": "image", "id": "a1b2c3", "name": "ถนน.jpg", "size": 9}
    sent = (
        body(VISITOR, CODE, "00001", "place", lat=16.43, lon=102),
        body(VISITOR, CODE, "00002", "media", media=image),
    )
    placed, given = (channel.parse(channel.split(one)[0].raw).incoming for one in sent)
    assert placed is not None and placed.place == Place(lat=16.43, lon=102)
    assert given is not None and given.media == Media(what="image", reference="web:a1b2c3", name="ถนน.jpg", size=9)


async def test_a_turn_is_sent_by_being_in_the_transcript(channel: WebChannel) -> None:
    assert await channel.send(Letter("outbox:7", address(VISITOR, CODE), (), None)) == Sent(("outbox:7",))
