"""What a published result tells of people, and what it keeps to itself."""

import pytest
from sqlmodel import Session, select

from consultation import clock, ids
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.forms.models import FormRevision
from consultation.lifecycle import results
from consultation.lifecycle.values import ResultInput
from consultation.people.models import Person
from consultation.responses.models import Response
from consultation.responses.service import Count
from tests.admin.application import opened


def test_no_small_number_of_a_published_result_can_be_worked_out_from_its_total() -> None:
    def told(*numbers: int) -> list[list[object]]:
        return results._shown(Count(key=str(n), name=str(n), n=n) for n in numbers)

    assert told(40, 3, 12) == [["40", 40], ["3", None], ["12", None]]  # 55 in all: the 3 alone would be 55 - 52
    assert told(40, 1, 1, 9) == [["40", 40], ["1", None], ["1", None], ["9", None]]
    assert told(40, 0, 12) == [["40", 40], ["12", 12]]
    assert told(3) == told(2, 1) == []


@pytest.mark.usefixtures("fixed_clock")
async def test_a_correction_by_one_person_tells_the_same_and_says_so(db: Database) -> None:
    id = await db.write(_answered, {"TH-41": 20, "TH-42": 12})
    await db.write(_published, id)
    await db.write(_more, id, {"TH-41": 1})
    await db.write(_published, id)
    await db.write(_more, id, {"TH-41": 1, "TH-42": 9})
    await db.write(_published, id)
    third, second, first = await db.read(results.published, id)
    assert (first.people, first.apart) == (32, ())
    assert (second.people, second.provinces, second.apart) == (32, first.provinces, ("people",))
    assert third.people == 43 and third.apart == ("provinces",), "2 more and 9 more: neither is told"
    assert {each.n for each in third.provinces} == {20, 12}, "with nothing to hide them beside they stay as they were"


def _answered(session: Session, provinces: dict[str, int]) -> int:
    made = opened(session)
    _more(session, made.id, provinces)
    return made.id


def _more(session: Session, id: int, provinces: dict[str, int]) -> None:
    revision = session.exec(select(FormRevision.id).where(FormRevision.consultation_id == id)).one()
    for province, n in provinces.items():
        for _ in range(n):
            who = Person(created_at=clock.now())
            session.add(who)
            session.flush()
            session.add(
                Response(
                    consultation_id=id, person_id=who.id, revision_id=revision, receipt=ids.receipt(), channel="line",
                    state="submitted", province=province, started_at=clock.now(), submitted_at=clock.now(),
                )
            )  # fmt: skip
    session.flush()


def _published(session: Session, id: int) -> None:
    row = session.get_one(Consultation, id)
    row.state = "closed"
    results.save(session, id, ResultInput(summary="ก", limits="ข", why="ค"), "a")
    results.publish(session, row, "a")
