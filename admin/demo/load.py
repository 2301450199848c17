"""Fills a fresh database with the demonstration: every sample answer goes the way a citizen's goes.

Events are made as the chat page makes them, split by the web-chat channel, stored in the inbox, worked by the worker,
sent by the sender, and grouped by the real job. The clock is held at the days on which the sample is said to happen.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from admin import job_loop
from admin.commands.wording import say
from admin.demo import sample
from admin.demo.sample import Row
from bot import inbox, sender, worker
from bot.storing import Delivery
from bot.web import channel as web
from bot.web.channel import WebChannel
from bot.web.visitor import new_visitor
from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms import templates
from consultation.forms.form import Form
from consultation.jobs import Handler
from consultation.outbox.models import OutboxMessage
from consultation.plans import service as plans
from consultation.settings import settings
from consultation.talk.service import hear
from consultation.themes import service as themes
from consultation.themes.models import ThemeSet
from consultation.vault import Vault

ACTOR = say("demo_actor")
HEARING_BEGAN, HEARING_ENDED = timedelta(days=30), timedelta(days=5)  # before today
SURVEY_BEGAN, SURVEY_ENDS = timedelta(days=3), timedelta(days=27)
A_DAY = 24  # sample respondents answer so many a day

Progress = Callable[[str, float], None]


async def load(db: Database, vault: Vault, handlers: dict[str, Handler], progress: Progress) -> None:
    """Make the plan, the finished hearing with its themes, and the open survey. progress: stage and share done."""
    today = _end_of_office_hours(clock.now())
    progress("demo_plan", 0.0)
    with clock.fixed(today - HEARING_BEGAN):
        hearing = await db.write(_hearing, today - HEARING_ENDED)
    with clock.fixed(today - SURVEY_BEGAN):
        survey = await db.write(_survey, today + SURVEY_ENDS)
    progress("demo_plan", 1.0)
    rows = {hearing.id: sample.respondents("hearing"), survey.id: sample.respondents("needs")}
    whole, done = sum(map(len, rows.values())), 0
    for shown, began in ((hearing, today - HEARING_BEGAN), (survey, today - SURVEY_BEGAN)):
        form = await db.read(forms.current, shown.id)
        for day, some in enumerate(_by_days(rows[shown.id])):
            with clock.fixed(began + timedelta(days=day, hours=2)):
                await _answer(db, vault, shown, form, some)
            done += len(some)
            progress("demo_answers", done / whole)
    with clock.fixed(today - HEARING_ENDED):
        await db.write(consult.close, hearing.id, ACTOR)
    await _group(db, hearing, handlers, progress)


def _end_of_office_hours(moment: datetime) -> datetime:
    return moment.astimezone(settings().zone).replace(hour=16, minute=30, second=0, microsecond=0)


def _hearing(session: Session, closes_at: datetime) -> ConsultationView:
    place = sample.cluster()
    plan = plans.add(session, sample.plan(), ACTOR)
    return _open(session, "draft-plan", templates.fill("draft-plan", place, plan), plan.id, closes_at)


def _survey(session: Session, closes_at: datetime) -> ConsultationView:
    return _open(session, "needs", templates.fill("needs", sample.cluster()), None, closes_at)


def _open(session: Session, key: str, form: Form, plan_id: int | None, closes_at: datetime) -> ConsultationView:
    place = sample.cluster()
    new = NewConsultation(
        title=form.title["th"],
        kind=templates.templates()[key].kind,
        template=key,
        scheme=place.scheme,
        cluster=place.number,
        plan_id=plan_id,
        closes_at=closes_at,
        sample=True,
    )
    return consult.open_now(session, consult.create(session, new, form, ACTOR).id, ACTOR)


def _by_days(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[i : i + A_DAY] for i in range(0, len(rows), A_DAY)]


async def _answer(db: Database, vault: Vault, shown: ConsultationView, form: Form, rows: Sequence[Row]) -> None:
    """Let some sample respondents answer, from opening the page to the receipt."""
    channel = WebChannel(vault)
    channels = worker.account_map([channel])
    deliveries = [delivery for row in rows for delivery in _events(channel, shown.code, form, row)]
    await db.write(inbox.store_all, vault, deliveries)
    while (await db.write(worker.work, vault, channels, hear)).conversations:
        pass
    await _send(db, vault, channels)


def _events(channel: WebChannel, code: str, form: Form, row: Row) -> list[Delivery]:
    visitor = new_visitor()
    said = [("start", ""), *(("text", text) for text in sample.typed(form, row))]
    bodies = (web.body(visitor, code, f"{i:05}", kind, text=text) for i, (kind, text) in enumerate(said))
    return [Delivery(channel.name, channel.account, tuple(channel.split(body))) for body in bodies]


async def _send(db: Database, vault: Vault, channels: worker.Channels) -> None:
    """Run the sender until nothing is left to send."""
    sending = asyncio.create_task(sender.run(db, vault, channels, wake=asyncio.Event()))
    while await db.read(_unsent):  # noqa: ASYNC110 - the rows are in the database; nothing in here tells of them
        await asyncio.sleep(0.02)
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending


def _unsent(session: Session) -> int:
    waiting = select(func.count()).select_from(OutboxMessage)
    return session.exec(waiting.where(col(OutboxMessage.state).in_(("queued", "sending")))).one()


def _share(session: Session, set_id: int) -> float:
    row = session.get(ThemeSet, set_id)
    return row.progress if row else 0.0


async def _group(db: Database, shown: ConsultationView, handlers: dict[str, Handler], progress: Progress) -> None:
    """Group the hearing's comments by the job that planners start, watching it as they do."""
    theme_set = await db.write(themes.start, shown.id, "change", ACTOR)
    for job in await db.write(jobs.claim, ACTOR, ["themes.group"]):
        working = asyncio.create_task(job_loop.work(db, ACTOR, handlers[job.kind], job))
        while not working.done():
            progress("demo_grouping", await db.read(_share, theme_set))
            await asyncio.sleep(0.2)
        await working
    progress("demo_grouping", 1.0)
