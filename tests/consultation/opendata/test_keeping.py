"""Open data beside the result that it belongs to, and beside every version before: neither gives back who is few."""

from collections import Counter

import pytest
from sqlmodel import Session, col, select

from consultation import clock, ids
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms.models import FormRevision
from consultation.lifecycle import results
from consultation.lifecycle.values import ResultInput
from consultation.opendata.models import OpenDataVersion
from consultation.people.models import Person
from consultation.responses.models import Response
from tests.admin.application import opened

pytestmark = pytest.mark.usefixtures("fixed_clock")
KHON_KAEN, LOEI, UDON = "TH-40", "TH-42", "TH-41"


def gathered(session: Session, **provinces: int) -> int:
    """The number of a consultation that so many people answered of each province."""
    made = opened(session)
    more(session, made.id, {name.replace("_", "-"): n for name, n in provinces.items()})
    return made.id


def more(session: Session, id: int, provinces: dict[str, int], sector: str | None = None) -> None:
    revision = session.exec(select(FormRevision.id).where(FormRevision.consultation_id == id)).one()
    for province in [name for name, n in provinces.items() for _ in range(n)]:
        who = Person(created_at=clock.now())
        session.add(who)
        session.flush()
        session.add(
            Response(
                consultation_id=id, person_id=who.id, revision_id=revision, receipt=ids.receipt(), channel="line",
                state="submitted", province=province, sector=sector, started_at=clock.now(), submitted_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()


def fewer(session: Session, id: int, province: str, n: int) -> None:
    of = (Response.consultation_id == id, Response.province == province, Response.state == "submitted")
    for row in session.exec(select(Response).where(*of).limit(n)).all():
        row.state = "withdrawn"
        session.add(row)
    session.flush()


def publish(session: Session, id: int) -> OpenDataVersion:
    """Publish what stands, with its open data, which is given."""
    row = consult.hold(session, id)
    row.state = "closed"
    results.save(session, id, ResultInput(summary="ส", limits="ข", why="ก"), "ก")
    results.publish(session, row, "ก")
    of = select(OpenDataVersion).where(OpenDataVersion.consultation_id == id)
    return session.exec(of.order_by(col(OpenDataVersion.version).desc())).first()  # type: ignore[return-value]


def provinces(of: OpenDataVersion) -> Counter[str]:
    return Counter(row[0] for row in of.rows["responses"])


async def test_rows_name_no_province_that_the_result_hides(db: Database) -> None:
    def found(session: Session) -> Counter[str]:
        id = gathered(session, TH_40=50, TH_42=6, TH_41=3)
        more(session, id, {KHON_KAEN: 5}, "officials")
        return provinces(publish(session, id))

    assert await db.write(found) == {KHON_KAEN: 55, "": 9}, "6 in Loei would leave three in Udon Thani"


async def test_rows_stay_where_the_result_keeps_a_table_of_before(db: Database) -> None:
    def found(session: Session) -> tuple[bool, int, int]:
        id = gathered(session, TH_40=50, TH_42=50)
        first = publish(session, id)
        more(session, id, {KHON_KAEN: 5, LOEI: 2})
        second = publish(session, id)
        return first.rows == second.rows, first.people, second.people

    assert await db.write(found) == (True, 100, 100)


async def test_one_who_went_is_not_found_behind_one_who_came(db: Database) -> None:
    def found(session: Session) -> tuple[bool, Counter[str]]:
        id = gathered(session, TH_40=50, TH_42=50)
        first = publish(session, id)
        fewer(session, id, LOEI, 1)
        more(session, id, {KHON_KAEN: 1})
        second = publish(session, id)
        return first.rows == second.rows, provinces(second)

    assert await db.write(found) == (True, {KHON_KAEN: 50, LOEI: 50})


async def test_rows_of_now_are_given_where_they_tell_of_nobody(db: Database) -> None:
    def found(session: Session) -> tuple[Counter[str], list[int]]:
        id = gathered(session, TH_40=50, TH_42=50)
        publish(session, id)
        more(session, id, {KHON_KAEN: 8, LOEI: 12})
        second = publish(session, id)
        fewer(session, id, KHON_KAEN, 8)
        fewer(session, id, LOEI, 10)
        return provinces(second), [second.people, publish(session, id).people]

    given, people = await db.write(found)
    assert given == {KHON_KAEN: 58, LOEI: 62}
    assert people == [120, 120], "102 would tell of two beside the first version's 100"


async def test_themes_stay_with_the_rows(db: Database) -> None:
    def found(session: Session) -> object:
        id = gathered(session, TH_40=50)
        first = publish(session, id)
        first.themes = [{"question": "น้ำ", "people": 12, "themes": [{"label": "คลอง", "people": 12, "quotes": []}]}]
        session.add(first)
        fewer(session, id, KHON_KAEN, 1)
        return publish(session, id).themes == first.themes

    assert await db.write(found) is True
