"""Every table that knows a citizen is cut in time, and cutting changes nothing that planners and documents read."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from admin.job_kinds import PERSONAL_STORES, handlers
from admin.strategy.area_needs import area_needs
from admin.strategy.output import strategy_input
from admin.tables import load
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.findings import service as strategy
from consultation.findings.service import FindingInput
from consultation.jobs import Claimed
from consultation.people.models import Contact
from consultation.privacy.schedule import UNLINK_JOB
from consultation.responses import service as responses
from consultation.responses.models import Response
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.admin.strategy.signed import signed

PEOPLE = {"person", "contact", "conversation"}  # rows that stand for somebody


def test_every_table_that_refers_to_a_person_says_how_it_is_cut() -> None:
    referring = {
        table.name for table in load().tables.values() if PEOPLE & {key.column.table.name for key in table.foreign_keys}
    }
    assert referring == {
        "contact",
        "consent",
        "talk",
        "response",
        "outbox_message",
        "inbox_event",
        "broadcast_recipient",
        "link_code",
        "attendance",
        "invitation",
        "subscription",
        "officer_chat",
        "reply",
        "rights_request",
    }
    cut = set().union(*(store.tables for store in PERSONAL_STORES))
    by_a_platforms_id = {"attachment", "attachment_content", "attachment_thumbnail", "attachment_unsent"}
    by_a_papers_number, by_an_archive = {"entry_batch"}, {"export_file"}
    assert referring | PEOPLE == cut - by_a_platforms_id - by_a_papers_number - by_an_archive


def test_every_store_says_how_one_person_is_forgotten() -> None:
    assert [store.name for store in PERSONAL_STORES if store.forget is None] == []


def test_no_table_is_cut_twice() -> None:
    tables = [table for store in PERSONAL_STORES for table in store.tables]
    assert len(set(tables)) == len(tables) and len({store.name for store in PERSONAL_STORES}) == len(PERSONAL_STORES)


@pytest.mark.usefixtures("fixed_clock")
async def test_figures_themes_and_documents_are_the_same_before_and_after(db: Database, vault: Vault) -> None:
    consultation_id, seen = await signed(db)
    await db.write(_reachable, vault)
    added = FindingInput(statement="น้ำไม่พอใช้", kind="problem")
    await db.write(strategy.add, consultation_id, [seen.themes[0].id], added, "a")
    await db.write(consult.close, consultation_id, "officer:1")

    def read(session: Session) -> list[object]:
        document = area_needs(session, consultation_id)
        return [
            responses.figures(session, consultation_id),
            responses.stances(session, consultation_id),
            responses.comments(session, consultation_id),
            themes.view(session, seen.about.id),
            document,
            strategy_input(document),
        ]

    before = await db.read(read)
    people = await db.read(_people)
    with clock.fixed(clock.now() + timedelta(days=90)):
        await handlers(db, vault, ())[UNLINK_JOB](Claimed(1, UNLINK_JOB, {"consultation": consultation_id}, 1))
    after = await db.read(read)
    assert after == before
    assert people.isdisjoint(await db.read(_people)) and len(people) == len(await db.read(_people)) > 50


def _people(session: Session) -> set[int]:
    return set(session.exec(select(Response.person_id)))


def _reachable(session: Session, vault: Vault) -> None:
    """Let everybody have answered from an account."""
    for person in _people(session):
        contact = Contact(
            person_id=person,
            channel="line",
            account="one",
            address_hash=vault.lookup(str(person)),
            address_sealed=vault.seal(str(person).encode()),
            created_at=clock.now(),
            last_seen_at=clock.now(),
        )
        session.add(contact)
