"""The processes of an installation, each killed with -9 at moments that nobody chose, and started again."""

import asyncio
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.journeys.installation import Installation
from tests.journeys.nursery import Nursery


class Fleet:
    """One process for each role, all on one database; `all` and `web` have an address of their own.

    program: what is started instead of `prachakhom`; else processes are forked from the nursery.
    """

    def __init__(
        self,
        environment: dict[str, str],
        folder: Path,
        roles: Sequence[str],
        nursery: Nursery,
        program: list[str] | None = None,
    ) -> None:
        self.members = []
        self.kills = 0
        for number, role in enumerate(roles):
            home = folder / f"{number}-{role}"
            home.mkdir(parents=True)
            self.members.append((role, Installation(environment, home, program, None if program else nursery)))

    @property
    def addresses(self) -> list[str]:
        """Of the processes that take requests."""
        return [member.url for role, member in self.members if role != "work"]

    async def start(self) -> None:
        """Start every process."""
        await asyncio.gather(*[member.start("--role", role) for role, member in self.members])

    async def stop(self) -> None:
        """Stop every process in order."""
        await asyncio.gather(*[member.stop() for _, member in self.members])

    async def suffer(self, moments: Sequence[float], progress: Callable[[], float], chance: random.Random) -> None:
        """Kill one process or another whenever so much is done, a moment later, and start it again a moment later."""
        for moment in moments:
            while progress() < moment:
                await asyncio.sleep(0.02)
            await asyncio.sleep(chance.uniform(0, 0.3))
            role, member = chance.choice(self.members)
            member.kill9()
            self.kills += 1
            await asyncio.sleep(chance.uniform(0, 0.4))
            await member.start("--role", role)

    def said(self) -> str:
        """The ends of the logs."""
        return "\n".join(f"--- {role}\n{member.said()[-2500:]}" for role, member in self.members)
