"""Citizens answer on LINE while the server is killed twice: everybody counts, each once, and everybody is answered.

Real processes, genuine signed webhooks, a fifth of the deliveries repeated and shuffled: one process on SQLite, three
on PostgreSQL. The chaos journey kills more, and asks less of what citizens see.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.doubles import LineDouble
from tests.engines import on_sqlite
from tests.journeys.conftest import emptied
from tests.journeys.crowd import Crowd, must_hold, stored
from tests.journeys.installation import Installation
from tests.journeys.nursery import Nursery
from tests.journeys.respondent import words_of

LAST_WORDS = (words_of("close_nopromise"), words_of("already"))  # the second after a double tap on "send"
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0)  # seconds; LINE's own are minutes


def line_of(installation: Installation) -> LineDouble:
    """A LINE that repeats and shuffles a fifth of its deliveries, with the installation as its webhook."""
    line = LineDouble(
        f"{installation.url}/webhook/line", redelivery=PAUSES, duplicate=0.2, shuffle=0.2, seed=11, parallel=24
    )
    installation.environment |= {
        "PRACHAKHOM_LINE_CHANNEL_SECRET": line.secret,
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": line.token,
    }
    return line


async def start(installation: Installation, roles: Sequence[str]) -> None:
    """Start a process for each role."""
    for role in roles:
        await installation.start("--role", role)


async def kill_in_the_middle(
    installation: Installation, line: LineDouble, crowd: Crowd, shares: Sequence[float], roles: Sequence[str]
) -> None:
    """Kill and start again whenever such a share of the citizens has finished, with deliveries under way each time."""
    for share in shares:
        reached = await line.wait_until(lambda share=share: crowd.finished >= share * crowd.size, 240)  # type: ignore[misc]
        assert reached, f"only {crowd.finished} citizens have finished:\n{installation.said()}"
        assert await line.wait_until(lambda: not line.idle, 10)
        installation.kill9()
        assert crowd.finished < crowd.size and not line.idle
        await asyncio.sleep(0.5)  # citizens go on meanwhile, and LINE finds nobody
        await start(installation, roles)


@on_sqlite
async def test_forty_citizens_two_kills(installation: Installation, url: str) -> None:
    await journey(installation, url, Crowd(40, at_once=20, seed=7), kills=(0.25, 0.6), roles=["all"])


async def test_machines_that_share_the_work(postgresql_url: str, tmp_path: Path, nursery: Nursery) -> None:
    """One process takes requests, two others hear and send; all are killed at once. PostgreSQL is made for this."""
    await emptied(postgresql_url)
    environment = {**os.environ, "PRACHAKHOM_DATABASE_URL": postgresql_url}
    installation = Installation(environment, tmp_path, nursery=nursery)
    installation.run("migrate")
    try:
        crowd = Crowd(30, at_once=15, seed=13)
        await journey(installation, postgresql_url, crowd, kills=(0.3,), roles=["web", "work", "work"])
    finally:
        await installation.stop()


async def journey(
    installation: Installation, url: str, crowd: Crowd, kills: Sequence[float], roles: Sequence[str]
) -> None:
    async with line_of(installation) as line:
        installation.environment["PRACHAKHOM_LINE_API_BASE"] = line.url
        made = await installation.ask(
            "consultation", "create", "--template", "needs", "--cluster", "current:10", "--open"
        )
        await start(installation, roles)
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.answer(lambda number: line.citizen(f"citizen {number}")))
            group.create_task(kill_in_the_middle(installation, line, crowd, kills, roles))
        await line.settle(30)
        await all_sent(url)
        shown = await installation.ask("consultation", "show", made["code"])
        assert (shown["figures"]["submitted"], shown["state"]) == (crowd.size, "open")

        must_hold(await stored(url), crowd)
        was_not_spared(line)
        everybody_was_answered_once(line, crowd, await turns_of(url))


async def all_sent(url: str) -> None:
    """Wait until the outbox is empty: a copy of the last event may still be on its way through."""
    async with asyncio.timeout(30):
        while (now := await stored(url)).unworked or now.outbox.get("queued") or now.outbox.get("sending"):
            await asyncio.sleep(0.2)


async def turns_of(url: str) -> dict[str, int]:
    """How many turns of the outbox became what."""
    return (await stored(url)).outbox


def was_not_spared(line: LineDouble) -> None:
    """The traffic was as rough as it was meant to be."""
    deliveries = Counter(id for delivery in line.deliveries for id in delivery.ids)
    accepted = Counter(id for delivery in line.deliveries if delivery.accepted for id in delivery.ids)
    assert len(line.lost) == 0
    assert [delivery for delivery in line.deliveries if delivery.status is None]  # nobody was there
    assert sum(delivery.redelivered for delivery in line.deliveries) > 10
    assert sum(count > 1 for count in accepted.values()) > 0.12 * len(deliveries)
    refused = Counter(delivery.status for delivery in line.deliveries if delivery.status not in (None, 200))
    assert refused.keys() <= {503}, refused


def everybody_was_answered_once(line: LineDouble, crowd: Crowd, turns: dict[str, int]) -> None:
    """Each turn arrived, none arrived twice, the last words are the thanks with the citizen's own receipt."""
    assert line.violations == []
    assert turns.keys() == {"sent"}, turns
    taken = [call for call in line.calls if call.operation in ("reply", "push") and call.status == 200]
    assert len(taken) == turns["sent"]
    assert len({sent.id for sent in line.sent}) == len(line.sent)
    for citizen in line.citizens.values():
        thanks = [message.text for message in citizen.messages if words_of("close") in message.text]
        assert len(thanks) == 1 and crowd.minds[citizen.id].receipt in thanks[0], citizen.transcript()
        assert any(words in citizen.last.text for words in LAST_WORDS), citizen.transcript()
