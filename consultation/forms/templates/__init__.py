"""The templates of questionnaires (TPL-1 … TPL-5), filled in for a cluster and its plan."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from consultation.errors import refused
from consultation.forms.form import Choice, Form, Question
from consultation.forms.translations import translated
from consultation.places.districts import districts
from consultation.places.schemes import Cluster
from consultation.plans.service import PlanView

KEYS = ("needs", "draft-plan", "priorities", "hearing-2548", "after-meeting")
_TEXTS = ("label", "short", "hint", "constraint_message")


@dataclass(frozen=True)
class TemplateInfo:
    """A template as an officer chooses it. kind: the kind of consultation it makes."""

    key: str
    name: str
    about: str
    kind: str
    needs_plan: bool


@cache
def templates() -> dict[str, TemplateInfo]:
    """All templates by key, in the order they are offered."""
    return {
        key: TemplateInfo(key, raw["name"], raw["about"], raw["kind"], raw.get("needs_plan", False))
        for key, raw in ((key, _read(key)) for key in KEYS)
    }


def fill(key: str, cluster: Cluster, plan: PlanView | None = None) -> Form:
    """The form of a template for a cluster and its plan. Raises Refused for an unknown key or a missing plan."""
    if key not in KEYS:
        raise refused("template_unknown", key=key, known=", ".join(KEYS))
    raw = _read(key)
    if raw.get("needs_plan") and (plan is None or not plan.issues):
        raise refused("template_needs_plan", name=raw["name"], cluster=cluster.full_name_th)
    blanks = {"cluster": cluster.full_name_th, "plan": plan.title if plan else "", "goal": plan.goal if plan else ""}
    blanks["issues"] = "\n".join(f"{issue.number}. {issue.title}" for issue in plan.issues) if plan else ""
    questions = (question for entry in raw["question"] for question in _questions(entry, cluster, plan, blanks))
    return translated(Form(title={"th": raw["title"].format(**blanks)}, questions=tuple(questions)), cluster)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf8"))


def _questions(
    entry: dict[str, Any], cluster: Cluster, plan: PlanView | None, blanks: dict[str, str]
) -> Iterator[Question]:
    if "use" in entry:
        entry = {"name": entry["use"], **_read("common")[entry["use"]]}
    if entry.get("each") == "issue":
        for issue in plan.issues if plan else ():
            more = {"number": str(issue.number), "issue": issue.title, "summary": issue.summary.strip()}
            yield _question(entry, cluster, plan, blanks | more)
    else:
        yield _question(entry, cluster, plan, blanks)


def _question(entry: dict[str, Any], cluster: Cluster, plan: PlanView | None, blanks: dict[str, str]) -> Question:
    values = {name: value for name, value in entry.items() if name != "each"}
    values |= {name: entry[name].format(**blanks) for name in ("name", "role") if name in entry}
    values |= {name: {"th": entry[name].format(**blanks).strip()} for name in _TEXTS if name in entry}
    values["choices"] = _choices(entry.get("choices", ""), cluster, plan)
    return Question.model_validate(values)


def _choices(source: str, cluster: Cluster, plan: PlanView | None) -> tuple[Choice, ...]:
    if not source:
        return ()
    if source == "@provinces":
        outside = Choice(name="outside", label={"th": _read("lists")["other"]["outside"]})
        return (*(Choice(name=p.iso, label={"th": p.name_th}) for p in cluster.provinces), outside)
    if source == "@districts":
        return tuple(
            Choice(name=d.code, label={"th": d.name_th}, columns={"province": p.iso})
            for p in cluster.provinces
            for d in districts(p.iso)
        )
    if source == "@issues":
        return tuple(Choice(name=str(i.number), label={"th": i.title}) for i in plan.issues) if plan else ()
    if source == "@programmes":
        names = [name for issue in plan.issues for name in issue.programmes] if plan else []
        return tuple(Choice(name=f"p{n}", label={"th": name}) for n, name in enumerate(names, 1))
    return tuple(Choice(name=name, label={"th": label}) for name, label in _read("lists")[source].items())
