"""A hearing whose result is public: signed themes, a finding that a head signed, a commitment for it."""

from datetime import timedelta

from sqlmodel import Session

from consultation import clock
from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentInput
from consultation.consult import service as consult
from consultation.db import Database
from consultation.findings import deciding
from consultation.findings import service as strategy
from consultation.findings.deciding import DispositionInput
from consultation.findings.service import FindingInput
from consultation.lifecycle import results
from tests.admin.strategy.signed import signed
from tests.consultation.lifecycle.kinds import HEAD, MAKER, RESULT
from tests.prepared import made_once


def publish(session: Session, consultation: int) -> None:
    """Publish what stands of a consultation, whatever its kind asks for besides."""
    if consult.view(session, consultation).state == "open":
        consult.close(session, consultation, MAKER.name)
    results.save(session, consultation, RESULT, MAKER.name)
    row = consult.hold(session, consultation)
    row.state, row.published_at = "published", clock.now()
    results.publish(session, row, MAKER.name)


@made_once
async def published(db: Database, most: int = 60) -> int:
    """The consultation's id."""
    consultation, seen = await signed(db, most)
    await db.write(publish, consultation)
    given = FindingInput(statement="น้ำไม่พอใช้ในหน้าแล้ง", kind="problem")
    made = await db.write(strategy.add, consultation, [seen.themes[0].id], given, MAKER.name)
    await db.write(_decided, made.id)
    return consultation


def _decided(session: Session, finding: int) -> None:
    why = DispositionInput(decision="referred", reason="อยู่ในอำนาจของหน่วยงาน", agency="โครงการชลประทาน")
    made = deciding.decide(session, finding, why, MAKER.name)
    deciding.sign(session, finding, made.id, HEAD.name)
    due = commitments.today() + timedelta(days=90)
    promised = CommitmentInput(text="ขุดลอกคลอง 3 สาย", owner="โครงการชลประทาน", due=due)
    commitments.promise(session, finding, promised, MAKER.name)
