"""Whose words may stand against a finding: comments behind it whose stance, sector or province is not the majority's.

They are suggested with the reason in plain words; what is worth hearing a planner decides, and picks by hand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from consultation.findings import spread
from consultation.findings.values import Dissent, FindingView
from consultation.findings.wording import said
from consultation.forms.form import Question, in_language
from consultation.responses.models import Answer
from consultation.responses.service import Count
from consultation.themes.members import names
from consultation.themes.values import MemberView

MOST = 5
FEW = 0.2  # of the people behind a finding: a larger group is no minority
NO_OPINION = "none"

Why = tuple[str, str]  # what differs (stance, sector, province), and the sentence that says so


def suggested(session: Session, finding: FindingView) -> list[Dissent]:
    """Comments that differ from most behind a finding and are not picked as minority views yet, the clearest first."""
    asked = names(session, finding.consultation_id).stances()
    stances = _stances(session, finding.id, [question.name for question in asked])
    there = {member.id for member in finding.minority}
    found = []
    for member in finding.members:
        why = [*_by_stance(member, asked, stances), *_by_place(member, finding)]
        if why and member.id not in there:
            found.append((member, why))
    return _clearest(found)


def side(question: Question, value: str) -> int:
    """On which side of a question's scale a choice lies: -1, 1, or 0 for its middle, no opinion, and what is none."""
    scale = [choice.name for choice in question.choices if choice.name != NO_OPINION]
    if value not in scale:
        return 0
    double = 2 * scale.index(value) - (len(scale) - 1)
    return (double > 0) - (double < 0)


def _stances(session: Session, finding_id: int, questions: Sequence[str]) -> dict[str, dict[int, str]]:
    """By question what each person behind a finding answered."""
    found: dict[str, dict[int, str]] = {question: {} for question in questions}
    if questions:
        query = (
            select(Answer.question, Answer.response_id, Answer.value)
            .where(col(Answer.response_id).in_(spread.people_behind(finding_id)), col(Answer.late).is_(False))
            .where(col(Answer.question).in_(questions), col(Answer.value).is_not(None))
        )
        for question, response, value in session.exec(query):
            found[question][response] = value or ""
    return found


def _by_stance(
    member: MemberView, asked: Iterable[Question], stances: Mapping[str, Mapping[int, str]]
) -> Iterable[Why]:
    for question in asked:
        given = stances[question.name]
        value = given.get(member.response_id, "")
        own = side(question, value)
        sides = Counter(side(question, each) for each in given.values())
        if own and sides[-own] > len(given) / 2 and sides[own] <= FEW * len(given):
            choice = question.choice(value)
            yield (
                "stance",
                said(
                    "differs", "stance", answer=in_language(choice.label, "th") if choice else value,
                    issue=in_language(question.short or question.label, "th"), n=sides[-own], base=len(given),
                ),
            )  # fmt: skip


def _by_place(member: MemberView, finding: FindingView) -> Iterable[Why]:
    for what, key, counts in (
        ("sector", member.sector, finding.spread.sectors), ("province", member.province, finding.provinces),
    ):  # fmt: skip
        told = _lonely(key, counts)
        if told:
            own, top, base = told
            yield what, said("differs", what, name=own.name, n=own.n, base=base, top=top.name, most=top.n)


def _lonely(key: str | None, counts: Sequence[Count]) -> tuple[Count, Count, int] | None:
    """A group that is a small part where another is more than half: it, the other, and all; None where it is not so."""
    base = sum(count.n for count in counts)
    own = next((count for count in counts if count.key == key), None)
    top = max(counts, key=lambda count: count.n, default=None)
    if own is None or top is None or own is top or top.n <= base / 2 or own.n > FEW * base:
        return None
    return own, top, base


def _clearest(found: Sequence[tuple[MemberView, Sequence[Why]]]) -> list[Dissent]:
    """One of each person: another stance before another place, more reasons before fewer, who may be quoted first."""
    ordered = sorted(
        found,
        key=lambda each: (
            -sum(what == "stance" for what, _ in each[1]), -len(each[1]), not each[0].quote_ok,
            bool(each[0].same_as), -each[0].typicality, each[0].id,
        ),
    )  # fmt: skip
    chosen: dict[int, Dissent] = {}
    for member, why in ordered:
        chosen.setdefault(member.response_id, Dissent(member=member, why=tuple(text for _, text in why)))
    return list(chosen.values())[:MOST]
