"""Following in a chat: chosen, agreed to, seen, stopped and taken up again; and forgotten with the person."""

import hashlib
from typing import Any

import pytest
from sqlmodel import Session, select

from consultation.db import Database
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.subscriptions import service
from consultation.subscriptions.models import Subscription, SubscriptionDay
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, buttons, consultation, keys
from tests.consultation.talk.test_rights import sent

pytestmark = pytest.mark.usefixtures("fixed_clock")


def held(session: Session) -> list[tuple[str, str]]:
    """What is followed now, by whomever."""
    return [(row.kind, row.target) for row in session.exec(select(Subscription)) if row.stopped_at is None]


def days(session: Session) -> list[tuple[str, int, int]]:
    return [(row.target, row.began, row.stopped) for row in session.exec(select(SubscriptionDay).order_by("target"))]


async def follows(citizen: Citizen, *texts: str) -> list[dict[str, Any]]:
    """Choose something to follow, and say yes."""
    said = await citizen.says("ติดตามข่าว", *texts)
    assert keys(said) == ["follow_means", "follow_limits", "follow_consent"]
    return await citizen.presses("ยินยอม ติดตามเลย")


async def test_a_province_is_typed_agreed_to_and_kept_with_the_words_that_were_read(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    shown = await citizen.says("ขอติดตามข่าวค่ะ")
    assert keys(shown) == ["follow_ask"]
    assert [label for label, _ in buttons(shown)] == ["กลุ่มจังหวัด", "จังหวัด", "เรื่องที่สนใจ"]
    assert keys(await citizen.says("2")) == ["follow_place"]
    said = await citizen.says("อุดร")
    assert "จังหวัดอุดรธานี" in said[0]["text"] and "1 ข้อความใน 7 วัน" in said[1]["text"]
    assert await db.read(held) == [], "nothing before the yes"
    done = await citizen.says("1")
    where = say("follow_what_province", "th", name="อุดรธานี")
    assert keys(done) == ["follow_done"] and where in done[0]["text"]
    assert [label for label, _ in buttons(done)] == ["สิ่งที่ติดตาม", "ติดตามเพิ่ม"]
    (row,) = await db.read(lambda session: session.exec(select(Subscription)).all())
    read = f"{said[0]['text']}\n{said[1]['text']}"
    assert (row.kind, row.target, row.version, row.channel) == ("province", "TH-41", "1", "line")
    assert row.text_hash == hashlib.sha256(read.encode()).hexdigest()


async def test_a_cluster_by_its_province_and_bangkok_which_has_none(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await follows(citizen, "กลุ่มจังหวัด", "อุดรธานี")
    await follows(citizen, "1", "กรุงเทพ")
    assert await db.read(held) == [("cluster", "2567:10"), ("province", "TH-10")]


async def test_subjects_are_the_thirteen_in_plain_words_and_in_every_language(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await citizen.says("ติดตามข่าว")
    shown = await citizen.presses("เรื่องที่สนใจ")
    assert keys(shown) == ["follow_topics"]
    assert len(shown[0]["buttons"]) == 13 and shown[0]["buttons"][2]["label"] == "เกษตรและประมง"
    what = say("follow_what_topic", "th", name="เกษตรและประมง")
    assert what == "เรื่องเกษตรและประมง ทุกจังหวัด" and what in (await citizen.says("3"))[0]["text"]
    await citizen.presses("ยินยอม ติดตามเลย")

    def english(session: Session) -> None:
        session.exec(select(Contact)).one().language = "en"

    await db.write(english)
    shown = await citizen.says("what i follow")
    assert buttons(shown)[0] == ("“Farming and fishing” in all provinces", "me.unfollow.topic.T03")


async def test_at_the_end_of_a_talk_one_tap_leads_to_its_cluster(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    shown = await citizen.presses("ติดตามข่าว")
    assert shown[0]["buttons"][0]["label"].startswith("กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนบน 1")
    await citizen.says("1", "1")
    assert await db.read(held) == [("cluster", "2567:10")]


@pytest.mark.parametrize("text", ["เลิกติดตาม", "หยุดรับข่าวค่ะ", "หยุด", "unfollow", "henti ikut"])
async def test_all_stops_at_a_word_and_comes_back_at_a_tap(db: Database, vault: Vault, text: str) -> None:
    citizen = Citizen(db, vault)
    await follows(citizen, "2", "อุดร")
    await follows(citizen, "2", "เลย")
    done = await citizen.says(text)
    assert keys(done) == ["unfollow_all"] and await db.read(held) == []
    back = await citizen.presses("ติดตามต่อ")
    assert keys(back) == ["follow_again"] and "1 ข้อความใน 7 วัน" in back[0]["text"], "the words are said once more"
    assert len(await db.read(held)) == 2 and await db.read(days) == [("TH-41", 2, 1), ("TH-42", 2, 1)]


async def test_one_of_several_is_stopped_from_the_list(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await follows(citizen, "2", "อุดร")
    await follows(citizen, "2", "เลย")
    shown = await citizen.says("สิ่งที่ติดตาม")
    assert keys(shown) == ["following"] and "หยุดรับข่าว" in [label for label, _ in buttons(shown)]
    assert keys(await citizen.says("1")) == ["unfollow_done"]
    assert await db.read(held) == [("province", "TH-42")]


async def test_stop_pauses_a_talk_that_is_open_and_does_not_end_what_is_followed(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await follows(citizen, "2", "อุดร")
    await citizen.says(made.code, "เริ่ม")
    assert "pause" in keys(await citizen.says("หยุด"))[0] and len(await db.read(held)) == 1


async def test_a_word_that_stops_all_news_stops_this_too(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await follows(citizen, "3", "อุดร")
    shown = await citizen.says("เลิกติดตาม")
    assert [label for label, _ in buttons(shown)] == ["ติดตามต่อ", "เลิกรับข่าว"], "news of what was answered is another"
    await citizen.presses("ติดตามต่อ")
    done = await citizen.says("เลิกรับข่าว")
    assert keys(done) == ["no_news_done"] and await db.read(held) == []
    assert keys(await citizen.says("เลิกติดตาม")) == ["no_news_none"]


async def test_old_and_forged_buttons_follow_nothing(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    said = await citizen.says("ติดตามข่าว", "2", "อุดร")
    yes = said[-1]["buttons"][0]["data"]
    assert keys(await citizen.presses("ไม่ติดตาม")) == ["follow_not"]
    assert keys(await citizen.taps(yes)) == ["follow_means", "follow_limits", "follow_consent"]
    for rest in ("yes.topic.T99.abcd", "ask.province.TH-99", "type.topic", "x.y"):
        assert keys(await citizen.taps(f"me.follow.{rest}")) == ["follow_ask"], rest
    assert keys(await citizen.taps("me.unfollow.cluster.9:9")) == ["following_none"]
    assert await db.read(held) == []


async def test_what_is_no_place_is_asked_once_more_and_then_taken_for_what_it_is(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await citizen.says("ติดตามข่าว", "2")
    assert keys(await citizen.says("ไม่รู้จักที่ไหนเลย")) == ["place_unknown"]
    assert keys(await citizen.says("สวัสดี")) == ["none_open"]
    several = await citizen.says("ติดตามข่าว", "2", "นคร")
    assert keys(several) == ["follow_place_which"] and len(several[0]["buttons"]) > 1


async def test_there_is_an_end_to_what_one_person_follows(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    citizen = Citizen(db, vault)
    await follows(citizen, "2", "อุดร")
    assert keys(await follows(citizen, "2", "อุดร")) == ["follow_done"], "the same again is no more"
    assert keys(await follows(citizen, "2", "เลย")) == ["follow_full"]


async def test_our_own_pages_say_that_they_ring_nobody(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault, channel="web")
    citizen.who = Who("web", "one", "W1")
    assert say("follow_web", "th") in (await follows(citizen, "2", "อุดร"))[0]["text"]


async def test_it_is_shown_with_ones_own_data_and_deleted_with_it(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await follows(citizen, "2", "อุดร")
    told = say("mine_follows", "th", what="จังหวัดอุดรธานี", since="2 พ.ย. 2569")
    assert told in (await citizen.says("ข้อมูลของฉัน"))[0]["text"]
    assert keys(await citizen.says("ถอนความยินยอม")) == ["following"], "it is the only consent there is"
    assert keys(await citizen.says("ลบข้อมูลของฉัน")) == ["forget_follows", "forget_nothing"]
    assert await db.read(lambda session: session.exec(select(Subscription)).all()) == []
    assert await db.read(days) == [("TH-41", 1, 1)], "the numbers stay, nobody's"


async def test_it_goes_with_the_answers_too_and_with_all_consents(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await follows(citizen, "3", "อุดร")
    await citizen.says("ถอนความยินยอม")
    await citizen.presses("ถอนทั้งหมด")
    assert await db.read(held) == []
    await follows(citizen, "3", "อุดร")
    await citizen.says("ลบข้อมูลของฉัน")
    await citizen.presses("ตัดความเชื่อมโยง")
    assert await db.read(lambda session: session.exec(select(Subscription)).all()) == []
