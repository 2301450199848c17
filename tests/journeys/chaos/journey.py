"""One chaos journey from an empty database to the evidence."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from consultation.db import Database, open_database
from consultation.forms.xlsform_write import write
from consultation.vault import Vault
from tests.doubles import CALM, LINE_ACCIDENTS, TELEGRAM_ACCIDENTS, LineDouble, Rough, TelegramDouble
from tests.journeys.chaos.citizens import Crowd, Who
from tests.journeys.chaos.evidence import at_rest, held_in, platform_of, quiet, reported, said_on, stored
from tests.journeys.chaos.mind import ACTS_EACH, FORM
from tests.journeys.chaos.oracle import Evidence, Meant
from tests.journeys.chaos.processes import Fleet
from tests.journeys.chaos.story import stories
from tests.journeys.installation import Installation
from tests.journeys.nursery import Nursery

SECRET = "chaos-secret_of_the_webhook"
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2.0, 2.0, *(3.0,) * 40)  # seconds; LINE's own are minutes
LAST_KILL = 0.85  # of all that is done: the citizens are still in the middle
REST_SECONDS = 90.0


@dataclass(frozen=True)
class Storm:
    """How bad it gets. roles: a process each; seed: fixes what citizens do, which accidents befall whom, who is killed.

    program: what is started instead of `prachakhom`, to see that the oracle notices.
    """

    citizens: int
    at_once: int
    seed: int
    kills: int
    roles: tuple[str, ...]
    program: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the storm was like, for people."""

    seconds: float
    acts: int
    deliveries: int
    kills: int
    greetings: int
    accidents: int
    forged: int
    repeated: int
    unknown: int


async def run(
    storm: Storm, url: str, secret: str, environment: dict[str, str], folder: Path, nursery: Nursery
) -> tuple[Evidence, Told]:
    """Let everybody answer through the storm; the database at `url` is migrated from empty and empty before."""
    line, telegram = _platforms(storm.seed)
    befell = (line.rough.befell, telegram.rough.befell)
    async with line, telegram, _opened(url) as db:
        environment = environment | _environment(line, telegram, url, secret)
        id = await _consultation(environment, folder, nursery)
        fleet = Fleet(environment, folder, storm.roles, nursery, [*storm.program] or None)
        vault = Vault(secret.encode())
        crowd = Crowd(storm.citizens, storm.at_once, storm.seed, (line, telegram), partial(quiet, db, vault))
        crowd.stored = partial(stored, db)
        await fleet.start()
        line.doors = [f"{address}/webhook/line" for address in fleet.addresses]
        telegram.doors = [f"{address}/webhook/telegram" for address in fleet.addresses]
        line.webhook, telegram.webhook = line.doors[0], telegram.doors[0]
        began = time.monotonic()
        try:
            await _storm(storm, fleet, crowd)
            line.rough = telegram.rough = CALM
            await asyncio.gather(line.settle(REST_SECONDS), telegram.settle(REST_SECONDS))
            evidence = await _evidence(db, vault, id, crowd, (line, telegram))
        except BaseException as error:
            error.add_note(fleet.said())
            raise
        finally:
            took = time.monotonic() - began
            try:
                _write_down(crowd, (line, telegram), await stories(db, vault, crowd, (line, telegram)), folder)
            finally:
                await fleet.stop()
        return evidence, _told(took, fleet, crowd, (line, telegram), evidence, sum(map(len, befell)))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    db = open_database(url)
    try:
        yield db
    finally:
        await db.close()


def _write_down(
    crowd: Crowd, doubles: Sequence[LineDouble | TelegramDouble], told: Mapping[Who, Sequence[str]], folder: Path
) -> None:
    """Every citizen's screen, what they meant and what befell them, for whoever looks for the cause of a breach."""
    with (folder / "screens.txt").open("w", encoding="utf-8") as file:
        for double in doubles:
            for citizen in double.citizens.values():
                mind = crowd.minds[double.kind, citizen.id]
                file.write(f"=== {double.kind} {citizen.id} {mind.receipt} {mind.record}\n{citizen.transcript()}\n")
                file.write("\n".join(["---", *told.get((double.kind, citizen.id), ()), ""]))


