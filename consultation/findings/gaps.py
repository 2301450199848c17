"""What a plan version leaves open, both ways: needs of people that no line answers, lines that nobody asked for."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.findings import spread
from consultation.findings.deciding import newest
from consultation.findings.evidence import signed_sets
from consultation.findings.models import Finding, FindingTheme, LineLink
from consultation.findings.tracing import findings_by_line, link_to
from consultation.findings.values import DispositionView, FindingLink
from consultation.plans import lines as plan_lines
from consultation.plans.lines import Line
from consultation.plans.models import Plan
from consultation.responses.service import Count
from consultation.themes import service as themes
from consultation.themes.values import Value


class Need(Value):
    """A finding that no line of a plan version answers, and what was decided on it."""

    finding: FindingLink
    consultation: str
    people: int
    provinces: tuple[Count, ...]
    disposition: DispositionView | None

    @property
    def single(self) -> bool:
        """Whether it is a matter of one province, which a cluster's plan may leave to that province."""
        return len(self.provinces) == 1


class Loose(Value):
    """A signed-off theme that no finding was made of: what people said and nobody has weighed yet."""

    consultation_id: int
    set_id: int
    number: int
    label: str
    people: int


class Unanswered(Value):
    """needs: of several provinces or of none named, most people first; single: of one province; loose: themes."""

    needs: tuple[Need, ...]
    single: tuple[Need, ...]
    loose: tuple[Loose, ...]
    answered: int


class Unasked(Value):
    """A line without a finding of its own. under: whether one is linked to a line above or below it."""

    line: Line
    above: bool
    below: bool

    @property
    def nobody(self) -> bool:
        """Whether nothing near it was asked for either."""
        return not self.above and not self.below


def unanswered(session: Session, plan_id: int) -> Unanswered:
    """The findings of the plan's cluster that are linked to no line of this version. Raises NotFound."""
    lines = plan_lines.lines(session, plan_id)
    rows = _findings(session, plan_id)
    linked = set(session.exec(select(LineLink.finding_id).where(LineLink.plan_id == plan_id)))
    needs = sorted((_need(session, row) for row in rows if row.id not in linked), key=lambda need: -need.people)
    return Unanswered(
        needs=tuple(need for need in needs if not need.single),
        single=tuple(need for need in needs if need.single),
        loose=tuple(_loose(session, plan_id)),
        answered=sum(row.id in linked for row in rows) if lines else 0,
    )


def unasked(session: Session, plan_id: int) -> list[Unasked]:
    """The lines of a version that no finding is linked to, in printed order. Raises NotFound."""
    lines = plan_lines.lines(session, plan_id)
    asked = findings_by_line(session, plan_id).keys()
    parents = {line.key: line.parent for line in lines}
    below = {up for key in asked for up in _up(key, parents)}
    return [
        Unasked(line=line, above=any(up in asked for up in _up(line.key, parents)), below=line.key in below)
        for line in lines
        if line.key not in asked
    ]


def _up(key: str, parents: dict[str, str]) -> Iterable[str]:
    while key := parents.get(key, ""):
        yield key


def _consultations(session: Session, plan_id: int) -> list[Consultation]:
    plan = session.get_one(Plan, plan_id)
    same = (Consultation.scheme == plan.scheme, Consultation.cluster == plan.cluster)
    return list(session.exec(select(Consultation).where(*same).order_by(col(Consultation.id))))


def _findings(session: Session, plan_id: int) -> list[Finding]:
    ids = [one.id for one in _consultations(session, plan_id)]
    standing = (col(Finding.consultation_id).in_(ids), col(Finding.withdrawn_at).is_(None))
    return list(session.exec(select(Finding).where(*standing).order_by(col(Finding.id))))


def _need(session: Session, row: Finding) -> Need:
    people, provinces, _ = spread.counted(session, row)
    title = session.get_one(Consultation, row.consultation_id).title
    decided = newest(session, row.id or 0)
    return Need(finding=link_to(row), consultation=title, people=people, provinces=provinces, disposition=decided)


def _loose(session: Session, plan_id: int) -> list[Loose]:
    """Of the newest signed-off set of each question, the themes that no standing finding uses."""
    used = set(
        session.exec(
            select(FindingTheme.theme_id)
            .join(Finding, col(Finding.id) == col(FindingTheme.finding_id))
            .where(col(Finding.withdrawn_at).is_(None), col(FindingTheme.replaced_at).is_(None))
        )
    )
    found = []
    for one in _consultations(session, plan_id):
        questions = set()
        for set_id in signed_sets(session, one.id or 0):
            seen = themes.view(session, set_id)
            if seen.about.question in questions:
                continue
            questions.add(seen.about.question)
            found += [
                Loose(
                    consultation_id=one.id or 0,
                    set_id=set_id,
                    number=theme.number,
                    label=theme.label,
                    people=theme.people,
                )
                for theme in seen.themes
                if not used & {theme.id, *(sub.id for sub in theme.subs)}
            ]
    return sorted(found, key=lambda theme: -theme.people)
