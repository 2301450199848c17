import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channel import BadRequest
from bot.telegram.receive import genuine, parse, raw_event, split
from consultation import clock

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
PRIVATE = {"id": 77, "type": "private", "first_name": "ก"}
GROUP = {"id": -1001, "type": "supergroup", "title": "เวที"}
PERSON = {"id": 77, "is_bot": False, "first_name": "ก"}


def message(**fields: Any) -> dict[str, Any]:
    given = {"message_id": 1, "date": int(NOON.timestamp()), "chat": PRIVATE, "from": PERSON, **fields}
    return {"update_id": 9, "message": given}


def tap(**fields: Any) -> dict[str, Any]:
    return {
        "update_id": 9,
        "callback_query": {"id": "q1", "from": PERSON, "chat_instance": "-3", "data": "a|1|2", **fields},
    }


def member(status: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    change = {"chat": chat, "from": PERSON, "date": int(NOON.timestamp()), "new_chat_member": {"status": status}}
    return {"update_id": 9, "my_chat_member": change}


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/start", "hello", ""),
        ("/start ", "hello", ""),
        ("/start@prachakhom_bot", "hello", ""),
        ("/start A7KX2M", "hello", "A7KX2M"),
        ("/start@Prachakhom_Bot A7KX2M", "hello", "A7KX2M"),
        ("/start " + "x" * 64, "hello", "x" * 64),
        ("/help", "text", "/help"),
        ("/help@prachakhom_bot", "text", "/help"),
        ("/stop now", "text", "/stop now"),
        ("1/2", "text", "1/2"),
        ("/ ครึ่งหนึ่ง", "text", "/ ครึ่งหนึ่ง"),
        ("/หยุด", "text", "/หยุด"),
    ],
)
def test_t9_commands_become_what_they_mean(typed: str, kind: str, text: str) -> None:
    incoming = parse(message(text=typed), "prachakhom_bot").incoming
    assert incoming is not None and (incoming.kind, incoming.text) == (kind, text)


@pytest.mark.parametrize(
    ("code", "reads"), [("en", "en"), ("ms", "ms"), ("th", "th"), ("pt-br", ""), ("", ""), (7, ""), (None, "")]
)
def test_the_language_of_the_app_is_told_on_as_a_hint(code: Any, reads: str) -> None:
    sender = {**PERSON, "language_code": code}
    for update in (
        message(text="hello", **{"from": sender}),
        tap(**{"from": sender}),
        message(text="/start", **{"from": sender}),
    ):
        incoming = parse(update).incoming
        assert incoming is not None and incoming.reads == reads


def test_another_bots_command_is_not_ours() -> None:
    assert parse(message(text="/start@otherbot"), "prachakhom_bot").incoming is None


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (message(text="เห็นด้วย", chat=GROUP), "group"),
        (message(text="เห็นด้วย", chat=GROUP, sender_chat=GROUP), "group"),
        (message(text="ประกาศ", chat=GROUP, is_automatic_forward=True), "forwarded"),
        (message(text="ข่าว", forward_origin={"type": "channel", "chat": {"id": -9}}), "forwarded"),
        (message(text="hi", **{"from": {"id": 5, "is_bot": True}}), "bot"),
        (message(chat=GROUP, migrate_to_chat_id=-1002), "group"),
        (message(pinned_message={"message_id": 1}), "unknown"),
        ({"update_id": 9, "edited_message": message(text="/start A7KX2M")["message"]}, "edited"),
        ({"update_id": 9, "edited_message": message(location={"latitude": 1, "longitude": 2})["message"]}, "edited"),
        ({"update_id": 9, "edited_message": message(text="ใหม่", chat=GROUP)["message"]}, "group"),
        (message(text="ข่าว", forward_origin={"type": "user", "sender_user": {"id": 5}}), "forwarded"),
        (message(text="ข่าว", forward_origin={"type": "hidden_user", "sender_user_name": "ข"}), "forwarded"),
        (message(text="ข่าว", via_bot={"id": 5, "is_bot": True}), "forwarded"),
        ({"update_id": 9, "channel_post": {"chat": {"id": -9, "type": "channel"}, "text": "ข่าว"}}, "channel"),
        ({"update_id": 9, "poll_answer": {"poll_id": "5", "user": PERSON, "option_ids": []}}, "unknown"),
        (member("member"), "returned"),
        (member("kicked", GROUP), "group"),
        (tap(message={"message_id": 1, "date": 0, "chat": GROUP}), "group"),
        (tap(data=None, game_short_name="x"), "unknown"),
    ],
)
def test_what_is_no_citizens_word_is_ignored_with_a_reason(raw: dict[str, Any], why: str) -> None:
    understood = parse(raw)
    assert (understood.incoming, understood.why, understood.reply) == (None, why, None)


