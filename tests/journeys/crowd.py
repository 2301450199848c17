"""A crowd of citizens on a double, answering at the same time, and what the database must hold of them afterwards."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, func, select

from bot.models import InboxEvent
from consultation.db import open_database
from consultation.forms import templates
from consultation.forms.form import Form
from consultation.jobs import Job
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact, Person
from consultation.places.schemes import cluster
from consultation.responses.models import Answer, Comment, Response
from tests.doubles import Citizen, Shown
from tests.journeys.respondent import Respondent, words_of

STALE = words_of("stale")
PATIENCE = 90.0  # seconds for one answer, with a killed server, its start and a lease in between


def questionnaire() -> Form:
    """The needs survey of cluster 10 of today, as it is handed out."""
    return templates.fill("needs", cluster("current:10"))


@dataclass
class Crowd:
    """So many citizens. at_once: how many of them are in their chats at a time; seed: fixes what each does."""

    size: int
    at_once: int
    seed: int
    minds: dict[str, Respondent] = field(default_factory=dict)
    finished: int = 0

    async def answer(self, citizen_of: Callable[[int], Citizen]) -> None:
        """All of them follow, answer from the first question to the receipt, and go."""
        room = asyncio.Semaphore(self.at_once)
        form = questionnaire()

        async def one(number: int) -> None:
            mind = Respondent(number, form, random.Random(self.seed * 10_000 + number))
            async with room:
                citizen = citizen_of(number)
                self.minds[citizen.id] = mind
                try:
                    await _talk(citizen, mind)
                except Exception as error:
                    error.add_note(f"citizen {number}, who meant {mind.record}, saw:\n{citizen.transcript()}")
                    raise
            self.finished += 1

        async with asyncio.TaskGroup() as group:
            for number in range(self.size):
                group.create_task(one(number))


async def _talk(citizen: Citizen, mind: Respondent) -> None:
    answered: tuple[str, str] | None = None

    def is_for_me(shown: Shown) -> bool:
        """Neither a question that came twice, nor what the second half of an earlier double tap was told."""
        return mind.reads(shown) and _read(citizen, shown) != answered and STALE not in _read(citizen, shown)[0]

    await citizen.follow()
    shown = await citizen.wait_for(is_for_me, PATIENCE)
    while not mind.receipt:
        answered = _read(citizen, shown)
        act = mind.acts(shown)
        if act.tap:
            await citizen.taps(act.tap, double=act.twice)
        else:
            await citizen.says(act.text)
        shown = await citizen.wait_for(is_for_me, PATIENCE)


def _read(citizen: Citizen, shown: Shown) -> tuple[str, str]:
    """A message with the notice before it, if there is one."""
    before = citizen.screen[citizen.screen.index(shown) - 1]
    asked = before.buttons or before.edited  # a question, on Telegram also one that has been answered
    return "" if before.mine or asked else before.text, shown.text


@dataclass(frozen=True)
class Stored:
    """What the database holds at the end. answers: by receipt, question to (value, raw)."""

    people: int
    contacts: int
    states: dict[str, str]
    answers: dict[str, dict[str, tuple[str | None, str]]]
    columns: dict[str, dict[str, str | None]]
    comments: int
    unworked: int
    inbox: dict[str, int]
    outbox: dict[str, int]
    jobs_set_aside: int


async def stored(url: str) -> Stored:
    """Read it all, with the server gone or running."""
    db = open_database(url)
    try:
        return await db.read(_stored)
    finally:
        await db.close()


def _stored(session: Session) -> Stored:
    responses = {row.id: row for row in session.exec(select(Response))}
    answers: dict[str, dict[str, tuple[str | None, str]]] = {row.receipt: {} for row in responses.values()}
    for row in session.exec(select(Answer)):
        answers[responses[row.response_id].receipt][row.question] = (row.value, row.raw)
    inbox, outbox = _by_state(session, InboxEvent), _by_state(session, OutboxMessage)
    return Stored(
        people=_count(session, Person),
        contacts=_count(session, Contact),
        states={row.receipt: row.state for row in responses.values()},
        answers=answers,
        columns={
            row.receipt: {"province": row.province, "district": row.district, "sector": row.sector, "age": row.age}
            for row in responses.values()
        },
        comments=_count(session, Comment),
        unworked=inbox.get("new", 0) + inbox.get("set_aside", 0),
        inbox=inbox,
        outbox=outbox,
        jobs_set_aside=len(session.exec(select(Job).where(Job.failed_at != None)).all()),  # noqa: E711
    )


def _count(session: Session, table: Any) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def _by_state(session: Session, table: Any) -> dict[str, int]:
    return dict(session.exec(select(table.state, func.count()).group_by(table.state)).all())


def must_hold(found: Stored, crowd: Crowd) -> None:
    """Everybody is there, once, with what they said and nothing else."""
    receipts = [mind.receipt for mind in crowd.minds.values()]
    assert len(set(receipts)) == crowd.size
    assert found.states == dict.fromkeys(receipts, "submitted")
    assert (found.people, found.contacts) == (crowd.size, crowd.size)
    for mind in crowd.minds.values():
        kept = {question: value for question, (value, _) in found.answers[mind.receipt].items()}
        assert kept == mind.record, f"citizen {mind.number}: {sorted(kept.items() ^ mind.record.items())}"
        for name, value in found.columns[mind.receipt].items():
            assert value == mind.record.get(name), (mind.number, name)
    texts = [mind.record[name] for mind in crowd.minds.values() for name in ("problem", "wish") if mind.record[name]]
    assert found.comments == len(texts)
    raws = {raw for answers in found.answers.values() for name in ("problem", "wish") for raw in [answers[name][1]]}
    assert set(texts) <= raws  # word for word
    assert (found.unworked, found.jobs_set_aside) == (0, 0), found.inbox
