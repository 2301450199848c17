"""Random walks: no act brings one to a state without what that state needs, and a refused act changes nothing.

The judge below knows nothing of `life.py`: it looks only at what is stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from admin.tables import load
from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.law import due, notices
from consultation.lifecycle import moving, results, timers
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.models import ConsultationResult
from consultation.lifecycle.service import Rules
from consultation.lifecycle.values import Mover, ResultInput
from consultation.meetings import views as meetings
from tests.conftest import NOON
from tests.consultation.lifecycle.kinds import (
    ANSWER,
    CLERK,
    FORM,
    HEAD,
    MAKER,
    OFFICER,
    PLANNER,
    RESULT,
    make,
    make_known,
)

MOVERS = (OFFICER, PLANNER, CLERK, HEAD, MAKER)
EMPTY = FORM.model_copy(update={"questions": ()})
TEXTS = (RESULT, ANSWER, ResultInput(), ResultInput(summary="มีแต่สรุป"))

moves = st.tuples(st.just("move"), st.sampled_from(life.ORDER), st.sampled_from(MOVERS))
others = st.one_of(
    st.tuples(st.just("back"), st.sampled_from(("", "แก้คำผิด")), st.sampled_from(MOVERS)),
    st.tuples(st.just("cancel"), st.sampled_from(("", "ฝนตกหนัก")), st.sampled_from(MOVERS)),
    st.tuples(st.just("form"), st.sampled_from((FORM, EMPTY)), st.just(OFFICER)),
    st.tuples(st.just("window"), st.sampled_from((None, 3, 30)), st.just(OFFICER)),
    st.tuples(st.just("result"), st.sampled_from(TEXTS), st.just(OFFICER)),
    st.tuples(st.just("known"), st.just("result"), st.just(OFFICER)),
    st.tuples(st.just("correct"), st.none(), st.sampled_from(MOVERS)),
    st.tuples(st.just("rules"), st.sampled_from((1, 2, 5, 9)), st.sampled_from(MOVERS)),
    st.tuples(st.just("wait"), st.sampled_from((1, 25, 90)), st.just(OFFICER)),
    st.tuples(st.just("object"), st.sampled_from(("", *life.ORDER)), st.just(OFFICER)),
)
# What an office would do, so that walks come far; whatever happens between does not have to be sensible.
SENSIBLE = (
    ("move", "approved", HEAD), ("move", "announced", OFFICER), ("wait", 25, OFFICER), ("move", "open", OFFICER),
    ("wait", 90, OFFICER), ("move", "closed", OFFICER), ("move", "analysed", PLANNER), ("result", ANSWER, OFFICER),
    ("known", "result", OFFICER), ("move", "published", HEAD), ("move", "answered", PLANNER),
)  # fmt: skip


def disturbed(step: Any) -> st.SearchStrategy[list[Any]]:
    """A sensible step, alone or with something before it that may be in its way."""
    name, to, _ = step
    ways = [st.just([step]), others.map(lambda one: [one, step]), moves.map(lambda one: [one, step])]
    if name == "move":
        ways.append(st.just([("object", to, OFFICER), step, ("object", "", OFFICER), step]))
        ways.append(st.just([(name, to, MAKER), step]))
        ways.append(st.sampled_from(TEXTS).map(lambda text: [("result", text, OFFICER), step]))
    return st.one_of(ways)


walks = st.tuples(*map(disturbed, SENSIBLE)).map(lambda parts: [step for part in parts for step in part])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    load().create_all(made)
    yield made
    made.dispose()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(life.KINDS), walk=walks)
@example(kind="hearing_2548", walk=[("move", "approved", MAKER)])
@example(kind="survey", walk=[("object", "open", OFFICER), ("move", "open", OFFICER)])
def test_no_walk_reaches_a_state_without_what_it_needs(engine: Engine, kind: str, walk: list[Any]) -> None:
    with Session(engine) as session, clock.fixed(NOON), objecting() as against:
        made = make(session, kind)
        passed, now = ["draft"], NOON
        for name, value, by in walk:
            if name == "wait":
                now += timedelta(days=value)
            before = stored(session, made.id)
            with clock.fixed(now):
                try:
                    with session.begin_nested():
                        act(session, made.id, name, value, by, against)
                except Refused as error:
                    assert str(error), "a refusal says why"
                    session.expire_all()
                    assert stored(session, made.id) == before, (name, value, by)
            state = stored(session, made.id)["row"]["state"]
            if state != before["row"]["state"]:
                with clock.fixed(now):
                    judge(session, made.id, before["row"]["state"], passed, against[0] if name == "move" else "", now)
                passed.append(state)
        assert audit.verify(session) >= 2
        session.rollback()


@contextmanager
def objecting() -> Iterator[list[str]]:
    """Another subject that has something against one state."""
    against = [""]

    def source(_: Session, __: Consultation, to: str) -> list[Concern]:
        return [Concern(key="test", what="ยังไม่ครบ", mend="ทำให้ครบ")] if to == against[0] else []

    moving.SOURCES.append(source)
    try:
        yield against
    finally:
        moving.SOURCES.remove(source)


def act(session: Session, id: int, name: str, value: Any, by: Mover, against: list[str]) -> None:
    """Do what a walk says."""
    row = session.get_one(Consultation, id)
    if name == "move":
        lifecycle.move(session, id, value, by)
    elif name == "back":
        lifecycle.take_back(session, id, value, by)
    elif name == "cancel":
        lifecycle.cancel(session, id, value, by)
    elif name == "form":
        forms.save(session, id, value, by.name)
    elif name == "window":
        opens = clock.now() + timedelta(days=value) if value else None
        consult.set_window(session, id, opens, (opens or clock.now()) + timedelta(days=30), by.name)
    elif name == "result":
        results.save(session, id, value, by.name)
    elif name == "known":
        make_known(session, id, value)
    elif name == "correct":
        results.correct(session, id, by, "law")
    elif name == "rules":
        given = Rules(level=value, sampling="quota", plan_id=row.plan_id, evaluates_id=row.evaluates_id)
        lifecycle.set_rules(session, id, given, by)
    elif name == "wait":
        timers.open_due(session, id)
        timers.close_due(session, id)
    else:
        against[0] = value


def stored(session: Session, id: int) -> dict[str, Any]:
    """Everything about it that an act could change."""
    found = select(ConsultationResult).where(ConsultationResult.consultation_id == id)
    acts = select(AuditEntry.id).order_by(col(AuditEntry.id))
    return {
        "row": session.get_one(Consultation, id).model_dump(),
        "results": [each.model_dump() for each in session.exec(found.order_by(col(ConsultationResult.version)))],
        "form": forms.current(session, id).model_dump(mode="json"),
        "acts": len(session.exec(acts).all()),
    }


def judge(session: Session, id: int, before: str, passed: list[str], against: str, now: datetime) -> None:
    """What must be true of a consultation that has just come to a state."""
    row = session.get_one(Consultation, id)
    state = row.state
    assert before not in ("answered", "cancelled"), "nothing comes after the end"
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert last is not None
    if state == "cancelled":
        assert before in ("draft", "approved", "announced", "open") and row.cancel_reason
        return
    assert state != against, "somebody had something against it"
    if state in ("approved", "announced", "open"):
        assert row.closes_at is not None and forms.current(session, id).questions
    led = row.kind in ("plan_consultation", "hearing_2548")
    if state == "announced" or (state == "open" and led):
        assert row.approved_by is not None or not led
        assert row.announced_at is not None and row.opens_at is not None
    if row.kind == "hearing_2548" and row.approved_by is not None:
        assert row.approved_by != row.created_by
    if row.kind == "hearing_2548" and state == "open":
        known = notices.of(session, id)["hearing"]
        assert known.complete and known.posted_on is not None
        assert (due.day_of(now) - known.posted_on).days > 15, "the notice stood for fifteen whole days"
    if row.kind == "plan_consultation" and state != "draft":
        assert row.plan_id is not None
    if state == "open":
        assert row.opened_at == now and (row.announced_at is None or (row.opens_at or now) <= now)
    if state in ("analysed", "published", "answered") and not (row.kind == "evaluation" and state != "analysed"):
        assert row.analysed_at is not None and row.closed_at is not None
    if state in ("published", "answered"):
        newest = results.newest(session, id)
        assert newest is not None and newest.summary and newest.limits and row.published_at is not None
        assert newest.answer or state == "published"
        if row.kind == "hearing_2548":
            assert notices.of(session, id)["result"].posted_on is not None
        if row.kind == "plan_consultation":
            assert any(each.phase != "before" for each in meetings.summary(session, id).meetings)
    if state == "draft":
        assert (row.approved_at, row.approved_by, row.announced_at) == (None, None, None)
    elif life.ORDER.index(state) > life.ORDER.index(before):
        assert "open" in passed or state in ("approved", "announced", "open")