def _platforms(seed: int) -> tuple[LineDouble, TelegramDouble]:
    line = LineDouble(redelivery=PAUSES, duplicate=0.2, shuffle=0.3, shuffle_delay=0.3, batch=3, parallel=40, seed=seed)
    telegram = TelegramDouble(secret=SECRET, time_scale=0.1, seed=seed + 1)
    line.rough = Rough(seed=seed + 2, accidents=LINE_ACCIDENTS, forged=0.05)
    telegram.rough = Rough(
        seed=seed + 3, accidents=TELEGRAM_ACCIDENTS, forged=0.05, duplicate=0.2, late=0.3, late_seconds=0.3
    )
    return line, telegram


def _environment(line: LineDouble, telegram: TelegramDouble, url: str, secret: str) -> dict[str, str]:
    return {
        "PRACHAKHOM_DATABASE_URL": url,
        "PRACHAKHOM_SECRET_KEY": secret,
        "PRACHAKHOM_LOG_LEVEL": "WARNING",
        "PRACHAKHOM_LINE_API_BASE": line.url,
        "PRACHAKHOM_LINE_CHANNEL_SECRET": line.secret,
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": line.token,
        "PRACHAKHOM_TELEGRAM_API_BASE": telegram.url,
        "PRACHAKHOM_TELEGRAM_BOT_TOKEN": telegram.token,
        "PRACHAKHOM_TELEGRAM_SECRET_TOKEN": SECRET,
    }


async def _consultation(environment: dict[str, str], folder: Path, nursery: Nursery) -> int:
    """As an operator makes it: migrate, then a consultation on a workbook, open from now on."""
    office = Installation(environment, folder, nursery=nursery)
    await asyncio.to_thread(office.run, "migrate")
    form = folder / "chaos.xlsx"
    form.write_bytes(write(FORM))
    made: Any = await office.ask("consultation", "create", "--form", form, "--cluster", "current:10", "--open")
    return int(made["id"])


async def _storm(storm: Storm, fleet: Fleet, crowd: Crowd) -> None:
    chance = random.Random(storm.seed)
    moments = sorted(chance.uniform(0.02, LAST_KILL) for _ in range(storm.kills))
    whole = storm.citizens * ACTS_EACH

    def progress() -> float:
        return 1.0 if crowd.finished == crowd.size else crowd.acts / whole

    async with asyncio.TaskGroup() as group:
        group.create_task(crowd.answer())
        group.create_task(fleet.suffer(moments, progress, chance))


async def _evidence(
    db: Database, vault: Vault, consultation: int, crowd: Crowd, doubles: Sequence[LineDouble | TelegramDouble]
) -> Evidence:
    await _at_rest(db)
    return Evidence(
        {who: Meant(mind.receipt, dict(mind.record)) for who, mind in crowd.minds.items()},
        {double.kind: platform_of(double) for double in doubles},
        {who: heard for double in doubles for who, heard in said_on(double).items()},
        await held_in(db, vault),
        await reported(db, consultation),
    )


async def _at_rest(db: Database) -> None:
    async with asyncio.timeout(REST_SECONDS):
        while not await at_rest(db):
            await asyncio.sleep(0.2)


def _told(
    took: float,
    fleet: Fleet,
    crowd: Crowd,
    doubles: Sequence[LineDouble | TelegramDouble],
    evidence: Evidence,
    accidents: int,
) -> Told:
    deliveries = [delivery for double in doubles for delivery in double.deliveries]
    brought = [delivery for delivery in deliveries if delivery.accepted]
    return Told(
        seconds=took,
        acts=crowd.acts,
        deliveries=len(deliveries),
        kills=fleet.kills,
        greetings=crowd.greetings,
        accidents=accidents,
        forged=sum(delivery.attempt == 0 for delivery in deliveries),
        repeated=sum(len(delivery.ids) for delivery in brought)
        - sum(len(platform.accepted) for platform in evidence.platforms.values()),
        unknown=sum(row.state == "unknown" for rows in evidence.held.rows.values() for row in rows),
    )
