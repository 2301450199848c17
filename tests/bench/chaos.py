"""The chaos journey of 2,000 citizens: on SQLite with one process, on PostgreSQL with two webs and two workers.

    python -m tests.bench chaos [SEED]
    CHAOS_DATABASE=PostgreSQL CHAOS_CITIZENS=500 python -m tests.bench chaos [SEED]     one database, fewer citizens

Another seed is another storm; the same one repeats it, as far as processes can be repeated.
"""

import os
import random
import tempfile
from contextlib import closing
from pathlib import Path

from tests.bench.databases import empty, kinds
from tests.journeys.chaos.journey import Storm, run
from tests.journeys.chaos.oracle import breaches
from tests.journeys.nursery import Nursery

SECRET = "a secret for benches only"
CITIZENS = int(os.environ.get("CHAOS_CITIZENS", "2000"))
KILLS = 20
ROLES = {"SQLite": ("all",), "PostgreSQL": ("web", "web", "work", "work")}


async def weather(seed: int | None = None) -> bool:
    """Let the storm pass over each database and say what was found; whether nothing was."""
    seed = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    print(f"\nChaos of {CITIZENS} citizens; again: python -m tests.bench chaos {seed}", flush=True)
    whole = True
    for kind in [kind for kind in kinds() if os.environ.get("CHAOS_DATABASE", kind) == kind]:
        storm = Storm(CITIZENS, at_once=120, seed=seed, kills=KILLS, roles=ROLES[kind])
        with tempfile.TemporaryDirectory(prefix="prachakhom-chaos-") as folder, closing(Nursery()) as nursery:
            async with empty(kind) as url:
                evidence, told = await run(storm, url, SECRET, dict(os.environ), Path(folder), nursery)
        found = breaches(evidence)
        whole = whole and not found
        print(
            f"{kind}: {told.acts} acts in {told.seconds:.0f} s, {told.deliveries} deliveries, {told.repeated} of them"
            f" again, {told.forged} forged, {told.accidents} accidents, {told.kills} kills: {len(found)} breaches;"
            f" {told.unknown} turns unknown, {told.greetings} greetings",
            flush=True,
        )
        print("".join(f"  {breach}\n" for breach in found[:40]), end="", flush=True)
    return whole
