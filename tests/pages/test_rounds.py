"""The pages of rounds and followers in a real browser: they fit, and everybody can read them."""

import os
from pathlib import Path

import pytest
from sqlmodel import Session

from consultation.quotas import service as quotas
from consultation.quotas.counting import Cell
from tests.consultation.broadcast.followers import HERE, LOEI, UDON, follower, goes, invitation
from tests.consultation.broadcast.people import house
from tests.consultation.broadcast.test_rounds import answers
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter

PICTURES = os.environ.get("ROUNDS_PICTURES", "")


def told(session: Session, served: Served) -> None:
    """A round that reached some who follow, of whom most answered; targets that are not reached."""
    here = house(session)
    quotas.replace(session, here, {Cell("TH-41"): 40, Cell("TH-42", "P"): 10, Cell(age="60plus"): 5}, "สมใจ")
    theirs = [follower(session, served.vault, f"U{n}", (UDON, LOEI, HERE)[n % 3]) for n in range(14)]
    goes(session, invitation(here, "ขอเชิญร่วมบอกความเห็นเรื่องน้ำและถนน ถึงวันที่ 30 พ.ย. 2569"))
    for contact in theirs[:8]:
        answers(session, contact, here)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_the_pages_of_rounds_and_followers_fit_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    await served.db.write(told, served)
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    prepared = "/admin/broadcasts/new?consultation=1&purpose=reminder&kind=unanswered&province=TH-41"
    for name, path in {
        "rounds": "/admin/consultations/1/rounds", "subscribers": "/admin/subscribers", "prepared": prepared,
        "launch": "/admin/consultations/1/launch", "steps": "/admin/consultations/1/steps",
    }.items():  # fmt: skip
        found |= await _faults(screen, path)
        if PICTURES:
            await screen.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            await screen.page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
    assert {path: faults for path, faults in found.items() if faults} == {}
