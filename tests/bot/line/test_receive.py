import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.line.receive import genuine, parse, signature, split
from consultation import clock

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"  # the published example of "Verify webhook signature", as is the body
PUBLISHED = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
USER = "U" + "a" * 32


def event(kind: str = "message", **fields: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": int(NOON.timestamp() * 1000),
        "webhookEventId": "01K00000000000000000000001",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": USER},
        "replyToken": "1" * 32,
        **fields,
    }


def said(text: str = "ถนนเป็นหลุม", **fields: Any) -> dict[str, Any]:
    return event(message={"type": "text", "id": "61", "text": text}, **fields)


def body(*events: object) -> bytes:
    return json.dumps({"destination": "U" + "c" * 32, "events": events}).encode()


def test_the_published_example_is_genuine_under_a_header_of_any_case() -> None:
    assert signature(SECRET, PUBLISHED) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    for name in ("x-line-signature", "X-Line-Signature"):
        assert genuine({name: signature(SECRET, PUBLISHED)}, PUBLISHED, [SECRET])


@pytest.mark.parametrize(
    "given", [{}, {"x-line-signature": ""}, {"x-line-signature": "ลับ"}, {"x-line-signature": "AAAA"}]
)
def test_other_signatures_are_not_genuine_and_raise_nothing(given: dict[str, str]) -> None:
    assert not genuine(given, PUBLISHED, [SECRET])


def test_an_old_secret_counts_while_it_is_accepted_and_an_empty_one_never() -> None:
    headers = {"x-line-signature": signature("old", PUBLISHED)}
    assert genuine(headers, PUBLISHED, ["new", "old"])
    assert not genuine(headers, PUBLISHED, ["new"])
    assert not genuine({"x-line-signature": signature("", PUBLISHED)}, PUBLISHED, ["", "new"])


def test_a_body_encoded_anew_on_the_way_is_not_genuine() -> None:
    anew = json.dumps(json.loads(PUBLISHED)).encode()
    assert not genuine({"x-line-signature": signature(SECRET, PUBLISHED)}, anew, [SECRET])


def test_the_verify_button_brings_no_events() -> None:
    assert split(PUBLISHED) == []


def test_events_of_several_people_stand_apart() -> None:
    other = "U" + "b" * 32
    events = split(body(said(), event("follow", source={"type": "user", "userId": other}, webhookEventId="02")))
    assert [(one.id, one.conversation, one.at) for one in events] == [
        ("01K00000000000000000000001", USER, NOON),
        ("02", other, NOON),
    ]


def test_a_redelivered_event_has_the_same_id_even_without_one() -> None:
    first, again = said(), said(deliveryContext={"isRedelivery": True})
    del first["webhookEventId"], again["webhookEventId"]
    one, two, other = split(body(first, again, said("ไฟดับ", webhookEventId=None)))
    assert one.id == two.id != other.id


def test_an_event_that_makes_no_sense_does_not_spoil_its_neighbours() -> None:
    odd = {"type": "brandNew", "mode": "sleeping", "timestamp": "soon", "source": 7}
    with clock.fixed(NOON + timedelta(seconds=1)):
        events = split(body(said(), odd, "what", said(webhookEventId="03")))
    assert [one.conversation.split(":")[0] for one in events] == [USER, "unknown", "unknown", USER]
    assert events[1].at == NOON + timedelta(seconds=1)
    assert [parse(one.raw).incoming is None for one in events] == [False, True, True, False]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (event("messageEdited", message={"type": "text", "id": "61", "text": "ใหม่"}), "edited"),
        (said(source={"type": "group", "groupId": "C1", "userId": USER}), "group"),
        (said(source={"type": "group", "groupId": "C1"}), "group"),
        (said(source={"type": "room", "roomId": "R1"}), "group"),
        (said(mode="standby", replyToken=None), "standby"),
        (said(mode="sleeping"), "unknown mode"),
        (said(replyToken="0" * 32), "verification"),
        (said(replyToken="f" * 32), "verification"),
        (event("accountLink", source={}, link={"result": "failed"}), "no sender"),
        (event("beacon"), "unknown"),
        (event(message={"type": "hologram", "id": "61"}), "unknown"),
        (event(message={"type": "text", "id": "61", "text": None}), "unknown"),
        (event("postback", postback={"data": 5}), "unknown"),
        ({}, "no sender"),
    ],
)
def test_what_is_no_citizens_word_is_ignored_with_a_reason(raw: dict[str, Any], why: str) -> None:
    understood = parse(raw)
    assert (understood.incoming, understood.why) == (None, why)
    assert understood.reply is None or understood.explain == "group"


