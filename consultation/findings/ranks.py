"""Units of work on the order of findings: criteria with weights, each planner's points, where planners differ."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.findings import ranking, spread
from consultation.findings.models import Finding, RankCriterion, RankScore
from consultation.findings.tracing import link_to
from consultation.findings.values import FindingLink
from consultation.findings.wording import PACKAGE, refused
from consultation.themes.values import Value
from consultation.upsert import upsert
from consultation.wording import wording

MOST_CRITERIA, MOST_WEIGHT, LONGEST_NAME = 7, 10, 60
POINTS = (1, 2, 3, 4, 5)


class Criterion(Value):
    """A criterion; id 0 for one of the usual ones that nobody has stored yet."""

    id: int
    name: str
    about: str
    weight: int


class Given(Value):
    """What one planner makes of a finding. score: 1 to 5, weighted; rank: its place among theirs."""

    points: dict[int, int]
    score: float | None
    rank: float | None


class Placed(Value):
    """A finding in the order. score: mean of the planners who gave it all points; None while nobody has.

    given: by account; apart: how far the places lie apart that planners give it; on: the criterion on which their
    points lie furthest apart, with the least and the most.
    """

    finding: FindingLink
    people: int
    provinces: int
    score: float | None
    rank: int | None
    given: dict[str, Given]
    apart: float
    on: tuple[str, int, int] | None


class Ranking(Value):
    """The findings of a consultation in order. whole: planners who have placed every finding; w: how far they agree."""

    criteria: tuple[Criterion, ...]
    placed: tuple[Placed, ...]
    whole: tuple[str, ...]
    w: float | None

    @property
    def differ(self) -> tuple[Placed, ...]:
        """Where planners differ most, worst first; only what lies two places or more apart."""
        return tuple(sorted((one for one in self.placed if one.apart >= 2), key=lambda one: -one.apart))


def criteria(session: Session, consultation_id: int) -> list[Criterion]:
    """The criteria of a consultation, the usual ones before anybody has set any."""
    of = (RankCriterion.consultation_id == consultation_id, col(RankCriterion.retired_at).is_(None))
    rows = session.exec(select(RankCriterion).where(*of).order_by(col(RankCriterion.number))).all()
    if not rows:
        return [Criterion(id=0, **one) for one in wording(PACKAGE)["criteria"]]
    return [Criterion(**{**row.model_dump(include={"name", "about", "weight"}), "id": row.id or 0}) for row in rows]


def set_criteria(session: Session, consultation_id: int, given: Sequence[Criterion], actor: str) -> list[Criterion]:
    """Store the criteria: exactly these, by name. Points given by one that stays are kept. Raises Refused."""
    _hold(session, consultation_id)
    wanted = [_checked(one) for one in given if one.name.strip()]
    if not wanted:
        raise refused("criteria_none")
    if len(wanted) > MOST_CRITERIA:
        raise refused("criteria_many", most=MOST_CRITERIA)
    before = {row.name: row for row in _rows(session, consultation_id)}
    highest = select(func.max(RankCriterion.number)).where(RankCriterion.consultation_id == consultation_id)
    number = session.exec(highest).one() or 0
    for name, row in before.items():
        if name not in {one.name for one in wanted}:
            row.retired_at = clock.now()
            session.add(row)
    for one in {one.name: one for one in wanted}.values():
        number += one.name not in before
        kept = before.get(one.name) or RankCriterion(
            consultation_id=consultation_id, number=number, name=one.name, weight=0
        )
        kept.about, kept.weight = one.about, one.weight
        session.add(kept)
    session.flush()
    after = {"criteria": [[one.name, one.weight] for one in wanted]}
    told = {"criteria": [[row.name, row.weight] for row in before.values()]}
    audit.record(session, actor, "rank.criteria", f"consultation:{consultation_id}", before=told, after=after)
    return criteria(session, consultation_id)


def give(session: Session, consultation_id: int, given: Mapping[tuple[int, int], int], actor: str) -> None:
    """Keep a planner's points by finding and criterion. Raises Refused for what is no point."""
    known = {row.id for row in _rows(session, consultation_id)}
    findings = {row.id for row in _findings(session, consultation_id)}
    for (finding, criterion), points in given.items():
        if points not in POINTS or criterion not in known or finding not in findings:
            raise refused("points")
        values = {"finding_id": finding, "criterion_id": criterion, "account": actor}
        at = {"points": points, "given_at": clock.now()}
        upsert(session, RankScore, values | at, ("finding_id", "criterion_id", "account"))
    after = {"points": len(given)}
    audit.record(session, actor, "rank.give", f"consultation:{consultation_id}", after=after)


