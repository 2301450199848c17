"""Findings and the lines of plan versions: linking, both ways of reading it, and carrying links to a newer version."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.findings.models import Finding, LineLink
from consultation.findings.values import FindingLink
from consultation.findings.wording import reference, refused
from consultation.plans import lines as plan_lines
from consultation.plans.lines import Line
from consultation.plans.models import Plan


def lines_of(session: Session, finding_id: int) -> list[Line]:
    """The lines that a finding is linked to, newest plan version last, each version in its printed order."""
    rows = session.exec(select(LineLink).where(LineLink.finding_id == finding_id)).all()
    wanted = {f"{row.kind}:{row.line_id}" for row in rows}
    found: list[Line] = []
    for plan_id in sorted({row.plan_id for row in rows}):
        found += [line for line in plan_lines.lines(session, plan_id) if line.key in wanted]
    return found


def set_lines(session: Session, finding: Finding, plan_id: int, keys: Collection[str], actor: str) -> None:
    """Link a finding to exactly these lines of a plan version; its links to other versions stay. Raises Refused."""
    _same_cluster(session, finding, plan_id)
    known = plan_lines.by_key(plan_lines.lines(session, plan_id))
    if unknown := [key for key in keys if key not in known]:
        raise refused("line_unknown", line=unknown[0][:40])
    before = {f"{row.kind}:{row.line_id}": row for row in _links(session, finding.id or 0, plan_id)}
    for key, row in before.items():
        if key not in keys:
            session.delete(row)
    for key in sorted(set(keys) - before.keys()):
        session.add(_link(finding.id or 0, known[key], actor))
    session.flush()
    if set(keys) != before.keys():
        after = {"plan": plan_id, "lines": sorted(keys)}
        told = {"plan": plan_id, "lines": sorted(before)}
        audit.record(session, actor, "finding.lines", f"finding:{finding.id}", before=told, after=after)


def findings_by_line(session: Session, plan_id: int) -> dict[str, list[FindingLink]]:
    """The standing findings linked to each line of a plan version, by the line's key."""
    query = (
        select(LineLink, Finding)
        .join(Finding, col(Finding.id) == col(LineLink.finding_id))
        .where(LineLink.plan_id == plan_id, col(Finding.withdrawn_at).is_(None))
        .order_by(col(Finding.consultation_id), col(Finding.number))
    )
    found: dict[str, list[FindingLink]] = defaultdict(list)
    for link, finding in session.exec(query):
        found[f"{link.kind}:{link.line_id}"].append(link_to(finding))
    return dict(found)


def link_to(row: Finding) -> FindingLink:
    """A finding in short."""
    known = row.model_dump(include={"consultation_id", "number", "statement"})
    return FindingLink(**known, id=row.id or 0, ref=reference(row.number))


def carried(session: Session, older: int, newer: int) -> dict[str, str]:
    """Lines of an older version and the line of a newer one that says the same: kind and wording, not number."""
    there = {_same(line): line.key for line in reversed(plan_lines.lines(session, newer))}
    return {line.key: there[_same(line)] for line in plan_lines.lines(session, older) if _same(line) in there}


def carry(session: Session, older: int, newer: int, actor: str) -> tuple[int, list[FindingLink]]:
    """Link what is linked to an older version to the same lines of a newer one; how many links, and whose found none.

    The links to the older version stay: what was said of a draft stays true of that draft.
    """
    lead, done, lost = carried(session, older, newer), 0, dict[int, FindingLink]()
    known = plan_lines.by_key(plan_lines.lines(session, newer))
    there = {(row.finding_id, f"{row.kind}:{row.line_id}") for row in _links(session, None, newer)}
    for row in _links(session, None, older):
        key = lead.get(f"{row.kind}:{row.line_id}")
        if key is None:
            lost[row.finding_id] = link_to(session.get_one(Finding, row.finding_id))
        elif (row.finding_id, key) not in there:
            there.add((row.finding_id, key))
            session.add(_link(row.finding_id, known[key], actor))
            done += 1
    session.flush()
    after = {"from": older, "links": done, "lost": sorted(lost)}
    audit.record(session, actor, "plan.carry", f"plan:{newer}", after=after)
    return done, list(lost.values())


def versions(session: Session, consultation_id: int) -> list[Plan]:
    """The plan versions that findings of a consultation may be linked to: its cluster's, newest first."""
    of = session.get_one(Consultation, consultation_id)
    same = (Plan.scheme == of.scheme, Plan.cluster == of.cluster)
    return list(session.exec(select(Plan).where(*same).order_by(col(Plan.id).desc())))


def _same_cluster(session: Session, finding: Finding, plan_id: int) -> None:
    if plan_id not in {plan.id for plan in versions(session, finding.consultation_id)}:
        raise refused("plan_unknown")


def _links(session: Session, finding_id: int | None, plan_id: int) -> Iterable[LineLink]:
    query = select(LineLink).where(LineLink.plan_id == plan_id)
    if finding_id is not None:
        query = query.where(LineLink.finding_id == finding_id)
    return session.exec(query.order_by(col(LineLink.id))).all()


def _link(finding_id: int, line: Line, actor: str) -> LineLink:
    return LineLink(
        finding_id=finding_id, plan_id=line.plan_id, kind=line.kind, line_id=line.id, linked_at=clock.now(),
        linked_by=actor,
    )  # fmt: skip


def _same(line: Line) -> tuple[str, str]:
    return line.kind, "".join(line.title.split()).casefold()
