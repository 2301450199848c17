"""A representative's code in the chat: asked about, redeemed once, marked; kindly told when it is good no longer."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.invitations import service, views
from consultation.invitations.following import cut
from consultation.linking.joining import join
from consultation.privacy.store import Ended
from consultation.responses.models import Response
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.invitations.representatives import CHAMBER, WATER, invitations, made
from tests.consultation.talk.citizens import Citizen, buttons, consultation, contacts, keys
from tests.consultation.talk.test_afterwards import FORM
from tests.consultation.talk.test_hear import rows

pytestmark = pytest.mark.usefixtures("fixed_clock")
Begun = tuple[int, str, str]


@pytest.fixture
async def begun(db: Database, vault: Vault) -> Begun:
    """A consultation's id and two codes."""
    of = await db.write(lambda session: consultation(session, form=FORM))
    first, second = await db.write(made, vault, of.id)
    return of.id, first, second


async def answers(citizen: Citizen) -> None:
    """All of the small form, from its beginning."""
    await citizen.says("เริ่ม", "น้ำ", "หน้าวัด", "2", "ส่ง")


async def test_a_code_begins_a_talk_and_marks_what_is_sent(db: Database, vault: Vault, begun: Begun) -> None:
    of, code, _ = begun
    citizen = Citizen(db, vault)
    said = await citizen.says(code.lower().replace("-", " "))
    assert keys(said) == ["invite_means", "invite_ask"] and CHAMBER.organisation in said[1]["text"]
    assert "ธุรกิจเอกชน" in said[1]["text"] and (await db.read(invitations))[0].used_at is None
    said = await citizen.presses("ใช่ ตอบในนามนี้")
    assert keys(said)[0] == "invite_done"
    assert buttons(said) and CHAMBER.organisation in said[0]["text"]
    await answers(citizen)
    [response] = await db.read(rows, Response)
    [one, _] = await db.read(invitations)
    assert response.state == "submitted" and response.invitation_id == one.id
    assert await db.read(views.representatives, of) == 1
    [line, water] = await db.read(views.by_sector, of)
    assert (line.sector, line.organisations, line.codes, line.begun, line.sent) == ("P", 1, 1, 1, 1)
    assert (water.sector, water.begun) == ("C", 0)
    shown = "\n".join(each["text"] for each in await citizen.says("ข้อมูลของฉัน"))
    assert say("mine_representative", organisation="หอการค้า")[:20] in shown
    assert "invitation.redeem" in [each.action for each in await db.read(rows, AuditEntry)]


