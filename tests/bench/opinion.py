"""Opinion groups: seconds and memory on a large hall; agreement with red-dwarf, and with Polis where its exports are.

    python -m tests.bench opinion
    python -m tests.bench.opinion large      one large hall alone, for its memory: prints JSON

RED_DWARF_PYTHON: a Python that has red-dwarf 0.4.0 (an environment of its own: it brings pandas and much else).
POLIS_DATA: a folder of Polis's exports, each a folder with participant-votes.csv (and comments.csv), or of red-dwarf's
fixtures (votes.json with math-pca2.json). Each part says so when what it needs is missing.
"""

import csv
import functools
import http.server
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consultation.opinion import polis
from nlp.opinion import Opinions, opinions

PEOPLE, STATEMENTS, SHARE = 20_000, 1_000, 0.05
LONGEST, MOST_MEMORY = 10.0, 500.0  # seconds, MiB, of the mathematics

Votes = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]


@dataclass(frozen=True)
class Measured:
    """Of one large hall. seconds: of processor; memory: MiB over what was there before; same: adjusted Rand index with
    the camps that were put in."""

    seconds: float
    memory: float
    same: float


def camps(people: int, statements: int, share: float, number: int, seed: int = 0) -> tuple[Votes, NDArray[np.int64]]:
    """Votes of people of several camps, the last fifth of statements shared by all; and which camp each is of."""
    random = np.random.RandomState(seed)
    taste = random.uniform(0.05, 0.95, (number, statements))
    taste[:, -(statements // 5) :] = 0.9
    camp = random.randint(0, number, people)
    rows, columns, votes = [], [], []
    for person in range(people):  # row by row: the whole matrix would be the memory that is measured
        seen = np.flatnonzero(random.rand(statements) < share)
        chance = random.rand(len(seen))
        rows.append(np.full(len(seen), person, dtype=np.int64))
        columns.append(seen.astype(np.int64))
        agreed = np.where(chance < taste[camp[person], seen], 1, -1)
        votes.append(np.where(random.rand(len(seen)) < 0.08, 0, agreed).astype(np.int8))
    return (np.concatenate(rows), np.concatenate(columns), np.concatenate(votes)), camp


def large() -> Measured:
    """One large hall in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.opinion", "large"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return Measured(**json.loads(said.stdout))


def measure() -> Measured:
    """The large hall in this process."""
    import sklearn.cluster  # noqa: F401  # loaded before, so that only what the votes need is measured

    votes, camp = camps(PEOPLE, STATEMENTS, SHARE, 4)
    opinions(*(column[:2_000] for column in votes))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = opinions(*votes)
    seconds = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Measured(seconds, memory, _same(found, dict(enumerate(camp.tolist()))))


def report() -> None:
    """Print everything there is to print."""
    found = large()
    figure = f"opinion groups, {PEOPLE:,} people x {STATEMENTS:,} statements"
    print(
        f"\n{figure}: {found.seconds:.1f} s of processor (promise {LONGEST:.0f}), {found.memory:.0f} MiB more ", end=""
    )
    print(f"(promise {MOST_MEMORY:.0f}), adjusted Rand index with the camps put in {found.same:.3f}", flush=True)
    _beside_red_dwarf()
    _beside_polis()


def _beside_red_dwarf() -> None:
    python = os.environ.get("RED_DWARF_PYTHON", "")
    if not python or shutil.which(python) is None:
        print("red-dwarf: not compared. Name a Python that has it: pip install red-dwarf==0.4.0 into an environment of")
        print("its own, then  RED_DWARF_PYTHON=…/bin/python make bench")
        return
    opinions(*camps(30, 10, 0.9, 2)[0])  # load what it loads
    for people, statements, share in ((90, 30, 0.8), (500, 60, 0.4), (2_000, 100, 0.3)):
        votes, camp = camps(people, statements, share, 3, seed=1)
        began = time.process_time()
        ours = opinions(*votes)
        seconds = time.process_time() - began
        theirs = red_dwarf(python, votes, ours)
        truth = dict(enumerate(camp.tolist()))
        groups = {int(person): group for person, group in theirs["groups"].items()}
        print(
            f"red-dwarf, {people:,} x {statements}: read back {theirs['votes']:,} votes of {len(votes[0]):,}; ", end=""
        )
        print(f"Rand with it {_same(ours, groups):.2f}; with the camps: ours {_same(ours, truth):.2f}, ", end="")
        print(f"its {_rand(groups, truth):.2f}; consensus {_alike(ours.consensus, theirs['consensus'])}, ", end="")
        print(f"speaking {_alike(*_speaking(ours, groups, theirs['speaking']))}; ", end="")
        print(f"{seconds:.1f} s beside {theirs['seconds']:.1f} s of processor", flush=True)


def _speaking(
    ours: Opinions, groups: dict[int, int], speaking: dict[str, list[int]]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Group and statement for every statement that speaks, their groups under the number of ours that shares most."""
    both = Counter((groups[person], group) for person, group in ours.group_of.items() if person in groups)
    ours_of = {theirs: mine for (theirs, mine), _ in reversed(both.most_common()) if mine is not None}
    mine = {(number, said.statement) for number, group in enumerate(ours.groups) for said in group.speaking}
    return mine, {(ours_of[int(group)], id) for group, ids in speaking.items() for id in ids}


def red_dwarf(python: str, votes: Votes, ours: Opinions) -> dict[str, Any]:
    """Write votes as our export does, and let red-dwarf import them over HTTP and compute."""
    with tempfile.TemporaryDirectory() as folder:
        polis.write(
            _conversation(votes, ours), lambda name: (Path(folder) / name).open("w", encoding="utf-8", newline="")
        )
        with _served(folder) as address:
            script = str(Path(__file__).with_name("red_dwarf.py"))
            said = subprocess.run([python, script, address], capture_output=True, text=True, check=False, cwd=folder)
    if said.returncode:
        raise SystemExit(f"red-dwarf did not take our export:\n{said.stderr[-2000:]}")
    return dict(json.loads(said.stdout.splitlines()[-1]))


def _conversation(votes: Votes, found: Opinions) -> polis.Conversation:
    people, statements, values = votes
    order = np.lexsort((people, statements))
    day = datetime(2026, 11, 2, tzinfo=UTC)
    said = [
        polis.Said(int(id), f"“{id}”, a statement", day, polis.OFFICER, "accepted", False, True)
        for id in np.unique(statements)
    ]
    days = np.full(len(order), int(day.timestamp()))
    cast = polis.Votes(statements[order], people[order], values[order], days)
    inside = {person: group for person, group in found.group_of.items() if group is not None}
    return polis.Conversation("bench", "", "http://127.0.0.1/", said, cast, inside, len(found.groups))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: str) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _beside_polis() -> None:
    folder = Path(os.environ.get("POLIS_DATA", "") or "-")
    if not folder.is_dir():
        print("Polis's own groups: not compared. Its published exports are not part of this repository; name a folder")
        print("of them:  POLIS_DATA=FOLDER make bench")
        return
    for export in sorted({file.parent for file in folder.rglob("*participant*-votes.csv")}):
        votes, groups, out = exported(export)
        found = opinions(*votes, out=out)
        _told(export.name, found, groups, None)
    for math in sorted(folder.rglob("math-pca2.json")):
        if (math.parent / "votes.json").is_file():
            votes, groups, out, consensus = fixture(math.parent)
            _told(math.parent.name, opinions(*votes, out=out), groups, consensus)


def _told(name: str, found: Opinions, groups: dict[int, int], consensus: list[int] | None) -> None:
    agreed = "" if consensus is None else f"; consensus {_alike(found.consensus, consensus)}"
    print(f"Polis's {name}: {len(found.groups)} groups, Polis {len(set(groups.values()))}; Rand ", end="")
    print(f"{_same(found, groups):.2f}; our stability {found.agreement:.2f}{agreed}", flush=True)


def exported(folder: Path) -> tuple[Votes, dict[int, int], set[int]]:
    """A Polis export: votes, Polis's groups, statements that were moderated out."""
    [table] = folder.glob("*participant*-votes.csv")
    people, statements, votes, groups = [], [], [], {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            person = int(row["participant"])
            if row["group-id"]:
                groups[person] = int(row["group-id"])
            for name, cell in row.items():
                if name.isdigit() and cell:
                    people.append(person)
                    statements.append(int(name))
                    votes.append(int(cell))
    out: set[int] = set()
    for comments in folder.glob("*comments.csv"):
        with comments.open(encoding="utf-8", newline="") as file:
            out = {int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"}
    return (np.array(people), np.array(statements), np.array(votes, dtype=np.int8)), groups, out


def fixture(folder: Path) -> tuple[Votes, dict[int, int], set[int], list[int]]:
    """red-dwarf's copy of what Polis computed: votes, groups, moderated out, statements of agreed consensus."""
    math = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    people = np.array([row.get("participant_id", row.get("pid")) for row in rows], dtype=np.int64)
    statements = np.array([row.get("statement_id", row.get("tid")) for row in rows], dtype=np.int64)
    votes = np.array([row["vote"] for row in rows], dtype=np.int8)
    agreed = sum(sum(counts["A"]) for counts in math.get("votes-base", {}).values())
    if abs(int((votes == -1).sum()) - agreed) < abs(int((votes == 1).sum()) - agreed):
        votes = (-votes).astype(np.int8)  # Polis's database has -1 for agree
    base = dict(zip(math["base-clusters"]["id"], math["base-clusters"]["members"], strict=True))
    groups = {int(person): int(group["id"]) for group in math["group-clusters"] for id in group["members"]
              for person in base[id]}  # fmt: skip
    consensus = [int(one["tid"]) for one in math["consensus"]["agree"]]
    return (people, statements, votes), groups, set(math.get("mod-out", ())), consensus


def _same(found: Opinions, groups: dict[int, int]) -> float:
    return _rand({person: group for person, group in found.group_of.items() if group is not None}, groups)


def _rand(one: dict[int, int], other: dict[int, int]) -> float:
    from sklearn.metrics import adjusted_rand_score

    both = sorted(one.keys() & other.keys())
    return float(adjusted_rand_score([one[person] for person in both], [other[person] for person in both]))


def _alike(ours: object, theirs: object) -> str:
    one, other = set(ours), set(theirs)  # type: ignore[call-overload]
    return "identical" if one == other else f"{len(one & other)} of {len(one | other)} the same"


if __name__ == "__main__":
    if sys.argv[1:] == ["large"]:
        print(json.dumps(vars(measure())))
    else:
        report()
