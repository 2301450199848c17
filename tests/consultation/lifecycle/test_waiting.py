"""What waits for a decision: found among many at once, and none of it passed over by the quick look."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from consultation import clock, rights
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.consult.service import NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.lifecycle import moving, results, waiting
from consultation.lifecycle.values import Mover, ResultInput
from consultation.places.schemes import cluster

pytestmark = pytest.mark.usefixtures("fixed_clock")
HEAD = Mover(name="หัวหน้า", grants=rights.of("HEAD"))
TEMPLATES = {"survey": "needs", "plan_consultation": "needs", "hearing_2548": "hearing-2548", "evaluation": "needs"}


def drafts(session: Session, each: int = 1) -> None:
    """Consultations of every kind in many states, with and without what a decision needs."""
    of = cluster("2567:10")
    for n in range(each):
        for kind, template in TEMPLATES.items():
            for state in ("draft", "closed", "analysed"):
                for ends in (None, clock.now() - timedelta(days=2), clock.now() + timedelta(days=30)):
                    new = NewConsultation(
                        title=f"{kind} {n}", kind=kind, template=template, scheme=of.scheme, cluster=of.number,
                        closes_at=clock.now() + timedelta(days=30),
                    )  # fmt: skip
                    made = consult.create(session, new, fill(template, of), "ก")
                    row = session.get_one(Consultation, made.id)
                    row.state, row.closes_at, row.closed_at = state, ends, ends if state != "draft" else None
                    session.add(row)
                    session.flush()
                    if state != "draft" and ends is not None and ends < clock.now():
                        results.save(session, made.id, ResultInput(summary="ก", limits="ข"), "ก")


async def test_nothing_is_passed_over_that_nothing_stops(db: Database) -> None:
    await db.write(drafts)

    def look(session: Session) -> tuple[int, int]:
        rows, left, all_in_all = session.exec(select(Consultation)).all(), 0, 0
        for to in ("approved", "announced", "open", "published", "answered"):
            near = {row.id for row in moving.in_reach(session, rows, to)}
            for row in rows:
                free = not any(each.stops for each in moving.asked(session, row, to))
                assert not free or row.id in near, (row.kind, row.state, to)
                left, all_in_all = left + (row.id in near), all_in_all + 1
        return left, all_in_all

    left, all_in_all = await db.read(look)
    assert 0 < left < all_in_all


async def test_many_that_wait_are_looked_at_at_once(db: Database) -> None:
    await db.write(drafts, 3)
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        few = await db.read(waiting.decisions, HEAD)
        before = asked
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert before < 40 + 20 * len(few), "as many questions as there are decisions, not as there are consultations"
