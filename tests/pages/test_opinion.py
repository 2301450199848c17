"""The pages of opinion groups in a real browser: everybody can read them, on a telephone too, without a script."""

import pytest

from consultation.consult import service as consult
from consultation.opinion import moderation
from tests.consultation.opinion.halls import compute, hall
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_opinion_groups_fit_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    made = await served.db.write(hall)
    waiting = await served.db.write(hall, 9)
    await compute(served.db, made)
    await served.db.write(consult.close, made, "test")
    await served.db.write(moderation.publish, made, "views", True, "test")
    code = (await served.db.read(consult.view, made)).code
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    root = "/admin/planner/consultations"
    for path in (f"{root}/{made}/opinion", f"{root}/{waiting}/opinion", f"/c/{code}"):
        found |= await _faults(screen, path)
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert screen.complaints == []
