"""`python -m tests.bench.papers [ROWS]`: a file of papers with one faulty row in a hundred, in and out and in again.

Prints of each step, on both databases, processor time (this process's), the same in seconds of the quiet machine where
the house's limits were set (`tests.effort`), time by the clock, and how many statements went to the database.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from admin import migrate
from consultation.consult.service import ConsultationView
from consultation.db import open_database
from consultation.entry import batches, work
from consultation.entry.template import filled
from consultation.vault import Vault
from tests import effort
from tests.bench.databases import empty, kinds
from tests.consultation.talk.citizens import NEEDS, consultation

WORDS = ("น้ำไม่พอทำนาช่วงหน้าแล้งทุกปี", "ถนนเข้าหมู่บ้านเป็นหลุมรถติดหล่ม", "ไฟส่องทางไม่มีกลางคืนอันตราย", "ราคาข้าวตกต่ำหนี้เพิ่ม")


def papers(rows: int) -> list[dict[str, str]]:
    """Filled papers of the needs survey; each hundredth is wrong, in one of three ways."""
    form = NEEDS
    names = {one.role: one.name for one in form.questions if one.role}
    province = form.by_role("province")
    assert province is not None
    districts = form.by_role("district")
    assert districts is not None
    found = []
    for n in range(rows):
        cells = {"_number": f"A{n:05}"}
        place = province.choices[n % (len(province.choices) - 1)]  # the last is outside the cluster
        for question in form.questions:
            if question.role == "district":
                inside = [one for one in districts.choices if place.name in one.columns.values()] or districts.choices
                cells[question.name] = inside[n % len(inside)].label["th"]
            elif question.type == "select_one" and not question.role.startswith("consent"):
                cells[question.name] = question.choices[n % len(question.choices)].label["th"]
            elif question.type == "select_multiple":
                cells[question.name] = " ; ".join(one.label["th"] for one in question.choices[n % 3 : n % 3 + 2])
            elif question.type == "text":
                cells[question.name] = f"{WORDS[n % len(WORDS)]} หมู่ {n % 23 + 1}"
        cells[names["province"]] = place.label["th"]
        if n % 100 == 99:
            wrong = ({"_number": f"A{n - 1:05}"}, {names["province"]: "ฮ่องกง"}, {names["sector"]: "ไม่มีแบบนี้"})
            cells |= wrong[n // 100 % 3]
        found.append(cells)
    return found


async def main(rows: int) -> None:
    """Measure on each database that is installed."""
    content = filled(NEEDS, papers(rows))
    for kind in kinds():
        async with empty(kind) as url:
            await migrate.upgrade(url)
            await _measure(kind, url, content)


async def _measure(name: str, url: str, content: bytes) -> None:
    db, vault = open_database(url), Vault(b"a secret for the bench")
    made: ConsultationView = await db.write(consultation)
    for again in ("", " again"):
        with _timed(f"{name}: check{again}"):
            batch = await db.write(batches.bring, vault, made.id, "papers.xlsx", content, "bench")
            await work.work(db, vault, batch)
        print(
            f"   {(await db.read(batches.view, batch)).good} good, {(await db.read(batches.view, batch)).faulty} faulty"
        )
        with _timed(f"{name}: store{again}"):
            await db.write(batches.start, batch, "bench", partial=True)
            await work.work(db, vault, batch)
        with _timed(f"{name}: undo{again}"):
            await db.write(batches.undo, batch, "bench", "bench")
            await work.work(db, vault, batch)
    await db.close()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    cpu, wall, said = time.process_time(), time.perf_counter(), _statements
    yield
    spent, clock = time.process_time() - cpu, time.perf_counter() - wall
    told = f"{spent:.1f} s of processor ({effort.quiet(spent):.1f} quiet), {clock:.1f} s by the clock"
    print(f"{what}: {told}, {_statements - said} statements", flush=True)


_statements = 0


@event.listens_for(Engine, "before_cursor_execute")
def _counted(*_: Any) -> None:
    global _statements
    _statements += 1


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
