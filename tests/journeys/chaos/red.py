"""Does the journey notice a broken program? `python -m tests.journeys.chaos.red [SEED] [KIND …]`: each must be found.

A small storm for each kind of sabotage (`sabotage.py`): of one process on SQLite, or of two webs and two workers on
PostgreSQL where it takes several processes. Ends with status 1 when one of them passes for whole. About two minutes
each, and on a busy machine more.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.bench.databases import empty, kinds
from tests.journeys.chaos.journey import Storm, run
from tests.journeys.chaos.oracle import breaches
from tests.journeys.nursery import Nursery

ONE, FOUR = ("all",), ("web", "web", "work", "work")
KINDS = {  # on which database and by which processes it breaks a promise
    "early-200": ("SQLite", ONE),
    "no-dedup": ("SQLite", ONE),
    "amnesia": ("SQLite", ONE),
    "unclaimed": ("SQLite", ONE),
    "hasty": ("SQLite", ONE),
    "no-locks": ("PostgreSQL", FOUR),
}
CITIZENS, KILLS, SEED = 16, 3, 41
SECRET = "a secret for benches only"


async def noticed(kind: str, seed: int) -> bool:
    """Let the storm pass over the program broken in one way, and say what was found; whether anything was."""
    database, roles = KINDS[kind]
    program = (sys.executable, "-m", "tests.journeys.chaos.sabotage", kind)
    storm = Storm(CITIZENS, CITIZENS, seed, KILLS, roles, program)
    with tempfile.TemporaryDirectory(prefix="prachakhom-red-") as folder, closing(Nursery()) as nursery:
        async with empty(database) as url:
            evidence, told = await run(storm, url, SECRET, dict(os.environ), Path(folder), nursery)
    found = breaches(evidence)
    print(f"{kind}: {len(found)} breaches in {told.acts} acts, {told.seconds:.0f} s, load {os.getloadavg()[0]:.0f}")
    print("".join(f"  {line}\n" for line in sorts(found)), end="", flush=True)
    return bool(found)


def sorts(found: Sequence[str]) -> list[str]:
    """One breach of each sort, with how many there are; alike are those that differ only in names and numbers."""
    first: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for breach in found:
        sort = re.sub(r"\(.*?\)|\[.*\]|\{.*\}|'[^']*'|\b\w*\d\w*\b", "…", breach)
        first.setdefault(sort, breach)
        counted[sort] += 1
    return [f"{counted[sort]:4}  {first[sort][:150]}" for sort in sorted(first, key=lambda one: -counted[one])]


async def _all(seed: int, chosen: Sequence[str]) -> list[str]:
    return [kind for kind in chosen if KINDS[kind][0] in kinds() and not await noticed(kind, seed)]


if __name__ == "__main__":
    SEEDS = [int(given) for given in sys.argv[1:] if given.isdecimal()] or [SEED]
    CHOSEN = [given for given in sys.argv[1:] if not given.isdecimal()] or list(KINDS)
    if passed := asyncio.run(_all(SEEDS[0], CHOSEN)):
        sys.exit(f"passed for whole: {', '.join(passed)}")
