"""Who answered against who is registered, read from the database; tables as versions. The figures are made up."""

from datetime import date

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.forms.form import Choice, Form, Question
from consultation.people.models import Person
from consultation.places.schemes import cluster
from consultation.population import service
from consultation.population.ages import Ages
from consultation.population.listed import Cells
from consultation.population.service import Origin
from consultation.population.standing import standing
from consultation.responses.models import Answer, Response
from tests.consultation.talk.citizens import NEEDS, consultation
from tests.engines import on_sqlite

PLACES = [place.iso for place in cluster("current:10").provinces]
ORIGIN = Origin(source="ตารางตัวอย่าง ไม่ใช่ตัวเลขจริง", as_of=date(2025, 12, 31), sample=True)
CUTS = (0, 15, 20, 30, 40, 50, 60)
SEX = Question(
    name="sex", type="select_one", label={"th": "เพศ"}, role="sex",
    choices=(Choice(name="m", label={"th": "ชาย"}), Choice(name="w", label={"th": "หญิง"}),
             Choice(name="x", label={"th": "ไม่ระบุ"})),
)  # fmt: skip
ASKS_SEX = NEEDS.model_copy(update={"questions": (SEX, *NEEDS.questions)})


def people(each: int = 1000, of: list[str] = PLACES) -> Cells:
    """So many people of every province, sex and band of ages."""
    bands = [Ages(low, high - 1 if high else None) for low, high in zip(CUTS, [*CUTS[1:], None], strict=True)]
    return {(place, sex, band): each for place in of for sex in ("male", "female") for band in bands}


def asks(session: Session, form: Form = ASKS_SEX) -> int:
    return consultation(session, form=form).id


def answers(session: Session, consultation_id: int, n: int, sex: str = "m", **facts: str) -> None:
    """So many people answer, in turn of every province and age unless said otherwise; men say urgent, women not."""
    from consultation.forms import service as forms

    revision = forms.start(session, consultation_id)
    ages = [choice.name for choice in NEEDS.by_role("age").choices][:6]  # type: ignore[union-attr]
    for at in range(n):
        person = Person(created_at=clock.now())
        session.add(person)
        session.flush()
        row = Response(
            consultation_id=consultation_id, person_id=person.id or 0, revision_id=revision.id or 0,
            receipt=f"{sex}{at}{len(facts)}{consultation_id}", state="submitted", channel="line",
            province=facts.get("province", PLACES[at % len(PLACES)]), age=facts.get("age", ages[at % 6]),
            sector="N", started_at=clock.now(), submitted_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        for question, value in (("sex", sex), ("urgency", "most" if sex == "m" else "low")):
            session.add(Answer(response_id=row.id or 0, question=question, value=value, answered_at=clock.now()))
    session.flush()


async def test_men_who_answered_twice_as_often_weigh_half(db: Database) -> None:
    id = await db.write(asks)
    await db.write(service.bring, ORIGIN, people(), "a")
    await db.write(answers, id, 240, "m")
    await db.write(answers, id, 120, "w")
    seen = await db.read(standing, id)
    by_key = {part.key: part for part in seen.parts}
    assert seen.open and seen.youngest == 15 and seen.registered == 6 * 2 * len(PLACES) * 1000
    assert by_key["sex"].score == 0.5 and by_key["province"].score == 1 and by_key["age"].score == 1
    assert seen.score == 0.5 and [line.answered for line in by_key["sex"].lines] == [240, 120]
    assert seen.weights is not None and seen.weights.method == "raking" and "จังหวัด × เพศ × ช่วงอายุ" in seen.method
    [urgency] = [one for one in seen.questions if one.question == "urgency"]
    most = next(choice for choice in urgency.choices if choice.n == 240)
    assert most.raw == pytest.approx(2 / 3) and most.weighted == pytest.approx(0.5)
    assert urgency.weighted_base == 360 and urgency.effective == pytest.approx(360**2 / (240 * 0.75**2 + 120 * 1.5**2))
    assert [(one.key, one.people, one.scores[1]) for one in seen.channels] == [("line", 360, 0.5)]
    everybody = await db.read(standing, id, None, 0)
    assert everybody.youngest == 0 and everybody.registered == 7 * 2 * len(PLACES) * 1000


async def test_what_cannot_be_compared_or_weighted_says_why(db: Database) -> None:
    id = await db.write(asks, NEEDS)
    assert "ยังไม่มีตารางประชากร" in (await db.read(standing, id)).unweighted
    await db.write(service.bring, ORIGIN, people(of=PLACES[1:]), "a")
    assert (await db.read(standing, id)).table is None  # a province is missing
    await db.write(service.bring, ORIGIN, people(), "a")
    await db.write(answers, id, 12)
    await db.write(answers, id, 3, "m", province="TH-83")
    await db.write(answers, id, 2, "m", province="", age="")
    seen = await db.read(standing, id)
    by_key = {part.key: part for part in seen.parts}
    assert "ไม่ได้ถามเพศ" in by_key["sex"].cannot and by_key["province"].outside == 3 and by_key["age"].unknown == 2
    assert "12 คน" in seen.unweighted and seen.questions == ()
    cells = {(place, sex, Ages(0, 24)): 5 for place in PLACES for sex in ("male", "female")}
    cells |= {(place, sex, Ages(25, None)): 5 for place in PLACES for sex in ("male", "female")}
    coarse = await db.write(service.bring, ORIGIN.model_copy(update={"as_of": date(2024, 1, 1)}), cells, "a")
    assert "คาบเกี่ยว" in {p.key: p for p in (await db.read(standing, id, coarse)).parts}["age"].cannot
    with pytest.raises(NotFound):
        await db.read(standing, 999)


async def test_tables_are_versions_with_source_and_day(db: Database) -> None:
    older = ORIGIN.model_copy(update={"as_of": date(2024, 12, 31)})
    first = await db.write(service.bring, older, people(), "a")
    second = await db.write(service.bring, ORIGIN, people(2), "b")
    with pytest.raises(Refused, match="นำเข้าแล้ว"):
        await db.write(service.bring, ORIGIN, people(2), "c")
    found = await db.read(service.newest, PLACES)
    assert found is not None and (found.id, found.people) == (second, 2 * 14 * len(PLACES))
    await db.write(service.retire, second, "b")
    found = await db.read(service.newest, PLACES)
    assert found is not None and found.id == first and len(await db.read(service.listing)) == 2
    await db.write(service.bring, ORIGIN, people(2), "c")  # what is used no longer may come back


@on_sqlite
async def test_no_table_without_source_and_day(db: Database) -> None:
    assert service.origin("ก", "2568-12-31").as_of == date(2025, 12, 31) == service.origin("ก", "2025-12-31").as_of
    wrong = [("", "2568-12-31", ""), ("ก", "", ""), ("ก", "2568-13-01", ""), ("ก", "2599-01-01", "")]
    wrong += [("ก", "2568-12-31", "ftp://x"), ("ก" * 301, "2568-12-31", "")]
    for source, day, address in wrong:
        with pytest.raises(Refused):
            service.origin(source, day, address)
