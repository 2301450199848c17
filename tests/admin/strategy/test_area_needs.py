"""What the document on problems and needs takes up of a finding beside its evidence, and of who answered."""

from admin.strategy.area_needs import area_needs
from admin.strategy.output import strategy_input
from consultation.db import Database
from consultation.findings import gathering, service
from consultation.findings.service import FindingInput
from consultation.population import service as population
from consultation.vault import Vault
from tests.consultation.population.test_standing import ORIGIN, people
from tests.consultation.replies.told import told
from tests.engines import on_sqlite


@on_sqlite
async def test_a_finding_is_printed_with_what_became_of_it_and_what_stands_against_it(
    db: Database, vault: Vault
) -> None:
    made, _ = await told(db, vault)
    finding = await db.read(service.find, made.finding.id)
    given = FindingInput(statement=finding.statement, kind="need", swot="weakness")
    await db.write(service.save, finding.id, given, "planner", finding.version)
    against = next(member for member in finding.members if member.quote_ok)
    silent = next(member for member in finding.members if not member.quote_ok)
    await db.write(gathering.pick, finding.id, [against.id, silent.id], "minority", "planner")
    doc = await db.read(area_needs, made.consultation)
    [line] = doc.findings
    assert line.swot == "จุดอ่อน" and set(line.minority_refs) == {against.ref, silent.ref}
    assert [quote.comment_ref for quote in line.minority] == [against.ref], "nobody is quoted who did not agree"
    assert line.decided is not None and line.decided.state == "signed" and line.decided.reason
    assert [one.text for one in line.promises] == ["ขุดลอกหนอง"]
    assert doc.standing is not None and doc.standing.says.startswith("ไม่ใช่ตัวแทนทางสถิติ") and not doc.standing.source
    await db.write(population.bring, ORIGIN, people(), "test")
    doc = await db.read(area_needs, made.consultation)
    assert doc.standing is not None and doc.standing.source == ORIGIN.source
    assert doc.standing.facts[0].groups and doc.standing.facts[1].cannot
    out = strategy_input(doc)
    [found] = [*out.unlinked, *out.single_province]
    assert found.decided is not None and found.commitments[0].owner == "ชลประทาน" and found.minority
    assert out.standing is not None and out.standing.facts[0].groups[0].registered > 0