def explained(raw: dict[str, Any]) -> str:
    return parse(raw, "prachakhom_bot").explain


def test_t14_a_group_is_told_once_why_it_does_not_count() -> None:
    anonymous = {"id": 1087968824, "is_bot": True}
    assert explained(message(text="เห็นด้วย", chat=GROUP)) == "group"
    assert explained(message(text="เห็นด้วย", chat=GROUP, sender_chat=GROUP, **{"from": anonymous})) == "group"
    assert explained(message(text="/help@prachakhom_bot", chat=GROUP)) == "group"
    assert explained(message(photo=[{"file_id": "a"}], chat=GROUP)) == "group"
    assert explained(member("member", GROUP)) == explained(member("administrator", GROUP)) == "group"


def test_t14_machines_channels_and_other_bots_commands_are_told_nothing() -> None:
    telegram = {"id": 777000, "is_bot": False}
    post = message(text="ประกาศ", chat=GROUP, is_automatic_forward=True, sender_chat=GROUP, **{"from": telegram})
    assert explained(post) == ""
    assert explained(message(text="hi", chat=GROUP, **{"from": {"id": 5, "is_bot": True}})) == ""
    assert explained(message(text="/help@otherbot", chat=GROUP)) == ""
    assert explained(message(new_chat_title="เวที", chat=GROUP)) == ""
    assert explained({"update_id": 9, "channel_post": {"chat": {"id": -9, "type": "channel"}, "text": "ข่าว"}}) == ""
    assert explained(member("kicked", GROUP)) == ""
    for raw in (post, message(text="/help@otherbot", chat=GROUP)):
        assert parse(raw, "prachakhom_bot").incoming is None


def test_t14_a_group_that_became_a_supergroup_names_the_one_it_was() -> None:
    new = {**GROUP, "id": -1002}
    understood = parse(message(chat=new, migrate_from_chat_id=-1001))
    assert (understood.address, understood.was, understood.explain) == ("-1002", "-1001", "")
    assert parse(message(chat=GROUP, migrate_to_chat_id=-(2**52))).why == "group"


def test_t14_forwarded_words_of_others_are_explained_and_ones_own_are_ones_own() -> None:
    assert explained(message(text="ข่าว", forward_origin={"type": "channel", "chat": {"id": -9}})) == "forwarded"
    assert explained(message(text="ข่าว", via_bot={"id": 5, "is_bot": True})) == "forwarded"
    own = message(text="ถนนเป็นหลุม", forward_origin={"type": "user", "sender_user": {"id": PERSON["id"]}})
    incoming = parse(own).incoming
    assert incoming is not None and incoming.text == "ถนนเป็นหลุม"


def test_t10_an_edit_tells_its_message_its_words_and_when() -> None:
    at = NOON + timedelta(minutes=3)
    changed = message(text="ใหม่", message_id=7, edit_date=int(at.timestamp()))["message"]
    raw = raw_event({"update_id": 9, "edited_message": changed})
    incoming = parse(raw.raw).incoming
    assert incoming is not None and raw.at == incoming.at == at
    assert (incoming.kind, incoming.text, incoming.message) == ("edit", "ใหม่", "7")


