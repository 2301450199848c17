"""The sample plan and the sample respondents, read from the files beside this one."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from consultation import clock
from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import Scene
from consultation.opinion.seeds import Seed
from consultation.places.answers import Found
from consultation.places.districts import districts
from consultation.places.lookup import find_province
from consultation.places.schemes import Cluster
from consultation.places.schemes import cluster as find_cluster
from consultation.plans.service import IndicatorView, IssueInput, PlanInput
from consultation.talk.wording import button

Row = Mapping[str, str]

VOTES = {"A": "agree", "D": "disagree", "P": "skip"}  # letters of the column `votes`, one a statement in their order


def cluster() -> Cluster:
    """The cluster of the sample plan."""
    return find_cluster(_plan()["cluster"])


def notice() -> str:
    """The sentence that says that everything here is a sample."""
    return str(_plan()["sample_notice"])


def plan() -> PlanInput:
    """The sample plan, marked as one."""
    raw, place = _plan(), cluster()
    return PlanInput(
        scheme=place.scheme,
        cluster=place.number,
        title=raw["title"],
        period=f"{raw['period_from']}–{raw['period_to']}",
        version=raw["version"],
        goal=raw["goal"],
        sample=True,
        issues=tuple(_issue(issue) for issue in raw["issues"]),
    )


def respondents(name: str) -> list[Row]:
    """The sample respondents of a file: `hearing` or `needs`."""
    text = resources.files(__name__.rpartition(".")[0]).joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def voting(form: Form) -> Form:
    """The form with the sample's question of statements before its consents."""
    raw = _beside("statements.toml")["question"]
    label, short = {"th": raw["label"]}, {"th": raw["short"]}
    asked = Question(name=raw["name"], type="statements", label=label, short=short)
    at = next(i for i, question in enumerate(form.questions) if question.role.startswith("consent_"))
    return form.model_copy(update={"questions": (*form.questions[:at], asked, *form.questions[at:])})


def statements() -> list[Seed]:
    """The sample statements, in the order of the column `votes`."""
    said = _beside("statements.toml")["statements"]
    return [Seed(number, text, text, {}) for number, text in enumerate(said, 1)]


def typed(form: Form, row: Row, places: Sequence[int] = ()) -> Iterator[str]:
    """What a sample respondent types, message by message, from the start of the talk to sending the answers.

    places: the sample statements that this talk serves, in its order; without them what is typed ends at the first one.
    """
    yield button("start")
    answers: dict[str, str | None] = {}
    while (slot := Scene(form, answers, now=clock.now()).following()) is not None:
        question = slot.question
        if question.type == "statements":
            if not places:
                return
            yield from (button(VOTES[row["votes"][place]]) for place in places)
            yield row["own"] or button("skip")
            answers[slot.key] = str(len(places))
            continue
        text, value = _reply(question, row, answers)
        answers[slot.key] = value
        yield text or button("skip")
        if question.type == "select_multiple" and value and len(value.split()) == 1 and question.most != 1:
            yield button("done")  # one choice might be the first of several; the talk waits to be told
    yield button("send")


def _reply(question: Question, row: Row, answers: Mapping[str, str | None]) -> tuple[str, str | None]:
    """What is typed to a question and the value it stands for."""
    if question.appearance == "province":
        found = find_province(row["province"])
        return row["province"], found.place.iso if isinstance(found, Found) else None
    if question.appearance == "district":
        return row["district"], _district(row["district"], answers)
    value = _coded(question, row)
    if question.type == "text" or not value:
        return value, value or None
    if question.type == "rank":
        return value, value
    numbers = [str(i) for i, choice in enumerate(question.choices, 1) if choice.name in value.split()]
    if question.type == "select_multiple" and len(numbers) > 1:  # 12 alone might be 1 and 2: one is named by its words
        return " ".join(numbers), value
    choice = question.choice(value)
    return (in_language(choice.label, "th"), value) if choice else ("", None)


def _coded(question: Question, row: Row) -> str:
    if question.role.startswith("consent_"):
        return row["quote_ok" if question.role == "consent_quote" else "contact_ok"]
    if question.role.startswith("stance:"):
        return row[f"stance{question.role.partition(':')[2]}"]
    return row.get(question.name, "").strip()


def _district(name: str, answers: Mapping[str, str | None]) -> str | None:
    iso = answers.get("province")
    return next((d.code for d in districts(iso) if d.name_th == name), None) if iso else None


def _plan() -> dict[str, Any]:
    return _beside("plan.toml")


def _beside(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf8"))


def _issue(raw: dict[str, Any]) -> IssueInput:
    indicators = (IndicatorView(**{name: str(value) for name, value in each.items()}) for each in raw["indicators"])
    return IssueInput(
        title=raw["title"],
        summary=raw["summary"].strip(),
        goal=raw["goal"],
        indicators=tuple(indicators),
        programmes=tuple(programme["title"] for programme in raw["programmes"]),
    )
