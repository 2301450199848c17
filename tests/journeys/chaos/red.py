"""Does the journey notice a broken program? `python -m tests.journeys.chaos.red [SEED]`: each sabotage must be found.

24 citizens on SQLite with three kills for each kind that breaks a promise there (`sabotage.py`). Ends with status 1
when one of them passes for whole. It takes some minutes, and on a busy machine many.
"""

import asyncio
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.bench.databases import empty
from tests.journeys.chaos.journey import Storm, run
from tests.journeys.chaos.oracle import breaches
from tests.journeys.nursery import Nursery

KINDS = ("early-200", "no-dedup", "amnesia")
CITIZENS, KILLS, SEED = 24, 3, 41
SECRET = "a secret for benches only"


async def noticed(kind: str, seed: int) -> bool:
    """Let the storm pass over the program broken in one way, and say what was found; whether anything was."""
    program = (sys.executable, "-m", "tests.journeys.chaos.sabotage", kind)
    storm = Storm(CITIZENS, CITIZENS, seed, KILLS, ("all",), program)
    with tempfile.TemporaryDirectory(prefix="prachakhom-red-") as folder, closing(Nursery()) as nursery:
        async with empty("SQLite") as url:
            evidence, told = await run(storm, url, SECRET, dict(os.environ), Path(folder), nursery)
    found = breaches(evidence)
    print(f"{kind}: {len(found)} breaches in {told.acts} acts, {told.seconds:.0f} s, load {os.getloadavg()[0]:.0f}")
    print("".join(f"  {breach}\n" for breach in found[:3]), end="", flush=True)
    return bool(found)


async def _all(seed: int) -> list[str]:
    return [kind for kind in KINDS if not await noticed(kind, seed)]


if __name__ == "__main__":
    if passed := asyncio.run(_all(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)):
        sys.exit(f"passed for whole: {', '.join(passed)}")
