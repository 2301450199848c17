"""Rounds: who follows is told once, not too often, together; who took part is spared; and what came of each round."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.broadcast import choices, filling, inviting, leaving, rounds, service, together
from consultation.broadcast.audience import Audience, Where
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.broadcast.sparing import Same
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.linking import joining
from consultation.outbox import quota
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.subscriptions import service as subscriptions
from consultation.subscriptions.models import TOPIC
from consultation.subscriptions.targets import Target
from consultation.talk.models import TalkRow
from consultation.talk.wording import say, short_date
from consultation.vault import Vault
from tests.consultation.broadcast.followers import (
    HERE,
    LOEI,
    SUBSCRIBERS,
    UDON,
    deliver,
    follower,
    goes,
    invitation,
    open_for,
    settle,
    states,
    told,
)
from tests.consultation.broadcast.people import WAYS, draft, house, person, scheduled

pytestmark = pytest.mark.usefixtures("fixed_clock")
DAY = timedelta(days=1)


def answers(session: Session, contact: int, consultation: int, province: str = "TH-41", *, sent: bool = True) -> None:
    """Let somebody begin now, and send answers now."""
    now, who = clock.now(), session.get_one(Contact, contact).person_id
    common: dict[str, Any] = {"consultation_id": consultation, "person_id": who, "revision_id": 1}
    stage = "done" if sent else "asking"
    session.add(TalkRow(**common, stage=stage, state={}, created_at=now, updated_at=now))
    if sent:
        made: dict[str, Any] = {"receipt": f"R{who}-{consultation}", "province": province, "started_at": now}
        session.add(Response(**common, **made, channel="line", state="submitted", submitted_at=now))
    session.flush()


def ends(session: Session, consultation: int) -> str:
    """The day on which a consultation ends, as people read it."""
    end = consult.end_of(session.get_one(Consultation, consultation))
    return short_date(end, settings().timezone) if end else ""


async def test_who_follows_the_cluster_a_province_of_it_or_the_subject_is_told(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        water = Target(TOPIC, "T04")
        theirs = [follower(session, vault, f"F{n}", each) for n, each in enumerate((HERE, UDON, water))]
        follower(
            session, vault, "elsewhere", Target("cluster", "2567:1"), Target("province", "TH-10"), Target(TOPIC, "T01")
        )
        stopped = follower(session, vault, "stopped", HERE)
        subscriptions.stop(session, session.get_one(Contact, stopped).person_id)
        person(session, vault, here, "agreed to be contacted, which is something else")
        blocked = follower(session, vault, "blocked", HERE)
        session.get_one(Contact, blocked).blocked_at = clock.now()
        about_water = Audience(kind="subscribers", topics=("T04",))
        id = goes(session, invitation(here, audience=about_water))
        assert states(session, id) == dict.fromkeys(theirs, "sent")
        counted = session.get_one(Broadcast, id).counts or {}
        assert counted["send"] == 3 and counted["out"] == {"no_consent": 1, "blocked": 1}

    await db.write(work)


async def test_of_two_linked_accounts_one_is_told_and_what_one_had_stopped_is_stopped(
    db: Database, vault: Vault
) -> None:
    def work(session: Session) -> None:
        here = house(session)
        line, telegram = (
            follower(session, vault, "a", HERE),
            follower(session, vault, "b", UDON, LOEI, channel="telegram"),
        )
        subscriptions.follow(session, session.get_one(Contact, line).person_id, LOEI, "words", "line", "th")
        subscriptions.stop(session, session.get_one(Contact, line).person_id, LOEI)
        joining.join(session, vault, session.get_one(Contact, telegram), session.get_one(Contact, line))
        id = goes(session, invitation(here))
        assert list(states(session, id).values()) == ["sent"]
        assert subscriptions.holding(session, session.get_one(Contact, line).person_id) == [HERE, UDON]

    await db.write(work)


async def test_the_same_invitation_comes_once_and_to_nobody_who_has_begun(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        one, two = follower(session, vault, "one", HERE), follower(session, vault, "two", HERE)
        answers(session, two, here, sent=False)
        first = goes(session, invitation(here, "ขอเชิญ"))
        assert states(session, first) == {one: "sent"}
        three = follower(session, vault, "three", HERE)
        second = goes(session, invitation(here, "ขอเชิญอีกครั้ง ด้วยถ้อยคำอื่น"))
        assert states(session, second) == {three: "sent"}

    await db.write(work)


async def test_a_reminder_goes_to_who_has_not_sent_and_once(db: Database, vault: Vault) -> None:
    unanswered: dict[str, Any] = {"purpose": "reminder", "audience": Audience(kind="unanswered", consultation=1)}

    def work(session: Session) -> None:
        here = house(session)
        silent, begun, done = (follower(session, vault, name, UDON) for name in ("silent", "begun", "done"))
        answers(session, begun, here, sent=False)
        answers(session, done, here)
        contactable = person(session, vault, house(session, "เรื่องก่อน"), "agreed once")
        id = goes(session, draft(here, "เตือน", **unanswered))
        assert states(session, id) == dict.fromkeys((silent, begun, contactable), "sent")
        with clock.fixed(clock.now() + 8 * DAY), pytest.raises(Refused, match="ไม่มีผู้รับเลย"):
            goes(session, draft(here, "เตือนอีก", **unanswered))

    await db.write(work)


async def test_who_answers_between_the_fixing_and_the_sending_is_left_out(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        one, two = follower(session, vault, "one", HERE), follower(session, vault, "two", HERE)
        id = scheduled(session, invitation(here))
        filling.begin_due(session)
        while not filling.fill(session, id, WAYS):
            pass
        answers(session, one, here)
        subscriptions.stop(session, session.get_one(Contact, two).person_id)
        deliver(session)
        assert states(session, id) == {one: "took_part", two: "withdrawn"}

    await db.write(work)


async def test_what_comes_too_soon_is_held_and_told_together_when_the_days_are_over(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        first, second, third, fourth = (house(session, f"เรื่องที่ {n}") for n in range(1, 5))
        open_for(session, second, 30)
        one = follower(session, vault, "one", HERE, channel="telegram")
        assert states(session, goes(session, invitation(first, "หนึ่ง"))) == {one: "sent"}
        with clock.fixed(clock.now() + DAY):
            held = [goes(session, invitation(of, "สอง", starts=of)) for of in (second, third, fourth)]
            assert [states(session, id) for id in held] == [{one: "held"}] * 3
            counted = session.get_one(Broadcast, held[0]).counts or {}
            assert counted["send"] == 0 and counted["out"] == {"held": 1}
            assert session.get_one(Broadcast, held[0]).state == "done", "nothing else is left to do"
        with clock.fixed(clock.now() + 6 * DAY):
            assert together.put(session, WAYS) == 0
        consult.close(session, fourth, "officer")  # over before it could be told
        with clock.fixed(clock.now() + 7 * DAY):
            before = len(told(session))
            assert together.put(session, WAYS) == 1
            (said,) = told(session)[before:]
            assert say("news_several", count=2) in said and say("news_unfollow") in said
            assert say("news_line", title="เรื่องที่ 2", date=ends(session, second)) in said
            assert "เรื่องที่ 2" in said and "เรื่องที่ 3" in said and "เรื่องที่ 4" not in said
            last = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first()
            assert last is not None
            buttons = last.messages[0]["controls"]
            assert [each["data"] for each in buttons][-1] == "me.unfollow" and len(buttons) == 3
            settle(session)
            assert [states(session, id) for id in held] == [{one: "sent"}, {one: "sent"}, {one: "lapsed"}]
            assert together.put(session, WAYS) == 0

    await db.write(work)


async def test_one_that_was_held_comes_in_its_own_words_and_not_to_who_stopped(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        first, second = house(session, "ก่อน"), house(session, "หลัง")
        contacts = [follower(session, vault, name, HERE, channel="telegram") for name in ("stays", "stops", "begins")]
        goes(session, invitation(first, "หนึ่ง"))
        held = goes(session, invitation(second, "ถ้อยคำของเรื่องหลัง"))
        assert set(states(session, held).values()) == {"held"}
        subscriptions.stop(session, session.get_one(Contact, contacts[1]).person_id)
        answers(session, contacts[2], second, sent=False)
        with clock.fixed(clock.now() + 7 * DAY):
            assert together.put(session, WAYS) == 1
            assert "ถ้อยคำของเรื่องหลัง" in told(session)[-1]
            settle(session)
        found = states(session, held)
        assert [found[contact] for contact in contacts] == ["sent", "withdrawn", "took_part"]

    await db.write(work)


async def test_who_stops_while_it_waits_in_the_outbox_is_not_told(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        first, second, third = (house(session, f"เรื่องที่ {n}") for n in range(3))
        one = follower(session, vault, "one", HERE, channel="telegram")
        water = Audience(kind="subscribers", topics=("T04",))
        goes(session, invitation(first, "หนึ่ง"))
        subscriptions.follow(session, session.get_one(Contact, one).person_id, Target(TOPIC, "T04"), "w", "line", "th")
        held = [goes(session, invitation(second, "สอง")), goes(session, invitation(third, "สาม", audience=water))]
        with clock.fixed(clock.now() + 7 * DAY):
            assert together.put(session, WAYS) == 1
            subscriptions.stop(session, session.get_one(Contact, one).person_id, HERE)
            leaving.leave_unwanted(session, one)
            assert [states(session, id)[one] for id in held] == ["withdrawn", "held"], "the subject is still followed"
            assert together.put(session, WAYS) == 1 and "สาม" in told(session)[-1]

    await db.write(work)


async def test_an_account_without_messages_left_and_a_paused_broadcast_wait(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        first, second = house(session, "ก่อน"), house(session, "หลัง")
        one = follower(session, vault, "one", HERE)
        goes(session, invitation(first, "หนึ่ง"))
        held = goes(session, invitation(second, "สอง"))
        with clock.fixed(clock.now() + 7 * DAY):
            quota.looked(session, "line", "line", 10, 10)
            assert together.put(session, WAYS) == 0 and states(session, held) == {one: "held"}
        with clock.fixed(clock.now() + 8 * DAY):
            quota.looked(session, "line", "line", 1000, 10)
            session.get_one(Broadcast, held).state = "paused"
            assert together.put(session, WAYS) == 0 and states(session, held) == {one: "held"}
        with clock.fixed(clock.now() + 9 * DAY):
            session.get_one(Broadcast, held).state = "done"
            assert together.put(session, WAYS) == 1

    await db.write(work)


async def test_response_rates_by_round_channel_and_province(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        open_for(session, here, 60)
        udon = [follower(session, vault, f"u{n}", UDON) for n in range(4)]
        loei = [follower(session, vault, f"l{n}", LOEI, channel="telegram") for n in range(3)]
        both = follower(session, vault, "both", UDON, LOEI)
        first = goes(session, invitation(here))
        start = clock.now()
        with clock.fixed(start + 2 * DAY):
            answers(session, udon[0], here)
            answers(session, udon[1], here, sent=False)
        with clock.fixed(start + 9 * DAY):
            answers(session, udon[2], here)  # too late for the first round
            second = goes(session, draft(here, "เตือน", purpose="reminder", audience=Audience(
                kind="unanswered", consultation=here)))  # fmt: skip
            assert set(states(session, second)) == {udon[1], udon[3], *loei, both}
        with clock.fixed(start + 10 * DAY):
            answers(session, loei[0], here, "TH-42")
        found = rounds.rounds(session, here)
        assert [(each.id, each.number, each.purpose, each.final) for each in found] == [
            (first, 1, "invitation", False), (second, 2, "reminder", False),
        ]  # fmt: skip
        one, two = found
        assert (one.total.delivered, one.total.began, one.total.finished) == (8, 3, 1)
        assert (two.total.delivered, two.total.began, two.total.finished) == (6, 1, 1)
        assert [(line.channel, line.delivered, line.finished) for line in two.by("channel")] == [
            ("line", 3, 0), ("telegram", 3, 1),
        ]  # fmt: skip
        assert {line.province: line.delivered for line in one.by("province")} == {"TH-41": 4, "TH-42": 3, "": 1}
        assert one.total.rate == 1 / 8 and one.by("province")[0].rate == 1 / 4

    await db.write(work)


async def test_the_figures_stay_when_the_link_to_people_is_cut(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        one, two = follower(session, vault, "one", UDON), follower(session, vault, "two", UDON)
        goes(session, invitation(here))
        with clock.fixed(clock.now() + DAY):
            answers(session, one, here)
        before = rounds.rounds(session, here)
        consult.close(session, here, "officer")
        while not cut(session, here, STORES):
            pass
        after = rounds.rounds(session, here)
        assert [each.model_copy(update={"final": False}) for each in after] == before and after[0].final
        assert two and {row.contact_id for row in session.exec(select(BroadcastRecipient))} == {None}
        follows = {session.get_one(Contact, id).person_id for id in (one, two)}
        assert len(follows) == 2, "who follows stays until they stop"

    await db.write(work)


async def test_what_could_be_chosen_is_counted_beside_what_is(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here, before = house(session), house(session, "ก่อน")
        for n in range(3):
            follower(session, vault, f"u{n}", UDON)
        follower(session, vault, "cluster", HERE)
        person(session, vault, before, "said", province="TH-41", district="4102", sector="P")
        same = Same(0, "", False, "reminder", here)
        where = Where("2567", 10, Audience(kind="unanswered", consultation=here, sectors=("C",)))
        found = choices.count(session, where, WAYS, same)
        assert found.kinds == {"everyone": 1, "unfinished": 0, "answered": 0, "subscribers": 4, "unanswered": 5}
        assert (found.provinces, found.districts, found.sectors) == ({"TH-41": 4}, {"4102": 1}, {"P": 1})

    await db.write(work)


async def test_places_and_sectors_are_what_people_said_or_follow_and_nothing_else(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        udon, _ = follower(session, vault, "udon", UDON), follower(session, vault, "whole cluster", HERE)
        said = follower(session, vault, "said so", HERE)
        answers(session, said, house(session, "ก่อน"), "TH-41")
        narrowed = {"udon": Audience(kind="subscribers", provinces=("TH-41",)),
                    "district": Audience(kind="subscribers", provinces=("TH-41",), districts=("4101",))}  # fmt: skip
        id = service.create(session, invitation(here, audience=narrowed["district"]), "officer")
        assert service.preview(session, id, 1, WAYS, "officer").send == 0, "nobody said a district"
        assert set(states(session, goes(session, invitation(here, audience=narrowed["udon"])))) == {udon, said}

    await db.write(work)


async def test_a_draft_for_who_follows_says_what_is_open_or_what_will_be(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        here = house(session)
        for n in range(2):
            follower(session, vault, f"F{n}", HERE)
        found = inviting.telling(session, here, WAYS)
        assert found is not None and (found.when, found.now, found.later, found.told) == ("open", 2, 0, None)
        said = inviting.texts(session, here, "invitation")
        named = {"cluster": "กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนบน 1", "title": "น้ำและถนน"}
        assert said["th"] == say("news_new", **named, date=ends(session, here))
        made = invitation(here, audience=SUBSCRIBERS.model_copy(update={"topics": ("T04",)}))
        id = service.create(session, made, "officer")
        found = inviting.telling(session, here, WAYS)
        assert found is not None and found.told == id and inviting.topics_of(session, here) == ("T04",)
        row = session.get_one(Consultation, here)
        row.state = "announced"
        assert inviting.moment(row) == "", "of a survey who follows is told when it opens"
        row.kind = "hearing_2548"
        assert inviting.moment(row) == "ahead"
        ahead, remind = (inviting.texts(session, here, purpose)["th"] for purpose in ("invitation", "reminder"))
        assert ahead == say("news_ahead", **named, start="", date=ends(session, here))
        assert remind == say("news_remind", **named, date=ends(session, here))

    await db.write(work)


async def test_a_round_is_of_one_consultation(db: Database) -> None:
    with pytest.raises(Refused, match="ต้องเป็นของการรับฟังหนึ่งเรื่อง"):
        await db.write(service.create, draft(purpose="invitation"), "officer")
