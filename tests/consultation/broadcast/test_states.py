"""The life of a broadcast: whatever is done in whatever order, only the table's ways are gone, and each is audited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from consultation import audit
from consultation.audit import AuditEntry
from consultation.broadcast import fanout, filling, service
from consultation.broadcast.models import Broadcast
from consultation.broadcast.states import ACTS, OVER, STATES, after, may
from consultation.db import Database
from consultation.errors import Refused
from consultation.vault import Vault
from tests.consultation.broadcast.people import WAYS, draft, house, person


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_no_order_of_acts_leaves_the_table(acts: list[str]) -> None:
    state, ended = "draft", False
    for act in acts:
        allowed = act in may(state)
        try:
            state = after(act, state)
        except Refused:
            assert not allowed
        else:
            assert allowed and state in STATES and not ended
        ended = state in OVER


def test_what_is_over_stays_over_and_every_state_can_end() -> None:
    assert [may(state) for state in OVER] == [(), ()]
    assert all("cancel" in may(state) for state in STATES if state not in OVER)


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize("acts", [
    ("preview", "schedule", "begin", "pause", "resume", "pause", "cancel"),
    ("preview", "edit", "preview", "schedule", "take_back", "preview", "schedule", "begin", "cancel"),
    ("schedule",), ("preview", "begin"), ("preview", "schedule", "begin", "edit"), ("cancel", "preview"),
])  # fmt: skip
async def test_the_rows_follow_the_table(db: Database, vault: Vault, acts: tuple[str, ...]) -> None:
    def work(session: Session) -> None:
        person(session, vault, house(session), "one")
        id, state = service.create(session, draft(), "officer"), "draft"
        for act in acts:
            row = session.get_one(Broadcast, id)
            try:
                expected = after(act, state)
            except Refused:
                with pytest.raises(Refused):
                    _do(session, act, id, row.version)
                return
            before = row.version
            _do(session, act, id, row.version)
            assert (row.state, row.version) == (expected, before + 1)
            state = expected
        audit.verify(session)
        done = session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"broadcast:{id}")).all()
        assert [action.removeprefix("broadcast.") for action in done] == ["create", *acts]

    await db.write(work)


@pytest.mark.usefixtures("fixed_clock")
async def test_of_two_officers_the_second_is_told(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        person(session, vault, house(session), "one")
        id = service.create(session, draft(), "officer")
        service.preview(session, id, 1, WAYS, "officer")
        with pytest.raises(Refused, match="ไปก่อนแล้ว"):
            service.edit(session, id, draft(text="อื่น"), 1, "other")

    await db.write(work)


def _do(session: Session, act: str, id: int, version: int) -> None:
    if act == "begin":
        if id not in filling.begin_due(session):
            raise Refused("not due")
    elif act == "finish":
        fanout.finish(session)
    elif act == "edit":
        service.edit(session, id, draft(text="ใหม่"), version, "officer")
    elif act in ("preview", "schedule"):
        getattr(service, act)(session, id, version, WAYS, "officer")
    else:
        getattr(service, act)(session, id, version, "officer")
