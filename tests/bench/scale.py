"""Time and memory of grouping against size, on comments put together by lot from parts of our own.

    python -m tests.bench.scale [SIZE …]        (1000 10000 100000 where none is named; 1000000 takes minutes)
    python -m tests.bench.scale --text FILE     (only the speed of tokenizing the column text of a CSV file)

Each size has a process of its own. Printed: seconds by the clock and of all processors, peak memory of the process and
of its helpers, and the exponent of the time between sizes; then the speed of tokenising beside the tokenizer's own.
"""

import csv
import math
import multiprocessing
import os
import random
import resource
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

SIZES = (1_000, 10_000, 100_000)
FLOORS = {1_000: (2.0, None), 10_000: (8.0, None), 100_000: (60.0, 2048), 1_000_000: (720.0, 8192)}
STEEPEST = 1.15
_TURNS = 3


def comments(size: int, seed: int = 0) -> list[str]:
    """Return comments made of parts; one of fifty is said again with another ending, as people do who copy."""
    parts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    lot = random.Random(seed)
    made: list[str] = []
    while len(made) < size:
        if made and lot.random() < 0.02:
            made.append(f"{lot.choice(made[-1000:])} {lot.choice(parts['ending'])}".strip())
            continue
        matter = lot.choice(parts["matter"])
        said = [lot.choice(parts["opening"]), lot.choice(matter["what"]) + lot.choice(matter["said"])]
        said += [lot.choice(parts["place"]) + str(lot.randint(1, 99)), lot.choice(parts["when"])]
        said += [lot.choice(parts["effect"]), lot.choice(parts["wish"]) + lot.choice(parts["ending"])]
        if lot.random() < 0.3:
            other = lot.choice(matter["what"]) + lot.choice(matter["said"])
            said.insert(3, f"{other}{lot.choice(parts['effect'])}")
        made.append(" ".join(filter(None, said)))
    return made


def measured(size: int) -> tuple[float, float, float, int]:
    """Return seconds by the clock, of all processors, peak MiB, themes."""
    from nlp.group import group

    texts = comments(size)
    base = os.getpid()
    watch = _Watch(base)
    began, used = time.perf_counter(), _used()
    found = group(texts)
    seconds = time.perf_counter() - began
    return seconds, _used() - used, watch.stop(), len(found.themes)


def _used() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _Watch:
    """The most memory that this process and its helpers hold at one time (proportional share, four looks a second)."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self._most = max(self._most, sum(map(_resident, [self._pid, *_children(self._pid)])))


def _resident(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found


def tokenising(texts: Sequence[str]) -> None:
    """Print the speed of cleaning and cutting raw texts beside that of the tokenizer alone on the same texts.

    First in processor time, the best of a few turns, in this process; then by the clock (which means nothing on a busy
    machine) in as many processes as there are processors, with handing texts over and words back. Comments made of
    parts say the same runs again and again, which are cut once: other text gains less (`--text FILE`).
    """
    from nlp.workers import Workers, cores

    chunks = [texts[start : start + 1_000] for start in range(0, len(texts), 1_000)]
    for chunk in chunks[:2]:
        alone(chunk), cut(chunk)
    own = min(_seconds(lambda: [alone(chunk) for chunk in chunks]) for _ in range(_TURNS))
    ours = min(_seconds(lambda: [cut(chunk) for chunk in chunks]) for _ in range(_TURNS))
    print(f"tokenizing  {len(texts) / own:9,.0f} a second by the tokenizer alone, {len(texts) / ours:9,.0f} with "
          f"cleaning ({own / ours:.0%}, one process)")  # fmt: skip
    with Workers(cores()) as workers:
        clock = [_by_clock(workers, f"tests.bench.scale:{function}", chunks) for function in ("alone", "cut")]
    print(f"            {len(texts) / clock[0]:9,.0f} by the clock by the tokenizer alone in {cores()} processes, "
          f"{len(texts) / clock[1]:9,.0f} with cleaning ({clock[0] / clock[1]:.0%})")  # fmt: skip


def _by_clock(workers: Any, function: str, chunks: Sequence[Sequence[str]]) -> float:
    """Seconds for all chunks, each process having read its dictionary before."""
    for _ in workers.map(function, chunks):
        pass
    began = time.perf_counter()
    for _ in workers.map(function, chunks):
        pass
    return time.perf_counter() - began


def alone(texts: Sequence[str]) -> list[list[str]]:
    """Return what the tokenizer makes of texts, as they stand."""
    segment = _tokenizer()
    return [segment(text) for text in texts]


def cut(texts: Sequence[str]) -> list[str]:
    """Return what we make of texts: cleaned, cut, digits and signs left out."""
    from nlp.words import batch

    return batch(texts)


def _tokenizer() -> Callable[[str], list[str]]:
    from nlp.words import _segmenter

    return _segmenter()


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main(arguments: Sequence[str]) -> int:
    """Measure the sizes, or only the tokenizing of a file's text; 0."""
    if arguments[:1] == ["--text"]:
        with Path(arguments[1]).open(encoding="utf-8-sig", newline="") as handle:
            tokenising([row["text"] for row in csv.DictReader(handle)])
        return 0
    before: tuple[int, float] | None = None
    for size in [int(argument) for argument in arguments] or SIZES:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, used, memory, themes = pool.apply(measured, (size,))
        most, room = FLOORS.get(size, (math.inf, None))
        floor = f"(at most {most:.0f} s{f', {room:,} MiB' if room else ''})" if most < math.inf else ""
        steep = ""
        if before:
            steep = f"  exponent {math.log(seconds / before[1]) / math.log(size / before[0]):.2f} (at most {STEEPEST})"
        print(f"{size:>9,} comments {seconds:8.1f} s, {used:8.1f} s of processors, {memory:7,.0f} MiB, {themes} themes "
              f"{floor}{steep}", flush=True)  # fmt: skip
        before = (size, seconds)
    tokenising(comments(10_000, seed=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
