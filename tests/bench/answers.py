"""Answers per second through the worker: stored events are understood, stepped, stored, answered and marked done.

The floor is the talk alone: the same events through `talk.step`, nothing stored, no database.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from bot import inbox, worker
from bot.line import LineChannel
from bot.storing import Delivery
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import NewConsultation
from consultation.db import Database
from consultation.forms import templates
from consultation.forms.form import About, Form
from consultation.places.schemes import cluster
from consultation.talk.model import Incoming, Talk
from consultation.talk.service import hear
from consultation.talk.step import begin, step
from consultation.vault import Vault
from tests.channels.speakers import LineSpeaker

CITIZENS = 100
SAID = ("สวัสดี", "เริ่ม", "1", "1", "1", "2", "1 2", "น้ำประปาไหลเบามาก", "อยากให้ซ่อมท่อ", "1", "1", "1", "1", "ส่ง")
PLACE = cluster("current:10")


@dataclass(frozen=True)
class Measured:
    """Events per second through the worker, and how many responses there are at the end."""

    rate: float
    submitted: int


async def measure(db: Database) -> Measured:
    """Work on the events of 100 citizens who answer the needs survey, as fast as one worker can."""
    from consultation.responses import service as responses

    vault, channel = Vault(b"a secret for benches only"), LineSpeaker().channel
    consultation = await db.write(_opened)
    await _store(db, vault, channel)
    events = 0
    accounts = worker.account_map([channel])
    began = time.perf_counter()
    limit = worker.CONVERSATIONS_AT_ONCE
    while (done := await db.write(worker.work, vault, accounts, hear, limit)).conversations:
        events, limit = events + done.events, worker.next_limit(done)
    rate = events / (time.perf_counter() - began)
    return Measured(rate, (await db.read(responses.figures, consultation)).submitted)


def floor() -> float:
    """Events per second through the talk alone."""
    form = templates.fill("needs", PLACE).model_copy(update={"revision": 1, "about": About(code="BENCH1")})
    now = clock.now()
    began = time.perf_counter()
    for _ in range(CITIZENS):
        _walk(form, [Incoming(kind="text", at=now, text=text) for text in SAID[1:]])
    return CITIZENS * len(SAID) / (time.perf_counter() - began)


def _walk(form: Form, events: list[Incoming]) -> None:
    talk = begin(form, Talk(code="BENCH1", revision=1, receipt="BENC-H111"), events[0].at).talk
    for incoming in events:
        talk = step(form, talk, incoming, incoming.at).talk
    assert talk.stage == "done", talk


def _opened(session: Session) -> int:
    new = NewConsultation(
        title="Bench",
        kind="survey",
        template="needs",
        scheme=PLACE.scheme,
        cluster=PLACE.number,
        closes_at=clock.now() + timedelta(days=3650),
    )
    shown = consult.create(session, new, templates.fill("needs", PLACE), "bench")
    return consult.open_now(session, shown.id, "bench").id


async def _store(db: Database, vault: Vault, channel: LineChannel | object) -> None:
    speaker = LineSpeaker()
    for turn, text in enumerate(SAID):
        raws = [
            raw
            for who in range(1, CITIZENS + 1)
            for raw in speaker.channel.split(speaker.body(speaker.typed(text, turn * 1000 + who, who)))
        ]
        await db.write(inbox.store_all, vault, [Delivery("line", "line", tuple(raws))])