@pytest.mark.parametrize("chosen", [[0], []])
def test_t15_answers_to_polls_are_stored_and_count_for_nothing(chosen: list[int]) -> None:
    raw = raw_event({"update_id": 9, "poll_answer": {"poll_id": "5", "user": PERSON, "option_ids": chosen}})
    assert parse(raw.raw).incoming is None and raw.conversation
    assert parse({"update_id": 9, "poll": {"id": "5", "options": []}}).why == "unknown"


def test_t16_a_contact_of_somebody_else_is_no_answer_and_leads_nowhere() -> None:
    other = {"phone_number": "+66812345678", "first_name": "ข", "user_id": 5}
    understood = parse(message(contact=other))
    assert understood.address == "77" and understood.incoming is not None
    assert (understood.incoming.kind, understood.incoming.text, understood.incoming.media) == ("media", "", None)


def test_t22_a_picture_of_an_album_tells_its_place() -> None:
    incoming = parse(message(photo=[{"file_id": "a"}], media_group_id="G1", message_id=12)).incoming
    assert incoming is not None and incoming.media is not None
    assert (incoming.media.album, incoming.media.part) == ("G1", 12)


@pytest.mark.parametrize(
    "under", [{}, {"message": {"message_id": 1, "date": 0, "chat": PRIVATE}}, {"inline_message_id": "x"}]
)
def test_t6_a_tap_counts_even_under_a_message_that_is_gone(under: dict[str, Any]) -> None:
    with clock.fixed(NOON):
        raw = raw_event(tap(**under))
    with clock.fixed(NOON + timedelta(hours=1)):  # the worker comes late
        understood = parse(raw.raw)
    assert understood.incoming is not None
    assert (understood.incoming.data, understood.incoming.at) == ("a|1|2", NOON)
    assert (understood.address, raw.conversation, understood.reply) == ("77", "77", {"callback": "q1"})


@pytest.mark.parametrize(
    "thing", ["sticker", "photo", "voice", "video", "document", "location", "contact", "poll", "web_app_data"]
)
def test_things_that_are_not_text_are_media_with_their_caption(thing: str) -> None:
    incoming = parse(message(**{thing: {"file_id": "a"}}, caption="หลักฐาน")).incoming
    assert incoming is not None and (incoming.kind, incoming.text) == ("media", "หลักฐาน")


def test_t2_update_numbers_need_not_grow() -> None:
    assert [raw_event({"update_id": n}).id for n in (900, 5)] == ["900", "5"]


@pytest.mark.parametrize("update", [{}, {"update_id": "9"}, {"update_id": True}, {"update_id": None}])
def test_an_update_without_a_number_is_none(update: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        split(json.dumps(update).encode())


def test_the_secret_header_is_compared_whatever_its_case() -> None:
    assert genuine({"x-telegram-bot-api-secret-token": "s"}, ["s"])
    assert not genuine({"X-Telegram-Bot-Api-Secret-Token": "S"}, ["s"])


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"document": {"file_id": "d", "mime_type": "image/png"}}, "image"),
        ({"animation": {"file_id": "d"}, "document": {"file_id": "d", "mime_type": "video/mp4"}}, "video"),
        ({"video_note": {"file_id": "d"}}, "video"),
        ({"audio": {"file_id": "d"}}, "audio"),
        ({"photo": [{"file_id": "small", "width": 9}, {"file_id": "d", "width": 800}, {"file_id": "m"}]}, "image"),
        ({"photo": []}, None),
        ({"contact": {"phone_number": "0"}}, None),
        ({"document": {"file_id": 7.5}}, None),
    ],
)
def test_what_is_sent_is_known_by_what_it_is(fields: dict[str, Any], what: str | None) -> None:
    incoming = parse(message(**fields)).incoming
    assert incoming is not None and incoming.kind == "media"
    assert (incoming.media and (incoming.media.what, incoming.media.reference)) == (what and (what, "telegram:d"))