async def test_a_link_carries_the_code_and_saying_no_leaves_it_good(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    assert keys(await citizen.does(kind="hello", text=begun[1]))[-1] == "invite_ask"
    assert keys(await citizen.says("ไม่ใช่")) == ["invite_not"]
    assert (await db.read(invitations))[0].used_at is None


async def test_a_trembling_finger_redeems_once(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    yes = buttons(await citizen.says(begun[1]))[0][1]
    assert keys(await citizen.taps(yes))[0] == "invite_done"
    assert keys(await citizen.taps(yes)) == ["invite_yours"] == keys(await citizen.says(begun[1]))
    [one, _] = await db.read(invitations)
    assert (one.refused, one.person_id is not None) == (0, True)


async def test_a_code_is_good_for_one_person_and_a_person_for_one_code(
    db: Database, vault: Vault, begun: Begun
) -> None:
    first, second = Citizen(db, vault), Citizen(db, vault, "U2")
    yes = buttons(await second.says(begun[1]))[0][1]
    await first.says(begun[1], "1")
    said = await second.taps(yes)
    assert keys(said) == ["invite_used"] and "กลุ่มจังหวัด" in said[0]["text"]
    assert keys(await first.says(begun[2])) == ["invite_other"]
    [one, other] = await db.read(views.shown, begun[0])
    assert (one.state, one.refused, one.refused_why) == ("begun", 1, "used")
    assert (other.state, other.refused) == ("unused", 0)


async def test_what_was_sent_before_is_marked_without_asking_again(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    await citizen.says("สวัสดี")
    await answers(citizen)
    assert keys(await citizen.says(begun[1], "1")) == ["invite_counted"]
    assert await db.read(views.representatives, begun[0]) == 1


async def test_a_talk_under_way_goes_on_where_it_stood(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    asked = await citizen.says("สวัสดี", "เริ่ม", "น้ำ")
    said = await citizen.says(begun[1], "1")
    assert keys(said)[0] == "invite_done" and said[-1]["text"] == asked[-1]["text"]
    await citizen.says("หน้าวัด", "2", "ส่ง")
    assert await db.read(views.representatives, begun[0]) == 1


async def test_of_another_consultation_it_leads_there(db: Database, vault: Vault, begun: Begun) -> None:
    other = await db.write(lambda session: consultation(session, form=FORM, title="เรื่องถนน"))
    citizen = Citizen(db, vault)
    await citizen.says(other.code, "เริ่ม")
    assert "“ความต้องการ”" in (await citizen.says(begun[1]))[-1]["text"]
    await citizen.says("1")
    [row] = await db.read(contacts)
    [one] = [each for each in await db.read(invitations) if each.used_at]
    assert row.active_code != other.code and one.consultation_id == begun[0]


async def test_ended_codes_are_told_kindly_and_shown_to_the_officer(db: Database, vault: Vault, begun: Begun) -> None:
    of, code, late = begun
    soon = clock.now() + timedelta(hours=1)
    [short] = await db.write(made, vault, of, CHAMBER, until=soon)
    await db.write(service.revoke, of, [1], "officer:1")
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(code)) == ["invite_revoked"]
    with clock.fixed(soon):
        assert keys(await citizen.says(short)) == ["invite_expired"]
    await db.write(consult.close, of, "officer:1")
    assert keys(await citizen.says(late)) == ["closed"]
    shown = await db.read(views.shown, of)
    assert [(one.state, one.refused_why) for one in shown][:2] == [("revoked", "revoked"), ("unused", "")]


async def test_whoever_guesses_is_stopped(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    for _ in range(5):
        assert keys(await citizen.says("K7M-4QX-9TD")) == ["invite_wrong"]
    assert keys(await citizen.says(begun[1])) == ["link_barred"]
    with clock.fixed(clock.now() + timedelta(hours=2)):
        assert keys(await citizen.says(begun[1]))[-1] == "invite_ask"


async def test_a_replaced_code_is_good_and_the_old_one_not(db: Database, vault: Vault, begun: Begun) -> None:
    [new] = await db.write(service.replace, vault, begun[0], [2], "officer:1")
    assert (new.number, new.organisation) == (3, WATER.organisation)
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(begun[2])) == ["invite_revoked"]
    assert keys(await citizen.says(new.code, "1"))[0] == "invite_done"


@pytest.mark.parametrize(("way", "state", "marked"), [("ลบคำตอบด้วย", "erased", 0), ("ตัดความเชื่อมโยง", "sent", 1)])
async def test_whoever_leaves_takes_their_name_off_the_code(
    db: Database, vault: Vault, begun: Begun, way: str, state: str, marked: int
) -> None:
    citizen = Citizen(db, vault)
    await citizen.says(begun[1], "1")
    await answers(citizen)
    await citizen.says("ลบข้อมูลของฉัน", way)
    [one, _] = await db.read(views.shown, begun[0])
    assert (one.state, one.can_replace) == (state, state == "erased")
    assert await db.read(views.representatives, begun[0]) == marked
    assert [each.person_id for each in await db.read(invitations)] == [None, None]
    assert keys(await Citizen(db, vault, "U2").says(begun[1])) == ["invite_used"]


async def test_in_time_the_name_goes_and_the_mark_stays(db: Database, vault: Vault, begun: Begun) -> None:
    citizen = Citizen(db, vault)
    await citizen.says(begun[1], "1")
    await answers(citizen)
    ended = Ended(begun[0], "", clock.now() + timedelta(days=40))
    assert [await db.write(cut, ended, 10), await db.write(cut, ended, 10)] == [1, 0]
    [one, _] = await db.read(invitations)
    assert (one.person_id, one.used_at) == (None, ended.at)
    assert await db.read(views.representatives, begun[0]) == 1


@pytest.mark.parametrize("into", [0, 1])
async def test_two_accounts_of_one_representative_answer_once(
    db: Database, vault: Vault, begun: Begun, into: int
) -> None:
    first, second = Citizen(db, vault), Citizen(db, vault, "U2")
    await first.says("สวัสดี")
    await answers(first)
    await second.says(begun[1], "1")

    def link(session: Session) -> None:
        both = contacts(session)
        assert join(session, vault, both[1 - into], both[into]) is not None

    await db.write(link)
    [response] = [each for each in await db.read(rows, Response) if each.state == "submitted"]
    [one, _] = await db.read(invitations)
    assert (response.invitation_id, one.person_id) == (one.id, response.person_id)
