"""Whose words are suggested as a minority view: who differs from most, and why is said."""

import pytest
from sqlmodel import Session, select

from consultation.db import Database
from consultation.findings import gathering, minority, service
from consultation.findings.minority import side
from consultation.findings.service import FindingInput
from consultation.findings.values import FindingView
from consultation.forms.form import Choice, Question
from consultation.responses.models import Answer, Response
from tests.admin.strategy.signed import signed
from tests.engines import on_sqlite

SCALE = Question(
    name="s", type="select_one", label={"th": "เห็นด้วยไหม"},
    choices=tuple(Choice(name=name, label={"th": name}) for name in ("yes", "partly", "no", "none")),
)  # fmt: skip


@pytest.mark.parametrize(("value", "on"), [("yes", -1), ("partly", 0), ("no", 1), ("none", 0), ("other", 0), ("", 0)])
def test_a_choice_lies_on_a_side_of_its_scale(value: str, on: int) -> None:
    assert side(SCALE, value) == on


def differ(session: Session, finding: FindingView) -> int:
    """Let everybody behind a finding be for an issue, of one sector and province, and one person differ in all."""
    people = sorted({member.response_id for member in finding.members})
    odd = next(member.response_id for member in finding.members if member.quote_ok)
    for id in people:
        response = session.get_one(Response, id)
        response.sector, response.province = ("L", "TH-42") if id == odd else ("G1", "TH-41")
        of = select(Answer).where(Answer.response_id == id, Answer.question == "stance_1")
        answer = session.exec(of).one()
        answer.value = "no" if id == odd else "very"
        session.add_all((response, answer))
    return odd


@on_sqlite
async def test_who_differs_is_suggested_with_reasons_until_picked(db: Database) -> None:
    consultation_id, seen = await signed(db)
    given = FindingInput(statement="น้ำไม่พอใช้", kind="need")
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], given, "planner")
    odd = await db.write(differ, made)
    found = await db.read(lambda session: minority.suggested(session, service.find(session, made.id)))
    [one] = [each for each in found if each.member.response_id == odd]
    assert one == found[0] and len(found) <= minority.MOST
    others = made.people - 1
    stance = next(why for why in one.why if why.startswith("ตอบ “ไม่เห็นด้วย”"))
    assert f"{others} ใน {made.people} คน" in stance
    assert [why for why in one.why if f"ซึ่งมี 1 ใน {made.people} คน" in why and "อุดรธานี" in why]
    assert len(one.why) >= 3
    await db.write(gathering.pick, made.id, [one.member.id], "minority", "planner")
    after = await db.read(lambda session: minority.suggested(session, service.find(session, made.id)))
    assert one.member.id not in [each.member.id for each in after]


@on_sqlite
async def test_where_nobody_is_most_nobody_is_a_minority(db: Database) -> None:
    consultation_id, seen = await signed(db)
    given = FindingInput(statement="น้ำไม่พอใช้", kind="need")
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], given, "planner")

    def halves(session: Session) -> None:
        for n, id in enumerate(sorted({member.response_id for member in made.members})):
            response = session.get_one(Response, id)
            response.sector, response.province = ("L", "TH-42") if n % 2 else ("G1", "TH-41")
            for answer in session.exec(select(Answer).where(Answer.response_id == id)):
                answer.value = "no" if n % 2 else "very"
                session.add(answer)
            session.add(response)

    await db.write(halves)
    assert await db.read(lambda session: minority.suggested(session, service.find(session, made.id))) == []
