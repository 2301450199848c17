"""The page of invitation codes in a real browser: everybody can read it, on a telephone and on a desk."""

import pytest
from sqlmodel import Session

from consultation.invitations import service
from consultation.invitations.listed import Listed
from consultation.quotas import service as quotas
from tests.consultation.invitations.representatives import CHAMBER, WATER, invitations, made
from tests.consultation.talk.citizens import Citizen, consultation
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter

LONG = Listed("สหกรณ์การเกษตรเพื่อการตลาดลูกค้า ธ.ก.ส. จังหวัดตัวอย่าง จำกัด", "C", "TH-41")


async def invited(served: Served) -> tuple[int, str, str]:
    """A consultation with codes in every state, its start code, and a code that is good."""
    of = await served.db.write(consultation)
    codes = list(await served.db.write(made, served.vault, of.id, CHAMBER, WATER, LONG, Listed("วัดตัวอย่าง", "R")))
    citizen = Citizen(served.db, served.vault)
    await citizen.says(codes[0], "1")
    await served.db.write(_revoke, of.id)
    for _ in range(2):
        await Citizen(served.db, served.vault, "U2").says(codes[0])
    return of.id, of.code, codes[2]


def _revoke(session: Session, of: int) -> None:
    service.revoke(session, of, [invitations(session)[1].number], "test")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
async def test_the_page_fits_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    of, code, good = await invited(served)
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    for path in (
        f"/admin/consultations/{of}/invitations",
        f"/c/{code}?invite={good}",
        f"/c/{code}?invite={good}&lang=ms-Arab",
    ):
        found |= await _faults(screen, path)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_targets_fit_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    of = await served.db.write(consultation)
    await served.db.write(quotas.propose, of.id, 500, ["province", "sector"], "test")
    screen = await look(size, scheme)
    await enter(screen.page)
    page = f"/admin/consultations/{of.id}/quotas"
    assert await _faults(screen, page) == {page: []}
