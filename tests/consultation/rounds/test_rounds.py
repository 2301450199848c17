"""Rounds side by side: what is the same is compared, what is not is said, and nothing is merged unasked."""

import pytest
from sqlmodel import Session, select

from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.forms.form import Form
from consultation.plans.models import Plan
from consultation.rounds.service import compare
from consultation.themes import service as themes
from consultation.themes.models import Theme, ThemeSet
from tests.consultation.population.test_standing import PLACES, answers, asks
from tests.consultation.talk.citizens import NEEDS
from tests.consultation.themes.grouped import grouped


def reworded(**changes: object) -> Form:
    """The needs survey with another question on urgency."""
    changed = [q.model_copy(update=changes) if q.name == "urgency" else q for q in NEEDS.questions]
    return NEEDS.model_copy(update={"questions": tuple(changed)})


async def test_the_same_question_is_compared_everywhere_and_by_province(db: Database) -> None:
    one, two = await db.write(asks, NEEDS), await db.write(asks, NEEDS)
    await db.write(answers, one, 30, "m", province=PLACES[0])
    await db.write(answers, one, 10, "w", province=PLACES[1])
    await db.write(answers, two, 10, "m", province=PLACES[0])
    await db.write(answers, two, 10, "w", province=PLACES[0])
    seen = await db.read(compare, [two, one, two])
    assert [one.people for one in seen.rounds] == [40, 20]
    block = next(block for block in seen.blocks if block.key == "urgency")
    assert block.alike and block.differences == ()
    most = next(row for row in block.rows if row.key.startswith("most|"))
    assert [(cell.n, cell.base) for cell in most.cells if cell] == [(30, 40), (10, 20)]
    assert most.change(block.alike) == pytest.approx(-0.25)
    assert [(cell.n, cell.base) for cell in most.provinces[PLACES[0]] if cell] == [(30, 30), (10, 20)]
    assert any("ไม่ใช่ตัวแทนทางสถิติ" in text for text in seen.cautions)
    assert any("20" in text and "น้อยกว่า 30" in text for text in seen.cautions)


async def test_other_words_other_choices_other_samples_are_said_and_not_merged(db: Database) -> None:
    urgency = NEEDS.question("urgency")
    assert urgency is not None
    same = await db.write(asks, NEEDS)
    fewer = await db.write(asks, reworded(choices=urgency.choices[1:]))
    other = await db.write(asks, reworded(label={"th": "เร่งด่วนหรือไม่"}))
    await db.write(answers, same, 5)
    seen = await db.read(compare, [same, other])
    block = next(block for block in seen.blocks if block.key == "urgency")
    assert not block.alike and "ถ้อยคำ" in block.differences[0] and len(set(block.asked)) == 2
    assert all(row.change(block.alike) is None for row in block.rows)
    block = next(block for block in (await db.read(compare, [same, fewer])).blocks if block.key == "urgency")
    assert not block.alike and "ตัวเลือก" in block.differences[0]
    gone = next(row for row in block.rows if row.key.startswith(f"{urgency.choices[0].name}|"))
    assert [cell is None for cell in gone.cells] == [False, True]
    renamed = (urgency.choices[0].model_copy(update={"label": {"th": "คำอื่น"}}), *urgency.choices[1:])
    third = await db.write(asks, reworded(choices=renamed))
    block = next(block for block in (await db.read(compare, [same, third])).blocks if block.key == "urgency")
    assert len(block.rows) == len(urgency.choices) + 1  # one key, two wordings, two rows
    await db.write(_invited, other)
    assert any("วิธีเลือกผู้ตอบไม่เหมือนกัน" in text for text in (await db.read(compare, [same, other])).cautions)


async def test_themes_of_one_taxonomy_are_compared_and_others_only_by_name(db: Database) -> None:
    one, first = await grouped(db)
    await db.write(lambda s: setattr(s.exec(select(Plan)).one(), "version", "ร่าง 0"))
    two, second = await grouped.__wrapped__(db)  # type: ignore[attr-defined]
    seen = await db.read(compare, [one, two])
    block = next(block for block in seen.blocks if block.kind == "themes")
    assert not block.alike and any("หมวดเดียวกัน" in text for text in block.differences)
    label = (await db.read(themes.view, first)).themes[0]
    row = next(row for row in block.rows if row.name == label.label)
    assert row.cells[0] is not None and row.cells[0].n == label.people and row.change(block.alike) is None
    await db.write(_by_matters, [first, second])
    block = next(b for b in (await db.read(compare, [one, two])).blocks if b.kind == "themes")
    assert block.alike and block.rows[0].change(True) == 0
    whole = next(cell for cell in block.rows[0].cells if cell)
    assert whole.n <= whole.base and sum(c[0].n for c in block.rows[0].provinces.values() if c[0]) <= whole.n


async def test_too_few_too_many_and_none(db: Database) -> None:
    id = await db.write(asks, NEEDS)
    with pytest.raises(Refused, match="อย่างน้อย 2"):
        await db.read(compare, [id, id])
    with pytest.raises(Refused, match="ไม่เกิน 6"):
        await db.read(compare, range(1, 9))
    with pytest.raises(NotFound):
        await db.read(compare, [id, 999])


def _invited(session: Session, id: int) -> None:
    session.get_one(Consultation, id).sampling = "invited"


def _by_matters(session: Session, sets: list[int]) -> None:
    """Say that these sets were made by the matters of the provincial plan, two themes by the same one."""
    for id in sets:
        session.get_one(ThemeSet, id).guide = "matters"
        for at, theme in enumerate(session.exec(select(Theme).where(Theme.theme_set_id == id)).all()):
            theme.category = f"T{min(at, 3):02}"
