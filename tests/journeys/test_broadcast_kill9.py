"""5,000 people are written to on LINE while the sending processes are killed: everybody hears, each once.

Real processes; the double answers late, so that every kill leaves requests that were taken and not answered.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence

from consultation.db import Database, open_database
from consultation.vault import Vault
from tests.consultation.broadcast.crowd import agreed
from tests.doubles import LineDouble
from tests.doubles.control import crowd_id
from tests.doubles.many import noon_zone
from tests.journeys.installation import Installation

PEOPLE = 5_000
SECRET = "a secret for this journey only"


async def test_a_broadcast_survives_kills(installation: Installation, url: str) -> None:
    roles = ["work", "work"] if "postgresql" in url else ["all"]
    async with LineDouble(seed=5) as line:
        for number in range(PEOPLE):
            citizen = line.citizen(crowd_id(number))
            citizen.known = citizen.friend = True
        installation.environment |= {
            "PRACHAKHOM_LINE_CHANNEL_SECRET": line.secret,
            "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": line.token,
            "PRACHAKHOM_LINE_API_BASE": line.url,
            "PRACHAKHOM_SECRET_KEY": SECRET,
            "PRACHAKHOM_TIMEZONE": noon_zone(),
        }
        id = await written(installation, url)
        line.fail_next("multicast", hang=0.8, times=9)
        await start(installation, roles)
        for reached in (2, 6):
            assert await line.wait_until(lambda reached=reached: taken(line) >= reached, 60), installation.said()  # type: ignore[misc]
            await asyncio.sleep(0.2)
            installation.kill9()
            await start(installation, roles)
        await until_done(installation, id)
        assert Counter(len(one.messages) for one in line.citizens.values()) == {1: PEOPLE}
        assert line.violations == []
        statuses = Counter(call.status for call in line.calls if call.operation == "multicast")
        assert statuses[200] == PEOPLE // 500 and statuses[409] > 0, statuses


def taken(line: LineDouble) -> int:
    """How many requests the platform has taken."""
    return sum(call.operation == "multicast" and call.status == 200 for call in line.calls)


async def written(installation: Installation, url: str) -> int:
    """A broadcast to everybody who agreed, counted and let go; its number."""
    made = await installation.ask("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
    db: Database = open_database(url)
    await agreed(db, Vault(SECRET.encode()), made["id"], PEOPLE)
    await db.close()
    options = ("--text", "\u0e02\u0e48\u0e32\u0e27", "--consultation", made["code"], "--starts")
    id = (await installation.ask("broadcast", "create", *options))["id"]
    assert (await installation.ask("broadcast", "preview", str(id)))["counts"]["send"] == PEOPLE
    assert (await installation.ask("broadcast", "send", str(id)))["state"] == "scheduled"
    return int(id)


async def start(installation: Installation, roles: Sequence[str]) -> None:
    """Start a process for each role."""
    for role in roles:
        await installation.start("--role", role)


async def until_done(installation: Installation, id: int) -> None:
    """Wait for the end, and see that every recipient is down as sent."""
    async with asyncio.timeout(120):
        while (shown := await installation.ask("broadcast", "show", str(id)))["state"] != "done":
            await asyncio.sleep(1)
    assert shown["progress"]["states"] == {"sent": PEOPLE}
