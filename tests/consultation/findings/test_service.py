"""Findings: made of signed-off themes alone, counted by people, traced to every comment, changed with care."""

import asyncio

import pytest

from admin.strategy.area_needs import area_needs
from admin.strategy.output import strategy_input
from consultation import audit
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.findings import service
from consultation.findings.service import FindingInput
from consultation.plans import service as plans
from consultation.themes import service as themes
from tests.admin.strategy.signed import signed
from tests.consultation.themes.grouped import grouped

PLAIN = FindingInput(statement="  น้ำไม่พอใช้ \n หน้าแล้ง ", kind="problem")


async def issue_ids(db: Database, consultation_id: int) -> list[int]:
    view = await db.read(consult.view, consultation_id)
    assert view.plan_id is not None
    return [issue.id for issue in (await db.read(plans.view, view.plan_id)).issues]


async def test_nothing_before_sign_off(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    theme = (await db.read(themes.view, set_id)).themes[0]
    with pytest.raises(Refused, match="ยังไม่ได้รับรอง"):
        await db.write(service.add, consultation_id, [theme.id], PLAIN, "a")
    with pytest.raises(Refused, match="ยังไม่มีชุดกลุ่มประเด็นที่รับรองแล้ว"):
        await db.read(area_needs, consultation_id)
    desk = await db.read(service.desk, consultation_id)
    assert desk.suggestions == () and [each.id for each in desk.unsigned] == [set_id]


async def test_a_finding_of_two_themes_counts_people_once_by_province(db: Database) -> None:
    consultation_id, seen = await signed(db)
    one, two = seen.themes[:2]
    made = await db.write(service.add, consultation_id, [one.id, two.id, one.id], PLAIN, "a")
    assert (made.ref, made.statement) == ("ข-๐๑", "น้ำไม่พอใช้ หน้าแล้ง")
    assert made.people == one.people + two.people == len({m.response_id for m in made.members})
    by_name = {place.name: place.n for place in made.provinces}
    for place in {place.name for theme in (one, two) for place in theme.provinces}:
        assert by_name[place] == sum(p.n for theme in (one, two) for p in theme.provinces if p.name == place)
    assert made.shared == (len(made.provinces) >= 2)
    assert 1 <= len(made.quotes) <= 3 and all(quote.quote_ok for quote in made.quotes)
    assert [theme.label for theme in made.themes] == [one.label, two.label]


async def test_every_signed_theme_is_suggested_until_a_finding_uses_it(db: Database) -> None:
    consultation_id, seen = await signed(db)
    desk = await db.read(service.desk, consultation_id)
    assert [each.theme.id for each in desk.suggestions] == [theme.id for theme in seen.themes]
    assert all(each.statement == each.theme.label and each.kind == "need" for each in desk.suggestions)
    await db.write(service.add, consultation_id, [seen.themes[0].id], PLAIN, "a")
    after = await db.read(service.desk, consultation_id)
    assert [each.theme.id for each in after.suggestions] == [theme.id for theme in seen.themes[1:]]
    assert len(after.findings) == 1 == len(after.cluster_wide) + len(after.single_province)


async def test_what_cannot_be_is_refused(db: Database) -> None:
    consultation_id, seen = await signed(db)
    everybody = await db.read(themes.evidence, [each.id for each in seen.themes])
    silent = next(member for member in everybody if not member.quote_ok)
    theme = next(each.id for each in seen.themes if each.number == silent.theme)
    for change, themes_given, why in (
        ({"statement": "  "}, [theme], "ยังว่าง"),
        ({"statement": "ก" * 501}, [theme], "501"),
        ({"kind": "vote"}, [theme], "ประเภท"),
        ({"issue_id": 10**9}, [theme], "ประเด็นการพัฒนา"),
        ({}, [], "ยังไม่ได้เลือกกลุ่ม"),
        ({}, [10**9], "ไม่พบกลุ่มประเด็น"),
        ({"quotes": (silent.id,)}, [theme], "อ้างข้อความไม่ได้"),
        ({"quotes": (1, 2, 3, 4, 5, 6)}, [theme], "ไม่เกิน 5"),
    ):
        with pytest.raises(Refused, match=why):
            await db.write(service.add, consultation_id, themes_given, PLAIN.model_copy(update=change), "a")
    assert (await db.read(service.desk, consultation_id)).findings == ()


async def test_saving_and_withdrawing(db: Database) -> None:
    consultation_id, seen = await signed(db)
    issue = (await issue_ids(db, consultation_id))[1]
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], PLAIN, "a")
    chosen = tuple(m.id for m in made.members if m.quote_ok)[-2:]
    given = FindingInput(statement="ใหม่", kind="proposal", issue_id=issue, note="จำไว้", quotes=chosen)
    saved = await db.write(service.save, made.id, given, "b", 0)
    assert (saved.statement, saved.kind, saved.note, saved.updated_by) == ("ใหม่", "proposal", "จำไว้", "b")
    assert saved.issue is not None and saved.issue.number == 2
    assert tuple(quote.id for quote in saved.quotes) == chosen
    with pytest.raises(Refused, match="แก้ไขโดย b"):
        await db.write(service.save, made.id, PLAIN, "c", 0)
    await db.write(service.withdraw, made.id, "b", 1)
    with pytest.raises(NotFound):
        await db.write(service.save, made.id, PLAIN, "c", 2)
    again = await db.write(service.add, consultation_id, [seen.themes[0].id], PLAIN, "a")
    assert again.ref == "ข-๐๒"  # a number that was cited is never given to another


async def test_two_planners_adding_at_once_get_two_numbers(db: Database) -> None:
    consultation_id, seen = await signed(db)
    made = await asyncio.gather(
        *(db.write(service.add, consultation_id, [theme.id], PLAIN, "a") for theme in seen.themes[:3])
    )
    assert sorted(finding.number for finding in made) == [1, 2, 3]


async def test_the_document_traces_every_line(db: Database) -> None:
    consultation_id, seen = await signed(db)
    issue = (await issue_ids(db, consultation_id))[0]
    linked = PLAIN.model_copy(update={"issue_id": issue})
    first = await db.write(service.add, consultation_id, [seen.themes[0].id], linked, "a")
    second = await db.write(service.add, consultation_id, [seen.themes[1].id], PLAIN, "a")
    doc = await db.read(area_needs, consultation_id)
    assert doc.issues[0].findings[0].ref == first.ref and doc.issues[0].stance and not doc.issues[1].findings
    assert [f.ref for f in (*doc.unlinked, *doc.single_province)] == [second.ref]
    assert len(doc.issues[0].findings[0].comment_refs) == seen.themes[0].comments
    assert (doc.people, doc.comments, doc.sample, doc.reviewed_by) == (60, doc.comments, True, "หัวหน้ากลุ่มงาน")
    assert sum(count.n for count in doc.sectors) == 60 and len(doc.sectors) == 9
    out = strategy_input(doc)
    link = out.issues[0].findings[0].comments[0]
    assert (await db.read(themes.comment, int(link.href.rsplit("/", 1)[1]))).ref == link.ref
    uses = await db.read(service.findings_with, [seen.themes[0].id])
    assert [use.ref for use in uses] == [first.ref]


async def test_acts_on_findings_are_in_the_audit_record(db: Database) -> None:
    consultation_id, seen = await signed(db)
    before = await db.read(audit.verify)
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], PLAIN, "a")
    await db.write(service.save, made.id, PLAIN, "a", 0)
    await db.write(service.withdraw, made.id, "a", 1)
    assert await db.read(audit.verify) == before + 3
