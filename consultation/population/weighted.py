"""Closed questions as they were answered, and beside it as they would stand if everybody registered were made up so."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from sqlmodel import Session

from consultation.forms import service as forms
from consultation.forms.form import Question, in_language
from consultation.population import answered
from consultation.population.answered import Cell, Fact
from consultation.population.values import Choice, WeightedQuestion
from consultation.population.weights import Group, Weights, effective
from consultation.responses.service import closed

FACTS = ("province", "district", "sector", "age", "sex")  # roles of questions that are weighted by, not weighted

Said = list[tuple[str, Group | None, int]]  # value, group, people


def questions(
    session: Session,
    consultation_id: int,
    known: Mapping[str, Fact],
    weights: Weights,
    group: Callable[[Cell], Group | None],
) -> tuple[WeightedQuestion, ...]:
    """Every closed question that is not about who answered, with raw and weighted shares."""
    by = {fact.question.name for fact in known.values()}
    asked = [
        one
        for one in closed(forms.current(session, consultation_id))
        if one.role not in FACTS and not one.role.startswith("consent") and one.name not in by and not one.groups
    ]
    said: dict[str, Said] = defaultdict(list)
    for name, value, facts, n in answered.choices(session, consultation_id, dict(known), [one.name for one in asked]):
        said[name].append((value, group(Cell(*facts, "", n)), n))
    return tuple(_question(one, said[one.name], weights.of) for one in asked if said[one.name])


def _question(question: Question, said: Said, weights: Mapping[Group, float]) -> WeightedQuestion:
    raw: dict[str, int] = defaultdict(int)
    held: dict[str, float] = defaultdict(float)
    people: dict[Group, int] = defaultdict(int)
    base, whole = 0, 0.0
    for value, group, n in said:
        chosen = value.split()[:1] if question.type == "rank" else value.split()
        base += n
        weight = weights.get(group) if group is not None else None
        for key in chosen:
            raw[key] += n
            held[key] += n * (weight or 0.0)
        if weight is not None and group is not None:
            people[group] += n
            whole += n * weight
    return WeightedQuestion(
        question=question.name,
        label=in_language(question.short or question.label, "th"),
        base=base,
        weighted_base=sum(people.values()),
        effective=effective(weights, people),
        choices=tuple(
            Choice(
                key=choice.name, name=in_language(choice.label, "th"), n=raw[choice.name], raw=raw[choice.name] / base,
                weighted=held[choice.name] / whole if whole else 0.0,
            )
            for choice in question.choices
        ),
    )  # fmt: skip
