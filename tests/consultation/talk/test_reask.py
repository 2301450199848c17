"""After an outage in which a platform forgot buttons, those who were waiting are asked again, once and gently."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.beating import lives
from bot.inbox import run_steps
from bot.outage import look
from consultation import clock
from consultation.db import Database
from consultation.jobs import Claimed, Job
from consultation.outbox.models import OutboxMessage
from consultation.talk.reask import REASK_JOB, handlers
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation
from tests.consultation.talk.test_afterwards import FORM

pytestmark = pytest.mark.usefixtures("fixed_clock")
KEPT = timedelta(seconds=150)


def asked_again(session: Session) -> list[list[str]]:
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "reminder").order_by(col(OutboxMessage.id)))
    return [[message["key"] for message in row.messages] for row in rows]


ACCOUNTS = {("line", "one"): ("Telegram", KEPT)}


async def beats(db: Database, after: timedelta, *, returns: bool = False) -> None:
    """Requests are taken a while from now. returns: by a process that has just started."""
    with clock.fixed(clock.now() + after):
        await db.write(run_steps, lambda dialect: lives(dialect, "line", "one", returns))
        await db.write(look, ACCOUNTS)


async def run_jobs(db: Database) -> None:
    jobs = await db.read(lambda session: list(session.exec(select(Job).where(Job.kind == REASK_JOB))))
    for job in jobs:
        await handlers(db)[REASK_JOB](Claimed(job.id or 0, job.kind, job.payload, 1))


async def test_t20_after_an_outage_whoever_had_buttons_before_them_is_asked_again_once(
    db: Database, vault: Vault
) -> None:
    made = await db.write(lambda session: consultation(session, form=FORM))
    waiting, typing, back, paused = (Citizen(db, vault, name) for name in ("U1", "U2", "U3", "U4"))
    await waiting.says(made.code, "เริ่ม")
    await typing.says(made.code, "เริ่ม", "ถนน")  # a question without buttons is open
    await back.says(made.code, "เริ่ม")
    await paused.says(made.code, "เริ่ม", "หยุดก่อน")
    await beats(db, timedelta(seconds=10))
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        await beats(db, timedelta(0), returns=True)
        await back.says("น้ำ")
        await run_jobs(db)
        await run_jobs(db)  # killed, and done again
    assert await db.read(asked_again) == [["tap_again", "question:what"]]
    with clock.fixed(clock.now() + timedelta(minutes=6)):
        said = await waiting.does(kind="tap", data=(await db.read(first_button)))
        assert said[-1]["key"] == "question:where", "the button that is shown again counts"


def first_button(session: Session) -> str:
    row = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "reminder")).one()
    return str(row.messages[-1]["buttons"][0]["data"])


async def test_t20_a_restart_within_the_life_of_a_button_asks_nobody(db: Database, vault: Vault) -> None:
    made = await db.write(lambda session: consultation(session, form=FORM))
    await Citizen(db, vault).says(made.code, "เริ่ม")
    for seconds in (0, 100, 240):
        await beats(db, timedelta(seconds=seconds), returns=True)
    await run_jobs(db)
    assert await db.read(asked_again) == []
