"""An archive that a program ordered does not outlive somebody's wish to be erased."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from admin.exports import service as exports
from admin.exports.models import ExportFile
from admin.job_kinds import PERSONAL_STORES
from consultation import clock
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.people.models import Contact
from consultation.privacy.forget import forget
from consultation.vault import Vault
from tests.consultation.talk.test_rights import sent


def made(session: Session, vault: Vault) -> int:
    """An archive of the only consultation, as the job leaves it."""
    now, of = clock.now(), session.exec(select(Consultation.id)).one()
    row = ExportFile(
        consultation_id=of or 0, format="polis", ordered_at=now, ordered_by="ก", ready_at=now,
        ends_at=now + exports.LASTS, content=vault.seal(b"votes"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return of or 0


@pytest.mark.parametrize("erase", [True, False])
async def test_whoever_is_erased_is_in_no_archive(
    db: Database, vault: Vault, fixed_clock: datetime, erase: bool
) -> None:
    await sent(db, vault)
    of = await db.write(made, vault)

    def leave(session: Session) -> None:
        contact = session.exec(select(Contact)).one()
        forget(session, vault, PERSONAL_STORES, contact, vault.open(contact.address_sealed).decode(), erase=erase)

    await db.write(leave)
    (view,) = await db.read(exports.listing, of, None, 9)
    assert view.state == ("dropped" if erase else "ready")
    kept = await db.write(exports.content, vault, of, view.id, "ก")
    assert kept == (None if erase else b"votes")
