"""What is said in groups, by strangers, and by things that are not text: on every channel."""

from collections import Counter
from typing import Any

import pytest

from bot.models import Conversation
from consultation import clock
from consultation.db import Database
from consultation.people.models import Contact
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.channels.chat import AT, Chat, keys, said
from tests.channels.speakers import LineSpeaker, Speaker, TelegramSpeaker, every_channel
from tests.channels.test_semantics import answers, begun, raws
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_afterwards import FORM, PHOTO
from tests.consultation.talk.test_hear import rows

LINE, TELEGRAM = LineSpeaker(), TelegramSpeaker()


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.fixed(AT):
        yield


@every_channel
async def test_l15_t14_a_group_is_told_once_and_never_counted(db: Database, vault: Vault, speaker: Speaker) -> None:
    await db.write(lambda session: consultation(session, form=FORM))
    chat = Chat(db, vault, speaker)
    for text in ("เห็นด้วย", "ถนน", "1"):
        event = chat.speaker.in_group(text)
        chat.n += 1
        event |= {"webhookEventId": f"G{chat.n}"} if chat.on_line else {"update_id": 900 + chat.n}
        await chat.gets(event)
    [told] = await db.read(said)
    assert told["key"] == "outside_group" and told["link"]
    assert await db.read(rows, Response) == []
    assert [row.group for row in await db.read(rows, Contact)] == [True]
    assert [row.explained for row in await db.read(rows, Conversation)] == ["group"]


async def test_t14_a_supergroup_was_told_already_as_the_group_it_was(db: Database, vault: Vault) -> None:
    chat = Chat(db, vault, TELEGRAM)
    old = {"id": -1001, "type": "group", "title": "เวที"}
    new = {"id": -(2**51), "type": "supergroup", "title": "เวที"}
    moves: list[tuple[dict[str, Any], dict[str, Any]]] = [(old, {}), (old, {"migrate_to_chat_id": new["id"]})]
    moves += [(new, {"migrate_from_chat_id": -1001}), (new, {})]
    for chat_of, fields in moves:
        event = chat.typed("ในกลุ่ม")
        event["message"] |= {"chat": chat_of, **fields}
        if fields:
            del event["message"]["text"]
        await chat.gets(event)
    assert keys(await db.read(said)) == ["outside_group"]


async def test_t14_what_is_forwarded_in_private_is_explained_once_and_never_counted(db: Database, vault: Vault) -> None:
    chat, _ = await begun(db, vault, TELEGRAM)
    for _ in range(3):
        event = chat.typed("ถนน")
        event["message"] |= {"forward_origin": {"type": "channel", "chat": {"id": -9}}}
        await chat.gets(event)
    assert keys(await db.read(said)).count("outside_forwarded") == 1 and await answers(db) == {}


async def test_l29_the_same_citizen_answers_alone_and_speaks_in_a_group(db: Database, vault: Vault) -> None:
    chat, _ = await begun(db, vault, LINE)
    among = chat.typed("น้ำ")
    among["source"] = {"type": "group", "groupId": "C1", "userId": among["source"]["userId"]}
    await chat.gets(among)
    assert await answers(db) == {}
    await chat.says("ถนน")
    assert await answers(db) == {"what": "roads"} and len(await db.read(rows, Response)) == 1


@every_channel
@pytest.mark.parametrize("what", ["sticker", "image", "audio", "video", "file"])
async def test_l23_a_thing_sent_when_a_choice_is_expected_is_stored_and_asked_again(
    db: Database, vault: Vault, speaker: Speaker, what: str
) -> None:
    chat, _ = await begun(db, vault, speaker)
    event = speaker.sent(what)
    event |= {"webhookEventId": "T1"} if chat.on_line else {"update_id": 901}
    heard = await chat.gets(event)
    assert heard[-1]["key"] == "question:what" and len(heard) == 2 and await answers(db) == {}
    assert (await db.read(raws))[-1][0] == "done" and (await db.read(raws))[-1][1]


def part(chat: Chat, n: int) -> dict[str, Any]:
    """One picture of an album of three."""
    event = chat.typed("")
    del event["message"]["text"]
    if chat.on_line:
        event["message"] |= {"type": "image", "id": f"p{n}", "contentProvider": {"type": "line"}}
        event["message"]["imageSet"] = {"id": "S1", "index": n, "total": 3}
    else:
        event["message"] |= {"message_id": 700 + n, "media_group_id": "S1", "photo": [{"file_id": f"p{n}", "width": 9}]}
    return event


def references(speaker: Speaker, *parts: int) -> str:
    """The answer that holds these pictures."""
    return " ".join(f"{speaker.channel.name}:p{n}" for n in parts)


@every_channel
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
async def test_l26_t22_an_album_is_one_answer_in_whatever_order_its_parts_come(
    db: Database, vault: Vault, speaker: Speaker, order: tuple[int, ...]
) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    parts = {n: part(chat, n) for n in (1, 2, 3)}
    await chat.gets(*(parts[n] for n in order), parts[order[0]])
    assert await answers(db) == {"picture": references(speaker, 1, 2, 3)}
    assert keys(await db.read(said)).count("question:where") == 1, "the next question is heard once"
    assert keys(await db.read(said))[-1] == "question:where", "and nothing of what is kept"


@every_channel
async def test_l26_t22_a_part_that_comes_late_joins_its_answer_and_answers_no_other_question(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    two = PHOTO.questions[0].model_copy(update={"name": "second"})
    form = PHOTO.model_copy(update={"questions": (*PHOTO.questions, two)})
    chat, _ = await begun(db, vault, speaker, form)
    parts = {n: part(chat, n) for n in (1, 2, 3)}
    await chat.gets(parts[1])
    await chat.says("หน้าวัด")
    await chat.gets(parts[2], parts[3])
    assert await answers(db) == {"picture": references(speaker, 1, 2, 3), "where": "หน้าวัด"}
    assert keys(await db.read(said))[-1] == "question:second"


@every_channel
async def test_l26_an_album_where_a_choice_is_expected_is_asked_about_once(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, _ = await begun(db, vault, speaker)
    await chat.gets(*(part(chat, n) for n in (1, 2, 3)))
    assert Counter(keys(await db.read(said)))["question:what"] == 2