def test_l13_an_unsend_names_its_message_and_is_never_replied_to() -> None:
    understood = parse(event("unsend", unsend={"messageId": "61"}, replyToken=None))
    assert understood.incoming is not None and understood.reply is None
    assert (understood.incoming.kind, understood.incoming.message) == ("unsend", "61")
    assert (understood.gone, understood.unsent) == ("61", True)


def test_l13_an_unsend_in_a_group_is_obeyed_though_nothing_there_was_counted() -> None:
    understood = parse(event("unsend", unsend={"messageId": "61"}, source={"type": "group", "groupId": "C1"}))
    assert (understood.incoming, understood.gone, understood.unsent) == (None, "61", True)
    assert understood.explain == ""


def test_l14_of_a_message_edited_in_a_group_only_the_latest_is_kept() -> None:
    changed = {"type": "text", "id": "61", "text": "ใหม่"}
    understood = parse(event("messageEdited", message=changed, source={"type": "group", "groupId": "C1"}))
    assert (understood.incoming, understood.gone, understood.unsent) == (None, "61", False)


@pytest.mark.parametrize(
    "source", [{"type": "group", "groupId": "C1"}, {"type": "room", "roomId": "R1", "userId": USER}]
)
def test_l15_a_group_is_not_counted_and_told_why_by_the_free_reply(source: dict[str, Any]) -> None:
    for raw in (said(source=source), event("join", source=source)):
        understood = parse(raw)
        assert (understood.incoming, understood.why, understood.explain) == (None, "group", "group")
        assert understood.reply is not None and understood.address in ("C1", "R1")
    assert parse(event("memberLeft", source=source)).explain == ""


def test_l24_an_account_link_that_failed_has_no_source_and_does_no_harm() -> None:
    raw = {
        "type": "accountLink",
        "mode": "active",
        "timestamp": 1,
        "webhookEventId": "09",
        "link": {"result": "failed"},
    }
    (one,) = split(body(raw))
    assert one.conversation.startswith("unknown:") and parse(one.raw).why == "no sender"


def test_l25_a_text_that_mentions_and_quotes_is_its_text() -> None:
    mention = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
    raw = said()
    raw["message"] |= {"text": "@bot ถนน", "mention": mention, "quotedMessageId": "55", "quoteToken": "q"}
    incoming = parse(raw).incoming
    assert incoming is not None and (incoming.kind, incoming.text, incoming.message) == ("text", "@bot ถนน", "61")


def test_l26_a_picture_of_a_set_tells_its_place() -> None:
    of = {"id": "E005", "index": 2, "total": 3}
    incoming = parse(event(message={"type": "image", "id": "61", "imageSet": of})).incoming
    assert incoming is not None and incoming.media is not None
    assert (incoming.media.album, incoming.media.part) == ("E005", 2)


def test_l29_the_same_citizen_speaks_for_themselves_and_in_a_group_for_nobody() -> None:
    alone, among = parse(said()), parse(said(source={"type": "group", "groupId": "C1", "userId": USER}))
    assert alone.incoming is not None and alone.address == USER
    assert among.incoming is None and among.address == "C1"


def test_reply_tokens_live_from_receipt_by_our_own_clock() -> None:
    received = NOON + timedelta(minutes=2)  # LINE's clock and ours differ, or the way was long
    with clock.fixed(received):
        (one,) = split(body(said()))
    reply = parse(one.raw).reply
    assert reply == {"token": "1" * 32, "until": (received + timedelta(seconds=55)).isoformat()}


def test_a_redelivered_token_dies_twenty_minutes_after_the_event() -> None:
    with clock.fixed(NOON + timedelta(minutes=19, seconds=50)):
        (one,) = split(body(said(deliveryContext={"isRedelivery": True})))
    reply = parse(one.raw).reply
    assert reply is not None
    assert datetime.fromisoformat(reply["until"]) == NOON + timedelta(minutes=20) - timedelta(seconds=5)


def test_events_without_a_token_have_nothing_to_reply_with() -> None:
    raw = said()
    del raw["replyToken"]
    assert parse(raw).reply is None
    assert parse(event("unfollow")).reply is None


def test_a_picture_that_a_page_of_somebody_else_sent_is_no_answer() -> None:
    raw = event(message={"type": "image", "id": "61", "contentProvider": {"type": "external"}})
    incoming = parse(raw).incoming
    assert incoming is not None and incoming.kind == "media" and incoming.media is None


def test_a_photo_sent_as_a_file_is_a_picture() -> None:
    incoming = parse(event(message={"type": "file", "id": "61", "fileName": "IMG_1.JPG", "fileSize": 9})).incoming
    assert incoming is not None and incoming.media is not None
    assert (incoming.media.what, incoming.media.size) == ("image", 9)
