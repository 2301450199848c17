"""A grouped theme set, made by the real job."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from consultation import jobs
from consultation.db import Database
from consultation.jobs import Handler
from consultation.themes import service, work
from nlp.group import Grouping, group
from tests.consultation.themes.hearing import answer, hold, rows
from tests.prepared import made_once

_known: dict[Any, Grouping] = {}


async def run_jobs(db: Database, kind: str) -> None:
    """Do every due job of themes of a kind, as the job loop does."""
    await run_handlers(db, kind, work.handlers(db))


async def run_handlers(db: Database, kind: str, handlers: dict[str, Handler]) -> None:
    """Do every due job of a kind by one of these handlers."""
    handler = handlers[kind]
    while claimed := await db.write(jobs.claim, "test", [kind]):
        for job in claimed:
            await handler(job)
            await db.write(jobs.finish, job.id, "test")


WATER = "ขอแหล่งน้ำขนาดเล็กในไร่นา สระละไม่กี่หมื่นแต่ใช้ได้ยาว ดีกว่าโครงการใหญ่ที่น้ำมาไม่ถึง โทร 081-234-5678"
PRICES = "ข้าวราคาตกทุกปี ขายแล้วบ่พอใช้หนี้ ปุ๋ยกะแพง น้ำมันกะแพง สิให้เฮ็ดจั่งใด๋"
BRIDGE = "สะพานมิตรภาพแห่งที่ 5 เปิดแล้วแต่คนบึงกาฬได้อะไร ขอให้มีตลาดชายแดนและพื้นที่ให้รายย่อยขายของ ไม่ใช่ให้รถวิ่งผ่านเฉยๆ"
SEVERAL = (f"1) {WATER} 2) {PRICES}", f"1) {PRICES} 2) {BRIDGE} 3) {PRICES}", f"1) {BRIDGE} 2) {WATER}")


@made_once
async def grouped(
    db: Database, most: int | None = 60, groups: int | None = 5, said: Sequence[str] = ()
) -> tuple[int, int]:
    """A hearing with comments and its grouped theme set: the two ids. said: what further people said."""
    consultation_id = await db.write(hold, most)
    for text in said:
        await db.write(answer, consultation_id, {**rows(1)[0], "reason": "", "change": text})
    set_id = await db.write(service.start, consultation_id, "change", "planner", groups)
    with patch.object(work, "group", _remembered):
        await run_jobs(db, service.GROUP_JOB)
    return consultation_id, set_id


def _remembered(texts: Sequence[str], **how: Any) -> Grouping:
    """The grouping itself, once for the same comments: it is deterministic, and most tests begin with the same."""
    key = (tuple(texts), how["groups"], how["seed"], how["taxonomy"], how["previous"])
    if key not in _known:
        _known[key] = group(texts, **how)
    return _known[key]
