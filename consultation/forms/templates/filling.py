"""Filling in a template's blanks for a cluster and its plan, and making blanks again of what was filled in.

A blank is a choice whose name is one of `FILLED_LISTS`, a word in curly brackets in a text ({cluster}, {plan}, {goal},
{issues}), or a question that is asked of every issue of the plan (column `prachakhom_each` = issue): its name gets the
issue's number at the end, `stance` as its role becomes `stance:1`, and its texts may say {number}, {issue}, {summary}.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from consultation.errors import refused
from consultation.forms.blanks import EACH, FILLED_LISTS
from consultation.forms.form import Choice, Form, Question, Texts
from consultation.forms.workbook import catalogue
from consultation.forms.xlsform_languages import called
from consultation.places.districts import districts
from consultation.places.schemes import Cluster
from consultation.plans.service import PlanView

_OF_PLANS = ("@issues", "@programmes", "{plan}", "{goal}", "{issues}")
_TEXTS = ("label", "short", "hint", "guidance_hint", "constraint_message", "required_message")
_THAI = {"th": called("th")}  # what goes without saying
_ABOUT = "prachakhom_"  # begins the settings that tell of a template as such


def filled(form: Form, cluster: Cluster, plan: PlanView | None = None) -> Form:
    """The form with every blank filled in; one without blanks is given back. Raises Refused where a plan is missing."""
    if needs_plan(form) and (plan is None or not plan.issues):
        name = form.settings.get("prachakhom_name") or form.title.get("th", "")
        raise refused("template_needs_plan", name=name, cluster=cluster.full_name_th)
    lists = _lists(cluster, plan)
    words = {"cluster": cluster.full_name_th, "plan": plan.title if plan else "", "goal": plan.goal if plan else ""}
    words["issues"] = "\n".join(f"{issue.number}. {issue.title}" for issue in plan.issues) if plan else ""
    questions = [asked for question in form.questions for asked in _questions(question, plan, words)]
    groups = tuple(group.model_copy(update={"label": _said(group.label, words)}) for group in form.groups)
    return form.model_copy(
        update={
            "title": _said(form.title, words),
            "questions": tuple(_with_choices(question, lists) for question in questions),
            "groups": groups,
            "languages": {} if form.languages == _THAI else form.languages,
            "settings": {name: cell for name, cell in form.settings.items() if not name.startswith(_ABOUT)},
        }
    )


def needs_plan(form: Form) -> bool:
    """Whether a template has blanks that only a plan can fill."""
    if any(EACH in question.extra for question in form.questions):
        return True
    names = {choice.name for question in form.questions for choice in question.choices}
    texts = [form.title, *(getattr(question, name) for question in form.questions for name in _TEXTS)]
    said = "\n".join(text for each in texts for text in each.values())
    return any(blank in names or blank in said for blank in _OF_PLANS)


def blanked(form: Form, cluster: Cluster, plan: PlanView | None = None) -> Form:
    """The form with the places and the plan's parts made blanks again where they stand as `filled` would put them."""
    lists = {name: choices for name, choices in _lists(cluster, plan).items() if choices}
    return form.model_copy(update={"questions": tuple(_without(question, lists) for question in form.questions)})


def _lists(cluster: Cluster, plan: PlanView | None) -> dict[str, tuple[Choice, ...]]:
    issues = plan.issues if plan else ()
    programmes = [name for issue in issues for name in issue.programmes]
    found = {
        "@provinces": tuple(Choice(name=p.iso, label={"th": p.name_th}) for p in cluster.provinces),
        "@districts": tuple(
            Choice(name=d.code, label={"th": d.name_th}, columns={"province": p.iso})
            for p in cluster.provinces
            for d in districts(p.iso)
        ),
        "@issues": tuple(Choice(name=str(issue.number), label={"th": issue.title}) for issue in issues),
        "@programmes": tuple(Choice(name=f"p{n}", label={"th": name}) for n, name in enumerate(programmes, 1)),
    }
    assert tuple(found) == FILLED_LISTS
    return found


def _questions(question: Question, plan: PlanView | None, words: Mapping[str, str]) -> Iterator[Question]:
    if EACH not in question.extra:
        yield _filled(question, words)
        return
    extra = {name: cell for name, cell in question.extra.items() if name != EACH}
    for issue in plan.issues if plan else ():
        number = str(issue.number)
        role = f"stance:{number}" if question.role == "stance" else question.role
        one = question.model_copy(update={"name": f"{question.name}_{number}", "role": role, "extra": extra})
        yield _filled(one, {**words, "number": number, "issue": issue.title, "summary": issue.summary.strip()})


def _filled(question: Question, words: Mapping[str, str]) -> Question:
    update: dict[str, Any] = {name: _said(getattr(question, name), words) for name in _TEXTS}
    return question.model_copy(update=update)


def _said(texts: Texts, words: Mapping[str, str]) -> Texts:
    said: Texts = {}
    for language, text in texts.items():
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)  # noqa: PLW2901 - one blank after the other
        said[language] = text.strip() if text != texts[language] else text
    return said


def _with_choices(question: Question, lists: Mapping[str, tuple[Choice, ...]]) -> Question:
    if not any(choice.name in lists for choice in question.choices):
        return question
    choices = (lists.get(choice.name, (choice,)) for choice in question.choices)
    return question.model_copy(update={"choices": tuple(one for found in choices for one in found)})


def _without(question: Question, lists: Mapping[str, tuple[Choice, ...]]) -> Question:
    for name, found in lists.items():
        for at in range(len(question.choices) - len(found) + 1):
            if question.choices[at : at + len(found)] == found:
                blank = Choice(name=name, label={"th": catalogue()["_blanks"][name]}, columns=_columns(found))
                choices = (*question.choices[:at], blank, *question.choices[at + len(found) :])
                return question.model_copy(update={"choices": choices})
    return question


def _columns(found: tuple[Choice, ...]) -> dict[str, str]:
    """A blank's columns: those of the choices in its place, so that a filter on them stays one that can be read."""
    return dict.fromkeys((column for choice in found for column in choice.columns), "@provinces")