def order(session: Session, consultation_id: int) -> Ranking:
    """The findings in order, with what each planner made of them and how far they agree."""
    asked = criteria(session, consultation_id)
    weights = {one.id: one.weight for one in asked}
    findings = _findings(session, consultation_id)
    points = _points(session, [row.id or 0 for row in findings])
    scores: dict[str, dict[int, float]] = {}
    for account, by_finding in points.items():
        each = {id: ranking.weighted(found, weights) for id, found in by_finding.items()}
        scores[account] = {id: score for id, score in each.items() if score is not None}
    places = {account: ranking.ranks(found) for account, found in scores.items()}
    whole = sorted(account for account, found in places.items() if findings and len(found) == len(findings))
    means = {row.id or 0: _mean([s[row.id or 0] for s in scores.values() if row.id in s]) for row in findings}
    final = sorted((score for score in means.values() if score is not None), reverse=True)
    placed = []
    for row in findings:
        id, mean = row.id or 0, means[row.id or 0]
        people, provinces, _ = spread.counted(session, row)
        theirs = {
            account: Given(points=by[id], score=scores[account].get(id), rank=places[account].get(id))
            for account, by in points.items()
            if id in by
        }
        compared = [places[account][id] for account in whole]
        placed.append(
            Placed(
                finding=link_to(row), people=people, provinces=len(provinces), score=mean,
                rank=final.index(mean) + 1 if mean is not None else None, given=theirs,
                apart=max(compared) - min(compared) if compared else 0.0, on=_furthest(asked, theirs),
            )
        )  # fmt: skip
    placed.sort(key=lambda one: (one.rank is None, one.rank or 0, one.finding.number))
    w = ranking.concordance([places[account] for account in whole])
    return Ranking(criteria=tuple(asked), placed=tuple(placed), whole=tuple(whole), w=w)


def _checked(one: Criterion) -> Criterion:
    name = " ".join(one.name.split())
    if len(name) > LONGEST_NAME:
        raise refused("criterion_name", most=LONGEST_NAME)
    if not 1 <= one.weight <= MOST_WEIGHT:
        raise refused("criterion_weight", name=name, most=MOST_WEIGHT)
    return one.model_copy(update={"name": name, "about": " ".join(one.about.split())[:200]})


def _hold(session: Session, consultation_id: int) -> None:
    consult.view(session, consultation_id)  # raises NotFound in Thai
    session.exec(select(Consultation).where(Consultation.id == consultation_id).with_for_update()).one()


def _rows(session: Session, consultation_id: int) -> Sequence[RankCriterion]:
    of = (RankCriterion.consultation_id == consultation_id, col(RankCriterion.retired_at).is_(None))
    return session.exec(select(RankCriterion).where(*of).order_by(col(RankCriterion.number))).all()


def _findings(session: Session, consultation_id: int) -> list[Finding]:
    of = (Finding.consultation_id == consultation_id, col(Finding.withdrawn_at).is_(None))
    return list(session.exec(select(Finding).where(*of).order_by(col(Finding.number))))


def _points(session: Session, findings: Sequence[int]) -> dict[str, dict[int, dict[int, int]]]:
    """Points by account, finding and criterion."""
    found: dict[str, dict[int, dict[int, int]]] = {}
    rows = session.exec(select(RankScore).where(col(RankScore.finding_id).in_(findings)).order_by(col(RankScore.id)))
    for row in rows:
        found.setdefault(row.account, {}).setdefault(row.finding_id, {})[row.criterion_id] = row.points
    return found


def _mean(scores: Sequence[float]) -> float | None:
    return sum(scores) / len(scores) if scores else None


def _furthest(asked: Sequence[Criterion], given: Mapping[str, Given]) -> tuple[str, int, int] | None:
    found = []
    for one in asked:
        points = [each.points[one.id] for each in given.values() if one.id in each.points]
        if len(points) > 1 and max(points) > min(points):
            found.append((max(points) - min(points), one.name, min(points), max(points)))
    _, name, least, most = max(found, key=lambda one: one[0], default=(0, "", 0, 0))
    return (name, least, most) if name else None
