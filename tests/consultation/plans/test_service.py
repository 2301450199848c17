import pytest
from sqlmodel import Session

from consultation import audit
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.places.schemes import UnknownPlace
from consultation.plans import service as plans
from consultation.plans.service import IndicatorView, IssueInput, PlanInput

pytestmark = pytest.mark.usefixtures("fixed_clock")
INDICATOR = IndicatorView(name="ร้อยละของครัวเรือนที่มีน้ำพอ", unit="ร้อยละ", baseline="60", target="80")
ISSUES = (
    IssueInput(title="น้ำ", summary="น้ำพอใช้", goal="มีน้ำ", indicators=(INDICATOR,), programmes=("ขุดคลอง", "ทำฝาย")),
    IssueInput(title="ถนน"),
)


def plan(**more: object) -> PlanInput:
    usual = {"scheme": "2567", "cluster": 10, "title": "แผนพัฒนา", "period": "2571–2575", "version": "ร่าง 1"}
    return PlanInput.model_validate({**usual, "issues": ISSUES, **more})


async def test_a_plan_comes_back_whole_and_numbered_as_printed(db: Database) -> None:
    added = await db.write(plans.add, plan(goal="อยู่ดี"), "planner:1")
    assert await db.read(plans.view, added.id) == added
    assert [(issue.number, issue.title) for issue in added.issues] == [(1, "น้ำ"), (2, "ถนน")]
    assert added.issues[0].indicators == (INDICATOR,)
    assert added.issues[0].programmes == ("ขุดคลอง", "ทำฝาย")


async def test_plans_of_a_cluster_newest_first_and_never_of_another_scheme(db: Database) -> None:
    first = await db.write(plans.add, plan(), "planner:1")
    second = await db.write(plans.add, plan(scheme="current", version="ร่าง 2"), "planner:1")
    await db.write(plans.add, plan(scheme="2551"), "planner:1")
    found = await db.read(plans.for_cluster, "current", 10)
    assert [one.id for one in found] == [second.id, first.id]
    assert {one.scheme for one in found} == {"2567"}


async def test_a_version_is_stored_once(db: Database) -> None:
    await db.write(plans.add, plan(), "planner:1")
    with pytest.raises(Refused, match="มีอยู่แล้ว"):
        await db.write(plans.add, plan(), "planner:1")
    assert len(await db.read(plans.for_cluster, "2567", 10)) == 1


async def test_a_plan_of_no_cluster_is_refused_and_leaves_nothing(db: Database) -> None:
    with pytest.raises(UnknownPlace):
        await db.write(plans.add, plan(cluster=44), "planner:1")
    with pytest.raises(NotFound, match="5"):
        await db.read(plans.view, 5)

    def entries(session: Session) -> int:
        return audit.verify(session)

    assert await db.read(entries) == 0
