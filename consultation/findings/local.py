"""What does not belong in a cluster's plan: matters of one province, and complaints to be dealt with now.

Findings of one province go to the province or a local authority; complaints and emergencies to 1567 or 1111, and what
was passed on, to whom and under which number, is kept.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.findings.models import Referral
from consultation.findings.service import findings
from consultation.findings.values import FindingView
from consultation.findings.wording import refused
from consultation.responses.apart import apart
from consultation.responses.models import COMPLAINT, EMERGENCY, Comment
from consultation.responses.service import CommentView, reference
from consultation.themes.values import Value

LONGEST = 120


class Province(Value):
    """A province with the findings that only its people raised."""

    iso: str
    name: str
    findings: tuple[FindingView, ...]


class Passed(Value):
    """Where a complaint was passed on."""

    to: str
    reference: str
    at: str
    by: str


class Complaint(Value):
    """A complaint or emergency, and where it was passed on; None while it was not."""

    comment: CommentView
    passed: Passed | None


class Local(Value):
    """Both lists of a consultation; complaints: emergencies first, then what was not passed on."""

    provinces: tuple[Province, ...]
    complaints: tuple[Complaint, ...]


def by_province(found: Iterable[FindingView]) -> tuple[Province, ...]:
    """Of these findings those that only people of one province raised, by its name, those of most people first."""
    single: dict[tuple[str, str], list[FindingView]] = defaultdict(list)
    for finding in found:
        if finding.single:
            single[finding.provinces[0].key, finding.provinces[0].name].append(finding)
    return tuple(
        Province(iso=iso, name=name, findings=tuple(sorted(some, key=lambda one: -one.people)))
        for (iso, name), some in sorted(single.items(), key=lambda one: one[0][1])
    )


def local(session: Session, consultation_id: int) -> Local:
    """What of a consultation is to be sent elsewhere."""
    found = apart(session, consultation_id)
    said = (*found.emergencies, *found.complaints)
    rows = session.exec(select(Referral).where(col(Referral.comment_id).in_([one.id for one in said])))
    passed = {
        row.comment_id: Passed(to=row.to, reference=row.reference, at=row.referred_at.isoformat(), by=row.referred_by)
        for row in rows
    }
    complaints = [Complaint(comment=one, passed=passed.get(one.id)) for one in said]
    return Local(
        provinces=by_province(findings(session, consultation_id)),
        complaints=tuple(sorted(complaints, key=lambda one: (one.comment.kind != EMERGENCY, one.passed is not None))),
    )


def pass_on(session: Session, consultation_id: int, comment_id: int, to: str, number: str, actor: str) -> None:
    """Keep that a complaint of a consultation was passed on. Raises Refused for what is none."""
    row = session.get(Comment, comment_id)
    if row is None or row.consultation_id != consultation_id or row.kind not in (COMPLAINT, EMERGENCY):
        raise refused("referral_kind", ref=reference(comment_id))
    to, number = " ".join(to.split())[:LONGEST], " ".join(number.split())[:LONGEST]
    if not to:
        raise refused("referral_to")
    found = session.exec(select(Referral).where(Referral.comment_id == comment_id)).first()
    kept = found or Referral(comment_id=comment_id, to="", referred_at=clock.now(), referred_by="")
    kept.to, kept.reference, kept.referred_at, kept.referred_by = to, number, clock.now(), actor
    session.add(kept)
    session.flush()
    after = {"to": to, "reference": number}
    audit.record(session, actor, "complaint.refer", f"comment:{comment_id}", after=after)
