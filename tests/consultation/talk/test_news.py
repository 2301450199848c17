"""Stopping news: at a word or a tap, at once, for every consent to be contacted; and seeing one before it goes."""

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.broadcast import content, filling, service, slices
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.broadcast.reach import Way
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.talk.model import Outgoing
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.broadcast.people import draft, house, person, scheduled
from tests.consultation.talk.citizens import Citizen, keys
from tests.consultation.talk.test_rights import NO, sent

pytestmark = pytest.mark.usefixtures("fixed_clock")


def way(session: Session) -> Way:
    contact = session.exec(select(Contact)).first()
    assert contact is not None
    return Way(contact.channel, contact.account, "LINE", together=500)


def under_way(session: Session) -> int:
    """A broadcast whose recipients are fixed and of which nothing is sent; one more turn of it is in the outbox."""
    id = scheduled(session, draft(), (way(session),))
    filling.begin_due(session)
    while not filling.fill(session, id, (way(session),)):
        pass
    contact = session.exec(select(Contact.id)).first()
    outbox.put(session, contact or 0, (Outgoing(key="broadcast", text="x"),), lane="broadcast")
    return id


@pytest.mark.parametrize("text", ["เลิกรับข่าว", "หยุดส่งข่าวค่ะ", "no more news", "henti berita"])
async def test_news_stop_at_a_word_in_the_middle_of_a_broadcast(db: Database, vault: Vault, text: str) -> None:
    citizen = await sent(db, vault)
    await db.write(under_way)
    await citizen.says(text)
    turns = await db.read(lambda session: session.exec(select(OutboxMessage).order_by("id")).all())  # type: ignore[arg-type]
    assert [message["key"] for message in turns[-1].messages] == ["no_news_done"]

    def look(session: Session) -> tuple[list[str], bool, list[str]]:
        states = [row.state for row in session.exec(select(BroadcastRecipient))]
        holds = [c for c in session.exec(select(Consent)) if c.scope == "contact" and c.withdrawn_at is None]
        queued = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "broadcast")).all()
        return states, bool(holds), [row.state for row in queued]

    assert await db.read(look) == (["withdrawn"], False, [])
    ways = (await db.read(way),)
    assert await db.write(slices.claim, "one", ways) is None
    quote = await db.read(lambda s: [c.scope for c in s.exec(select(Consent)) if c.withdrawn_at is None])
    assert quote == ["quote"], "the consent to be quoted is another matter"


async def test_taking_the_consent_back_stops_news_too(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault, quote=NO)
    await db.write(under_way)
    await citizen.says("ถอนความยินยอม")
    await citizen.says("1")
    states = await db.read(lambda session: [row.state for row in session.exec(select(BroadcastRecipient))])
    assert states == ["withdrawn"]


async def test_whoever_hears_no_news_is_told_so(db: Database, vault: Vault) -> None:
    assert keys(await Citizen(db, vault).says("เลิกรับข่าว")) == ["no_news_none"]


def called(session: Session, id: int, code: str) -> str:
    """The broadcast with this trial code."""
    session.get_one(Broadcast, id).trial = code
    return code


async def test_a_trial_code_shows_news_to_whoever_types_it_until_it_goes(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    id = await db.write(service.create, draft(text="ร่างข่าว"), "officer")
    code = await db.write(called, id, "AB2CD3EF")  # which could be a code for linking as well
    said = await citizen.says(code.lower())
    assert keys(said) == ["news_trial", "broadcast"] and "ร่างข่าว" in said[1]["text"]
    await db.write(service.cancel, id, 1, "officer")
    assert "broadcast" not in keys(await citizen.says(code))


async def test_recipients_are_cut_with_their_consultation_and_the_figures_stay(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[int, set[str]]:
        here = house(session)
        person(session, vault, here, "one")
        from consultation.broadcast.figures import progress
        from consultation.consult import service as consult

        id = scheduled(session, draft(here), (way(session),))
        filling.begin_due(session)
        while not filling.fill(session, id, (way(session),)):
            pass
        row = session.get_one(Broadcast, id)
        service.cancel(session, id, row.version, "officer")
        consult.close(session, here, "officer")
        while not cut(session, here, STORES):
            pass
        left = [each.contact_id for each in session.exec(select(BroadcastRecipient))]
        assert left == [None] and row.ended_at == clock.now()
        return progress(session, id).total, set(progress(session, id).states)

    assert await db.write(work) == (1, {"gone"})


def test_news_with_a_start_code_say_how_to_begin() -> None:
    (said,) = content.turn({"th": "เชิญร่วมเวที"}, "", "KK4821", "th")
    assert say("news_start", "th", code="KK4821") in said.text
    assert said.controls[0].data == "KK4821.go"
