"""`make bench`: each figure beside its floor, as a ratio, in one run on this machine; 127.0.0.1 only.

    python -m tests.bench [FOLDER]
    python -m tests.bench chaos [SEED]     the chaos journey of 2,000 citizens alone
    python -m tests.bench loop             the whole loop alone
    python -m tests.bench board [COMMENTS] the planner's board alone, of 1,000,000 comments unless said otherwise
    python -m tests.bench opinion          opinion groups alone (beside red-dwarf and Polis: tests/bench/opinion.py)
    python -m tests.bench reading [COMMENTS] reading a theme alone: pages, searches, filters
    python -m tests.bench search [COMMENTS] the search over all comments alone
    python -m tests.bench conformance      what we send against others' servers and descriptions, alone

FOLDER (or the variable BENCH_DATA): labelled CSV files for the quality of grouping,
learning and names; without it that part says so.
CONFORMANCE_DATA (or BENCH_DATA): the folder with the descriptions of LINE and Telegram.
"""

import asyncio
import csv
import logging
import os
import platform
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from admin import logs
from consultation.db import Database, open_database
from tests.bench import answers, board, broadcast, chaos, loop, opinion, reading, search, steps, webhook, yardstick
from tests.bench.databases import fresh, kinds

ROOT = Path(__file__).parents[2]
Measure = Callable[[Database, int], Awaitable[list[board.Measured]]]
LONGEST_GROUPING = 5_400.0  # seconds: every baseline on every set, twice


LOOP_FLOOR = 250.0  # answers per second


def main() -> None:
    """Run all benches, shortest first, or the one that is named. What the platform logs would hide the figures."""
    logs.configure(logging.WARNING)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # what a double was told when a process was killed
    alone = {
        "board": lambda: asyncio.run(_pages("board", board.measure, _size())),
        "reading": lambda: asyncio.run(_pages("reading", reading.measure, _size())),
        "search": lambda: asyncio.run(_pages("search", search.measure, _size())),
        "chaos": _chaos,
        "conformance": _conformance,
        "loop": lambda: asyncio.run(_loop()),
        "opinion": opinion.report,
    }
    if sys.argv[1:2] and sys.argv[1] in alone:
        alone[sys.argv[1]]()
        return
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    print(f"{'figure':46} {'ours':>10} {'floor':>10} {'ratio':>7}   floor is")
    for figure, measured in (("needs survey typed", steps.needs()), ("100 questions, 928 districts", steps.large())):
        _row(f"step of the talk, {figure}", measured.step, measured.scene, "the form's logic alone, once", unit="ms")
    asyncio.run(_databases())
    asyncio.run(_broadcast())
    asyncio.run(_loop())
    asyncio.run(_pages("board", board.measure, board.USUAL))
    asyncio.run(_pages("reading", reading.measure, board.USUAL))
    asyncio.run(_pages("search", search.measure, board.USUAL))
    _grouping()
    opinion.report()
    _conformance()
    _chaos()


def _row(figure: str, ours: float, floor: float, what: str, unit: str = "/s") -> None:
    print(f"{figure:46} {ours:>8.1f}{unit:2} {floor:>8.1f}{unit:2} {ours / floor:>7.2f}   {what}", flush=True)


async def _databases() -> None:
    for kind in kinds():
        async with fresh(kind) as url:
            await _one_conversation(url)
            floor = await webhook.measure("floor", url)
        for of, name in (("ours", "the whole program"), ("ingress", "ingress")):
            async with fresh(kind) as url:
                ours = await webhook.measure(of, url)
            what = "bare handler: signature, one row, one commit"
            _row(f"durable webhook events, {name}, {kind}", ours, floor, what)
        async with fresh(kind) as url:
            waited = await webhook.steady("ingress", url)
        what = (
            f"half a second; longest {waited.longest:.0f} ms, {waited.others} not 200, sender late {waited.late:.0f} ms"
        )
        _row(f"p99 at {webhook.STEADY_RATE} events/s, ingress, {kind}", waited.p99, 500.0, what, unit="ms")
    alone = answers.floor()
    for kind in kinds():
        async with fresh(kind) as url:
            db = open_database(url)
            measured = await answers.measure(db)
            await db.close()
        assert measured.submitted == answers.CITIZENS
        _row(f"answers through one worker, {kind}", measured.rate, alone, "the talk alone, nothing stored")


async def _broadcast() -> None:
    """A broadcast to 100,000 people: seconds, which must stay under a minute, and memory, which must stay flat."""
    alone = await broadcast.floor()
    for kind in kinds():
        async with fresh(kind) as url:
            db = open_database(url)
            measured = await broadcast.measure(db)
            await db.close()
        figure = f"broadcast to {broadcast.PEOPLE:,} on LINE, {kind}"
        _row(figure, measured.seconds, alone, f"the requests alone; memory grew {measured.growth:.0f} MB", unit="s ")
        assert measured.seconds < broadcast.LONGEST and measured.growth < broadcast.MOST_GROWTH, measured


