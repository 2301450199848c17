"""Fills a fresh database with the demonstration: every sample answer goes the way a citizen's goes.

Events are made as the chat page makes them, split by the web-chat channel, stored in the inbox, worked by the worker,
sent by the sender, and grouped by the real job. The clock is held at the days on which the sample is said to happen.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from consultation import clock, jobs, rights
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms import templates
from consultation.forms.form import Form, Question
from consultation.jobs import Handler
from consultation.law import due, notices
from consultation.law.rules import rules
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.values import Mover
from consultation.meetings import attendance
from consultation.meetings import service as meetings
from consultation.meetings import views as meeting_views
from consultation.meetings.models import SECTORS
from consultation.meetings.values import MeetingInput
from consultation.opinion import service as opinion
from consultation.opinion.models import Statement
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.plans import service as plans
from consultation.settings import settings
from consultation.talk.model import Talk
from consultation.talk.models import TalkRow
from consultation.talk.service import hear
from consultation.themes import service as themes
from consultation.themes.models import ThemeSet
from consultation.vault import Vault

ACTOR = say("demo_actor")
OFFICER = Mover(name=ACTOR, grants=rights.of("STR", "ADM"))
NOTICE = timedelta(days=16)  # people are told so long before
HEARING_BEGAN, HEARING_ENDED = timedelta(days=30), timedelta(days=5)  # before today
MEETING, HALF_A_DAY = timedelta(days=9, hours=-7), timedelta(hours=3)  # after the beginning; how long
SURVEY_BEGAN, SURVEY_ENDS = timedelta(days=3), timedelta(days=27)
A_DAY = 24  # sample respondents answer so many a day

Progress = Callable[[str, float], None]
Said = Mapping[str, Sequence[str]]  # what is typed, by visitor; the first is coming to the page


async def load(db: Database, vault: Vault, handlers: dict[str, Handler], progress: Progress) -> None:
    """Make the plan, the finished hearing with its themes, and the open survey. progress: stage and share done."""
    today = _end_of_office_hours(clock.now())
    progress("demo_plan", 0.0)
    with clock.fixed(today - HEARING_BEGAN - NOTICE):
        hearing = await db.write(_hearing, today - HEARING_BEGAN, today - HEARING_ENDED)
    with clock.fixed(today - HEARING_BEGAN):
        await db.write(lifecycle.move, hearing.id, "open", OFFICER)
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
    with clock.fixed(today - HEARING_BEGAN + MEETING):
        await db.write(_meet, hearing.id)
    with clock.fixed(today - HEARING_ENDED):
        await db.write(lifecycle.move, hearing.id, "closed", OFFICER)
    await _group(db, hearing, handlers, progress)


def _end_of_office_hours(moment: datetime) -> datetime:
    return moment.astimezone(settings().zone).replace(hour=16, minute=30, second=0, microsecond=0)


def _hearing(session: Session, opens_at: datetime, closes_at: datetime) -> ConsultationView:
    """The plan consultation, as far as being announced: it was approved by the sample's head."""
    place = sample.cluster()
    plan = plans.add(session, sample.plan(), ACTOR)
    form = templates.fill("draft-plan", place, plan)
    made = _make(session, "draft-plan", form, plan_id=plan.id, opens_at=opens_at, closes_at=closes_at)
    for channel in rules().channels:
        notices.post(session, made.id, "hearing", channel, due.today(), ACTOR, place=say("demo_sample"))
    _meeting(session, made.id, opens_at + MEETING)
    lifecycle.move(session, made.id, "approved", Mover(name=say("demo_head"), grants=rights.of("HEAD")))
    return lifecycle.move(session, made.id, "announced", OFFICER)


def _meeting(session: Session, consultation: int, starts_at: datetime) -> None:
    invited = dict.fromkeys(SECTORS, len(SECTORS))
    new = MeetingInput(
        title=say("demo_meeting"), place=say("demo_sample"), starts_at=starts_at, ends_at=starts_at + HALF_A_DAY,
        invited=invited,
    )  # fmt: skip
    meetings.create(session, consultation, new, ACTOR)


