"""Everything goes wrong at once, and everybody counts, once: I2, I3, I12, and L30 and T13 from end to end.

Citizens of LINE and Telegram answer a consultation while a fifth of the deliveries comes twice, a third late, some
under false signatures; while the platforms answer 429 and 500, fall silent or cut the connection after having taken a
message; and while processes are killed with -9 at moments nobody chose. What is proven is judged by `chaos/oracle.py`.
The full size runs in `make bench`.
"""

import os
from pathlib import Path

from tests.conftest import SECRET
from tests.journeys.chaos.journey import Storm, Told, run
from tests.journeys.chaos.oracle import breaches
from tests.journeys.conftest import emptied
from tests.journeys.nursery import Nursery

# The seed of a failing run is a strong hint: CHAOS_SEED gives another, to look again.
SEED = int(os.environ.get("CHAOS_SEED", "41"))
ONE_PROCESS = Storm(citizens=28, at_once=28, seed=SEED, kills=10, roles=("all",))
FOUR_PROCESSES = Storm(citizens=28, at_once=28, seed=SEED + 2, kills=8, roles=("web", "web", "work", "work"))


async def test_i2_i3_one_process_on_sqlite_killed_ten_times(sqlite_url: str, tmp_path: Path, nursery: Nursery) -> None:
    await weathered(ONE_PROCESS, sqlite_url, tmp_path, nursery)


async def test_i12_two_webs_and_two_workers_on_postgresql_killed_eight_times(
    postgresql_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    await weathered(FOUR_PROCESSES, postgresql_url, tmp_path, nursery)


async def weathered(storm: Storm, url: str, folder: Path, nursery: Nursery) -> None:
    await emptied(url)
    evidence, told = await run(storm, url, SECRET, dict(os.environ), folder, nursery)
    print(told)
    found = breaches(evidence)
    assert not found, "\n".join([*found, f"the screens: {folder}/screens.txt"])
    was_rough(storm, told)


def was_rough(storm: Storm, told: Told) -> None:
    """It was as bad as it was meant to be."""
    assert told.kills == storm.kills
    assert told.repeated > 0.06 * told.acts  # of a fifth: copies that met a process killed or kept waiting do not count
    assert 0.02 * told.deliveries < told.forged
    assert told.accidents > 0.01 * told.acts
