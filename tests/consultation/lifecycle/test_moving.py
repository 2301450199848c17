"""Each refusal says who may, what is missing and where; each step is in the record with what was before."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.lifecycle import results
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.service import Rules
from consultation.privacy.schedule import UNLINK_JOB
from consultation.settings import settings
from consultation.talk.wording import say
from consultation.vault import Vault
from consultation.webhooks import service as hooks
from consultation.webhooks.models import EVENTS, PUBLISHED, WebhookDelivery
from consultation.webhooks.service import EndpointInput
from tests.consultation.consult.test_service import timers
from tests.consultation.lifecycle.kinds import ANSWER, CLERK, FORM, HEAD, MAKER, OFFICER, PLANNER, RESULT, make, write
from tests.consultation.talk.citizens import Citizen

pytestmark = pytest.mark.usefixtures("fixed_clock")
DAY = timedelta(days=1)


def to_published(session: Session, kind: str = "survey") -> int:
    """A consultation of a kind whose first result is out, at the moment the clock stands at."""
    id = make(session, kind, opens=None).id
    consult.open_now(session, id, OFFICER.name)
    lifecycle.move(session, id, "closed", OFFICER)
    lifecycle.move(session, id, "analysed", PLANNER)
    write(session, id)
    lifecycle.move(session, id, "published", HEAD)
    return id


def last(session: Session) -> AuditEntry:
    audit.verify(session)
    entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    return entry


def told(session: Session) -> list[str]:
    """In which state other programs were told of a published result, each time."""
    rows = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id))).all()
    return [json.loads(row.body)["data"]["state"] for row in rows if row.event == PUBLISHED]


async def test_a_survey_opens_in_one_act_and_a_led_kind_does_not(db: Database) -> None:
    survey = await db.write(make, "survey", opens=None)
    assert (await db.write(lifecycle.move, survey.id, "open", OFFICER)).state == "open"
    for kind in ("plan_consultation", "hearing_2548"):
        made = await db.write(make, kind)
        for to in ("open", "announced"):
            with pytest.raises(Refused, match="ต้องอนุมัติก่อน"):
                await db.write(lifecycle.move, made.id, to, OFFICER)
        with pytest.raises(Refused, match="ผู้ที่ทำได้คือหัวหน้า"):
            await db.write(lifecycle.move, made.id, "approved", OFFICER)
    with pytest.raises(Refused, match="ไม่มีขั้น “ประกาศ”"):
        await db.write(lifecycle.move, (await db.write(make, "evaluation")).id, "announced", OFFICER)


async def test_the_maker_does_not_approve_a_hearing_nor_does_who_last_saved_its_questions(db: Database) -> None:
    made = await db.write(make, "hearing_2548")
    with pytest.raises(Refused, match="ผู้จัดทำอนุมัติเองไม่ได้"):
        await db.write(lifecycle.move, made.id, "approved", MAKER)
    await db.write(forms.save, made.id, FORM, HEAD.name)
    with pytest.raises(Refused, match="ผู้จัดทำอนุมัติเองไม่ได้"):
        await db.write(lifecycle.move, made.id, "approved", HEAD)
    await db.write(forms.save, made.id, FORM, OFFICER.name)
    approved = await db.write(lifecycle.move, made.id, "approved", HEAD)
    assert (approved.state, approved.approved_by, approved.approved_at) == ("approved", HEAD.name, clock.now())
    entry = await db.read(last)
    assert (entry.action, entry.actor, entry.before, entry.after) == (
        "consultation.approve", HEAD.name, {"state": "draft"}, {"state": "approved"},
    )  # fmt: skip


async def test_every_kind_wants_a_second_person_where_the_office_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACHAKHOM_APPROVAL", "all")
    settings.cache_clear()
    made = await db.write(make, "survey", opens=None)
    with pytest.raises(Refused, match="ต้องอนุมัติก่อน"):
        await db.write(lifecycle.move, made.id, "open", OFFICER)
    with pytest.raises(Refused, match="ผู้จัดทำอนุมัติเองไม่ได้"):
        await db.write(lifecycle.move, made.id, "approved", MAKER)
    await db.write(lifecycle.move, made.id, "approved", HEAD)
    assert (await db.write(lifecycle.move, made.id, "open", OFFICER)).state == "open"


async def test_what_was_approved_and_then_changed_is_a_draft_again(db: Database) -> None:
    made = await db.write(make, "plan_consultation")
    opens = clock.now() + 40 * DAY
    changes = {
        "form": (forms.save, (made.id, FORM, OFFICER.name)),
        "window": (consult.set_window, (made.id, opens, opens + DAY, OFFICER.name)),
        "title": (consult.rename, (made.id, "ถนน", OFFICER.name)),
        "rules": (lifecycle.set_rules, (made.id, Rules(level=3, sampling="quota", plan_id=made.plan_id), OFFICER)),
    }
    for what, (act, given) in changes.items():
        await db.write(lifecycle.move, made.id, "approved", HEAD)
        await db.write(act, *given)  # type: ignore[arg-type]
        view = await db.read(consult.view, made.id)
        assert (view.state, view.approved_at, view.approved_by) == ("draft", None, None), what
        past = (await db.read(lifecycle.standing, made.id, OFFICER)).past
        assert "หลังอนุมัติ" in past[0].reason, what
    await db.write(lifecycle.move, made.id, "approved", HEAD)
    shown = await db.write(
        lifecycle.set_rules, made.id, Rules(level=4, sampling="quota", plan_id=made.plan_id), OFFICER
    )
    assert (shown.level, shown.state) == (4, "approved"), "the level is no part of what was approved"


async def test_what_was_announced_stands_until_it_is_taken_back(db: Database) -> None:
    made = await db.write(make, "plan_consultation")
    await db.write(lifecycle.move, made.id, "approved", HEAD)
    shown = await db.write(lifecycle.move, made.id, "announced", OFFICER)
    assert (shown.public, shown.phase, shown.announced_at) == (True, "before", clock.now())
    for act, given in (
        (forms.save, (made.id, FORM, OFFICER.name)),
        (consult.set_window, (made.id, made.opens_at, clock.now() + 99 * DAY, OFFICER.name)),
        (consult.rename, (made.id, "ถนน", OFFICER.name)),
    ):
        with pytest.raises(Refused, match="ถอนประกาศที่หน้าขั้นตอนก่อน"):
            await db.write(act, *given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="ยังไม่ถึง"):
        await db.write(lifecycle.move, made.id, "open", OFFICER)
    with pytest.raises(Refused, match="ยังไม่ได้บอกเหตุผล"):
        await db.write(lifecycle.take_back, made.id, "  ", OFFICER)
    with pytest.raises(Refused, match="ย้อนขั้นนี้ไม่ได้"):
        await db.write(lifecycle.take_back, made.id, "แก้คำผิด", CLERK)
    back = await db.write(lifecycle.take_back, made.id, "แก้คำผิด", OFFICER)
    assert (back.state, back.public, back.approved_by) == ("draft", False, None)
    assert (await db.read(last)).after == {"state": "draft", "reason": "แก้คำผิด"}


async def test_what_is_missing_is_told_all_at_once_with_the_page_that_mends_it(db: Database) -> None:
    made = await db.write(make, "plan_consultation", plan_id=None, opens_at=None, closes_at=None)
    await db.write(forms.save, made.id, FORM.model_copy(update={"questions": ()}), OFFICER.name)
    [approve] = (await db.read(lifecycle.standing, made.id, HEAD)).following
    assert {each.key: each.page for each in approve.stopped} == {
        "form_error": "questions", "closes_missing": "window", "plan_missing": "steps",
    }  # fmt: skip
    assert approve.allowed and approve.who == "หัวหน้า"
    with pytest.raises(Refused) as refusal:
        await db.write(lifecycle.move, made.id, "approved", HEAD)
    assert all(each.what in str(refusal.value) and each.mend in str(refusal.value) for each in approve.stopped)


async def test_cancelling_says_why_stops_the_timers_and_keeps_the_promise_to_forget(db: Database) -> None:
    survey, led = await db.write(make, "survey"), await db.write(make, "hearing_2548")
    await db.write(consult.open_now, survey.id, OFFICER.name)
    with pytest.raises(Refused, match="ยังไม่ได้บอกเหตุผล"):
        await db.write(lifecycle.cancel, survey.id, "", OFFICER)
    gone = await db.write(lifecycle.cancel, survey.id, "น้ำท่วมหนัก", OFFICER)
    assert (gone.state, gone.phase, gone.closed_at, gone.cancel_reason) == (
        "cancelled", "after", clock.now(), "น้ำท่วมหนัก",
    )  # fmt: skip
    await db.write(lifecycle.move, led.id, "approved", HEAD)
    with pytest.raises(Refused, match="โปรดแจ้งหัวหน้า"):
        await db.write(lifecycle.cancel, led.id, "เลื่อน", OFFICER)
    await db.write(lifecycle.cancel, led.id, "เลื่อน", HEAD)
    assert set(await db.read(timers)) == {UNLINK_JOB}
    with pytest.raises(Refused, match="ยกเลิกแล้ว"):
        await db.write(lifecycle.move, led.id, "approved", HEAD)
    with pytest.raises(Refused, match="รอผลอยู่"):
        await db.write(lifecycle.cancel, await db.write(to_published), "ไม่เอาแล้ว", HEAD)


async def test_a_correction_is_a_new_version_and_the_old_one_stays_as_it_was(db: Database, vault: Vault) -> None:
    await db.write(hooks.subscribe, vault, EndpointInput(url="https://example.org/", events=EVENTS), "ก")
    id = await db.write(to_published)
    first = await db.read(results.newest, id)
    assert first is not None and (first.version, first.people, first.published_by) == (1, 0, HEAD.name)
    await db.write(results.save, id, RESULT.model_copy(update={"summary": "น้ำและถนน"}), OFFICER.name)
    with pytest.raises(Refused, match="เพราะเหตุใด"):
        await db.write(results.correct, id, OFFICER, "law")
    await db.write(results.save, id, RESULT.model_copy(update={"summary": "น้ำและถนน", "why": "ตกเรื่องถนน"}), "สมใจ")
    with pytest.raises(Refused, match="เผยแพร่ฉบับแก้ไขไม่ได้"):
        await db.write(results.correct, id, CLERK, "law")
    later = clock.now() + DAY
    with clock.fixed(later):
        await db.write(results.correct, id, OFFICER, "law")
    second, kept = await db.read(results.published, id)
    assert (second.version, second.summary, second.why, second.published_at) == (2, "น้ำและถนน", "ตกเรื่องถนน", later)
    assert kept == first and (await db.read(consult.view, id)).state == "published"
    with pytest.raises(Refused, match="ยังไม่มีคำตอบ"):
        await db.write(lifecycle.move, id, "answered", PLANNER)
    await db.write(results.save, id, ANSWER, OFFICER.name)
    with pytest.raises(Refused, match="ถูกแก้จากฉบับที่เผยแพร่แล้ว"):  # the summary is the first version's again
        await db.write(lifecycle.move, id, "answered", CLERK)
    await db.write(results.save, id, ANSWER.model_copy(update={"summary": "น้ำและถนน"}), OFFICER.name)
    before = await db.read(told)
    assert (await db.write(lifecycle.move, id, "answered", PLANNER)).state == "answered"
    assert (await db.read(told))[len(before) :] == ["answered"], "another version was published"
    assert [each.version for each in await db.read(results.published, id)] == [3, 2, 1]


async def test_results_grow_old_and_late_ones_are_told(db: Database) -> None:
    id = await db.write(to_published)
    view = await db.read(consult.view, id)
    assert [lifecycle.is_old(view, clock.now() + days * DAY) for days in (300, 364, 367)] == [False, False, True]
    late = await db.write(make, "survey", opens=None)
    await db.write(consult.open_now, late.id, OFFICER.name)
    await db.write(consult.close, late.id, OFFICER.name)
    await db.write(lifecycle.move, late.id, "analysed", PLANNER)
    for days, told in ((14, False), (16, True)):
        with clock.fixed(clock.now() + days * DAY):
            [publish] = (await db.read(lifecycle.standing, late.id, OFFICER)).following
        assert ("law.late" in {each.key for each in publish.warned}) is told


async def test_an_evaluation_is_of_another_consultation_of_the_cluster(db: Database) -> None:
    evaluation, about = await db.write(make, "evaluation"), await db.write(make, "plan_consultation")
    elsewhere = await db.write(make, "survey", cluster=9)
    for wrong, said in ((evaluation.id, "ไม่พบการรับฟัง"), (elsewhere.id, "กลุ่มจังหวัดอื่น"), (99, "ไม่พบการรับฟัง")):
        with pytest.raises(Refused, match=said):
            given = Rules(level=2, sampling="open", evaluates_id=wrong)
            await db.write(lifecycle.set_rules, evaluation.id, given, OFFICER)
    given = Rules(level=2, sampling="invited", evaluates_id=about.id)
    await db.write(lifecycle.set_rules, evaluation.id, given, OFFICER)
    assert [each.id for each in await db.read(lifecycle.evaluations, about.id)] == [evaluation.id]
    await db.write(lifecycle.move, evaluation.id, "open", OFFICER)
    with pytest.raises(Refused, match="เฉพาะระดับ"):
        await db.write(lifecycle.set_rules, evaluation.id, Rules(level=2, sampling="open"), OFFICER)


async def test_of_two_who_take_a_step_at_once_one_takes_it(db: Database) -> None:
    made = await db.write(make, "hearing_2548")
    done = await asyncio.gather(
        *(db.write(lifecycle.move, made.id, "approved", HEAD) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, Refused) for one in done) == 3


async def test_the_talk_knows_every_state(db: Database, vault: Vault) -> None:
    citizen, made = Citizen(db, vault), await db.write(make, "plan_consultation")

    async def hears() -> tuple[str, str]:
        [said] = (await citizen.says(made.code))[:1]
        return said["key"], said["text"]

    assert (await hears())[0] == "opens_on"
    await db.write(lifecycle.move, made.id, "approved", HEAD)
    assert (await hears())[0] == "opens_on"
    await db.write(lifecycle.move, made.id, "announced", OFFICER)
    assert (await hears())[0] == "opens_on" and made.code not in [
        each.code for each in await db.read(consult.open_rows)
    ]
    await db.write(lifecycle.cancel, made.id, "น้ำท่วม", HEAD)
    key, text = await hears()
    assert key == "closed" and say("cancelled", "th") in text and say("cancelled_why", "th") in text
    out = await db.read(consult.view, await db.write(to_published))
    said = (await Citizen(db, vault, "U2").says(out.code))[0]
    assert said["key"] == "closed" and say("results_out", "th") in said["text"]
    assert said["link"].endswith(f"/c/{out.code}")