def _meet(session: Session, consultation: int) -> None:
    """Count who came, on the meeting's day: every sector, each with another number."""
    for meeting in meeting_views.listing(session, consultation):
        row = meetings.get(session, meeting.id)
        for n, sector in enumerate(SECTORS, 1):
            attendance.count(session, row, sector, n, f"sample {sector}", ACTOR)


def _survey(session: Session, closes_at: datetime) -> ConsultationView:
    form = sample.voting(templates.fill("needs", sample.cluster()))
    shown = lifecycle.move(session, _make(session, "needs", form, closes_at=closes_at).id, "open", OFFICER)
    opinion.seed(session, shown.id, _asked(form), sample.statements(), ACTOR)
    return shown


def _asked(form: Form) -> Question:
    return next(question for question in form.questions if question.type == "statements")


def _make(session: Session, key: str, form: Form, **more: object) -> ConsultationView:
    place = sample.cluster()
    usual = {"title": form.title["th"], "kind": templates.templates()[key].kind, "template": key, "sample": True}
    new = NewConsultation.model_validate({**usual, "scheme": place.scheme, "cluster": place.number, **more})
    return consult.create(session, new, form, ACTOR)


def _by_days(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[i : i + A_DAY] for i in range(0, len(rows), A_DAY)]


async def _answer(db: Database, vault: Vault, shown: ConsultationView, form: Form, rows: Sequence[Row]) -> None:
    """Let some sample respondents answer, from opening the page to the receipt."""
    channel = WebChannel(vault)
    channels = worker.account_map([channel])
    visitors = [(new_visitor(), row) for row in rows]
    said = {visitor: ["", *sample.typed(form, row)] for visitor, row in visitors}
    await _hear(db, vault, channel, shown.code, said)
    if any(question.type == "statements" for question in form.questions):  # each is served them in an order of its own
        served = await db.read(_served, vault, channel, shown, _asked(form), list(said))
        more = {visitor: ["", *sample.typed(form, row, served[visitor])] for visitor, row in visitors}
        await _hear(db, vault, channel, shown.code, more, {visitor: len(before) for visitor, before in said.items()})
    await _send(db, vault, channels)


async def _hear(
    db: Database, vault: Vault, channel: WebChannel, code: str, said: Said, heard: Mapping[str, int] | None = None
) -> None:
    """Let the worker hear what these visitors type. heard: how much of it was heard before, by visitor."""
    before = heard or {}
    deliveries = [
        delivery
        for visitor, texts in said.items()
        for delivery in _events(channel, code, visitor, texts, before.get(visitor, 0))
    ]
    await db.write(inbox.store_all, vault, deliveries)
    while (await db.write(worker.work, vault, worker.account_map([channel]), hear)).conversations:
        pass


def _events(channel: WebChannel, code: str, visitor: str, texts: Sequence[str], heard: int) -> list[Delivery]:
    said = list(enumerate(texts))[heard:]
    bodies = (web.body(visitor, code, f"{i:05}", "text" if i else "start", text=text) for i, text in said)
    return [Delivery(channel.name, channel.account, tuple(channel.split(body))) for body in bodies]


def _served(
    session: Session, vault: Vault, channel: WebChannel, to: ConsultationView, asked: Question, visitors: Sequence[str]
) -> dict[str, list[int]]:
    """By visitor the places in the sample of the statements that their talk serves, in its order."""
    seeds = select(Statement).where(Statement.consultation_id == to.id, col(Statement.seed))
    place = {row.id: i for i, row in enumerate(session.exec(seeds.order_by(col(Statement.id))))}
    known = (channel.name, channel.account)
    address = {vault.lookup(*known, web.address(visitor, to.code)): visitor for visitor in visitors}
    talks = (
        select(Contact.address_hash, TalkRow.state)
        .join(TalkRow, col(TalkRow.person_id) == col(Contact.person_id))
        .where(TalkRow.consultation_id == to.id, col(Contact.address_hash).in_(address))
    )
    return {
        address[hashed]: [place[id] for id in Talk.model_validate(state).ballots[asked.name].served]
        for hashed, state in session.exec(talks)
    }


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