async def _loop() -> None:
    for kind in kinds():
        before = yardstick.milliseconds()
        async with fresh(kind) as url:
            measured = await loop.measure(url)
        here = (before + yardstick.milliseconds()) / 2
        assert measured.submitted == loop.CITIZENS
        _row(f"answers through the whole loop, {kind}", measured.rate, LOOP_FLOOR, "the promise, a process")
        ours = "" if measured.cpu is None else f", {measured.cpu:.1f} ms of processor an answer"
        cpu = f"{ours}; the double takes {measured.double:.1f}"
        print(f"{'':46} reply after {measured.median:.2f} s (median), {measured.p99:.2f} s (p99){cpu}")
        of = "" if measured.cpu is None else f", so an answer costs {measured.cpu / here:.2f} of it"
        print(f"{'':46} to compare machines: a fixed piece of Python takes {here:.1f} ms here and now{of}", flush=True)


def _size() -> int:
    return int(sys.argv[2]) if len(sys.argv) > 2 else board.LARGE


async def _pages(name: str, measure: Measure, comments: int) -> None:
    """Pages and acts of the planner on that many comments: processor seconds."""
    for kind in kinds():
        async with fresh(kind) as url:
            db = open_database(url)
            for of in await measure(db, comments):
                figure = f"{name} of {comments:,}, {of.name}, {kind}"
                _row(
                    figure, of.processor, board.FLOOR, f"a page must be there; {of.wall:.1f} s by the clock", unit="s "
                )
            await db.close()


def _chaos() -> None:
    seed = int(sys.argv[2]) if sys.argv[1:2] == ["chaos"] and len(sys.argv) > 2 else None
    if not asyncio.run(chaos.weather(seed)):
        sys.exit("the promise was broken: see above")


def _conformance() -> None:
    """Fetch the servers, then the tests that need them and the descriptions; each says what it lacks."""
    print("\nConformance:", flush=True)
    for command in (["-m", "tests.conformance.fetch"], ["-m", "pytest", "-n0", "-q", "-rs", "tests/conformance"]):
        subprocess.run([sys.executable, *command], cwd=ROOT, check=False)


async def _one_conversation(url: str) -> None:
    """The row that the bare handler's events refer to."""
    from bot.models import Conversation

    db = open_database(url)
    await db.write(lambda session: session.add(Conversation(channel="line", account="line", key="bench")))
    await db.close()


def _grouping() -> None:
    """Time on the demonstration's own comments; quality where labelled text is given."""
    with (ROOT / "admin" / "demo" / "hearing.csv").open(encoding="utf-8-sig", newline="") as file:
        comments = [text for row in csv.DictReader(file) for text in (row["reason"], row["change"]) if text]
    plain = "words, TF-IDF, k-means of 12 groups"
    _row(f"grouping {len(comments)} sample comments", _ours(comments), _plain(comments), plain, unit="s ")
    print("\nGrouping against size (a million: python -m tests.bench.scale 1000000):", flush=True)
    subprocess.run([sys.executable, "-m", "tests.bench.scale"], cwd=ROOT, check=False)
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BENCH_DATA", "")
    if not folder or not Path(folder).is_dir():
        print("\nQuality of grouping: not measured. Labelled Thai text is not part of this repository;")
        print("name a folder of CSV files with the columns id, label, text:  make bench BENCH_DATA=FOLDER")
        return
    print(f"\nQuality of grouping on {folder} (at most {LONGEST_GROUPING:.0f} s):", flush=True)
    asyncio.run(_quality(folder))
    _learning(folder)


def _ours(comments: list[str]) -> float:
    from nlp.group import group

    group(comments[:60])  # load the dictionaries
    began = time.perf_counter()
    group(comments)
    return time.perf_counter() - began


def _plain(comments: list[str]) -> float:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    from nlp.words import tokens

    began = time.perf_counter()
    words = [tokens(comment) for comment in comments]
    vectors = TfidfVectorizer(analyzer=list).fit_transform(words)
    KMeans(n_clusters=12, n_init=4, random_state=0).fit(vectors)
    return time.perf_counter() - began


def _learning(folder: str) -> None:
    """How fast the board learns from officers, and what themes are called."""
    for module, about in (("learning", "Learning from officers' decisions"), ("labels", "Names of themes, to be read")):
        print(f"\n{about}, on {folder}:", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.bench.{module}", folder], cwd=ROOT, check=False)


async def _quality(folder: str) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.grouping", folder)
    try:
        await asyncio.wait_for(process.wait(), LONGEST_GROUPING)
    except TimeoutError:
        process.kill()
        await process.wait()
        print(f"stopped after {LONGEST_GROUPING:.0f} s; all of it: python -m tests.bench.grouping {folder}")


if __name__ == "__main__":
    main()
