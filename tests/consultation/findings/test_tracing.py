"""Findings and plan versions: links both ways, the two gaps, and what a newer version takes over."""

import pytest
from sqlmodel import Session

from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.findings import deciding, gaps, service, tracing
from consultation.findings.service import FindingInput
from consultation.findings.values import FindingView
from consultation.plans import lines
from consultation.plans import service as plans
from consultation.plans.service import IndicatorView, IssueInput, PlanInput, ProjectInput
from tests.admin.strategy.signed import signed

ISSUES = (
    IssueInput(
        title="น้ำ",
        indicators=(IndicatorView(name="ครัวเรือนที่มีน้ำพอ"),),
        programmes=("แหล่งน้ำ", "น้ำท่วม"),
        projects=(ProjectInput(name="ขุดลอก", programme=1),),
    ),
    IssueInput(title="ถนน"),
)


def version(name: str, issues: tuple[IssueInput, ...] = ISSUES, cluster: int = 10) -> PlanInput:
    return PlanInput(scheme="2567", cluster=cluster, title="แผน", period="2571–2575", version=name, issues=issues)


def link(session: Session, finding_id: int, plan_id: int, keys: list[str]) -> None:
    tracing.set_lines(session, deciding.held(session, finding_id), plan_id, keys, "a")


async def made(db: Database) -> tuple[int, FindingView, FindingView]:
    consultation_id, seen = await signed(db)
    several = next(theme for theme in seen.themes if theme.shared)
    other = next(theme for theme in seen.themes if theme.id != several.id)
    one = await db.write(service.add, consultation_id, [several.id], FindingInput(statement="ก", kind="need"), "a")
    two = await db.write(service.add, consultation_id, [other.id], FindingInput(statement="ข", kind="need"), "a")
    return consultation_id, one, two


async def test_links_lead_both_ways_and_to_every_version(db: Database) -> None:
    consultation_id, one, _ = await made(db)
    draft = await db.write(plans.add, version("ร่าง 9"), "a")
    own = (await db.read(consult.view, consultation_id)).plan_id
    assert own is not None
    keys = {line.title: line.key for line in await db.read(lines.lines, draft.id)}
    await db.write(link, one.id, draft.id, [keys["ขุดลอก"], keys["แหล่งน้ำ"]])
    issue = (await db.read(lines.lines, own))[0]
    await db.write(link, one.id, own, [issue.key])
    seen = await db.read(service.find, one.id)
    assert {line.title for line in seen.lines} == {"ขุดลอก", "แหล่งน้ำ", issue.title}
    assert seen.issue is not None and seen.issue.id == issue.id
    by_line = await db.read(tracing.findings_by_line, draft.id)
    assert {key: [each.ref for each in found] for key, found in by_line.items()} == {
        keys["ขุดลอก"]: [one.ref], keys["แหล่งน้ำ"]: [one.ref],
    }  # fmt: skip
    await db.write(link, one.id, draft.id, [])
    assert await db.read(tracing.findings_by_line, draft.id) == {}
    assert [line.key for line in (await db.read(service.find, one.id)).lines] == [issue.key]


async def test_only_lines_of_the_clusters_own_plans_can_be_linked(db: Database) -> None:
    _, one, _ = await made(db)
    foreign = await db.write(plans.add, version("ร่าง 1", cluster=11), "a")
    with pytest.raises(Refused, match="กลุ่มจังหวัดนี้"):
        await db.write(link, one.id, foreign.id, [])
    draft = await db.write(plans.add, version("ร่าง 9"), "a")
    with pytest.raises(Refused, match="issue:999"):
        await db.write(link, one.id, draft.id, ["issue:999"])
    with pytest.raises(NotFound):
        await db.read(lines.lines, 999)


async def test_the_two_gaps(db: Database) -> None:
    _, one, two = await made(db)
    draft = await db.write(plans.add, version("ร่าง 9"), "a")
    keys = {line.title: line.key for line in await db.read(lines.lines, draft.id)}
    before = await db.read(gaps.unanswered, draft.id)
    assert {need.finding.ref for need in (*before.needs, *before.single)} == {one.ref, two.ref}
    assert before.loose and one.themes[0].label not in {theme.label for theme in before.loose}
    assert all(each.nobody for each in await db.read(gaps.unasked, draft.id))
    await db.write(link, one.id, draft.id, [keys["แหล่งน้ำ"]])
    after = await db.read(gaps.unanswered, draft.id)
    assert {need.finding.ref for need in (*after.needs, *after.single)} == {two.ref} and after.answered == 1
    found = {each.line.title: (each.above, each.below) for each in await db.read(gaps.unasked, draft.id)}
    assert found == {
        "น้ำ": (False, True), "ครัวเรือนที่มีน้ำพอ": (False, False), "ขุดลอก": (True, False),
        "น้ำท่วม": (False, False), "ถนน": (False, False),
    }  # fmt: skip


async def test_a_newer_version_takes_over_the_links_of_lines_that_say_the_same(db: Database) -> None:
    _, one, two = await made(db)
    old = await db.write(plans.add, version("ร่าง 9"), "a")
    moved = IssueInput(title="น้ำ", programmes=("น้ำท่วมซ้ำซาก", "แหล่ง น้ำ"))
    new = await db.write(plans.add, version("ร่าง 10", (IssueInput(title="เกษตร"), moved)), "a")
    keys = {line.title: line.key for line in await db.read(lines.lines, old.id)}
    await db.write(link, one.id, old.id, [keys["แหล่งน้ำ"], keys["น้ำ"]])
    await db.write(link, two.id, old.id, [keys["น้ำท่วม"]])
    done, lost = await db.write(tracing.carry, old.id, new.id, "a")
    assert done == 2 and [each.ref for each in lost] == [two.ref]
    assert await db.write(tracing.carry, old.id, new.id, "a") == (0, lost)
    titles = {line.key: line.number for line in await db.read(lines.lines, new.id)}
    assert {titles[key] for key in await db.read(tracing.findings_by_line, new.id)} == {"2", "2.2"}
    assert len(await db.read(tracing.findings_by_line, old.id)) == 3
