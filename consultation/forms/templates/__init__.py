"""The templates of questionnaires (TPL-1 … TPL-5): XLSForm workbooks with blanks, filled in for a cluster and its plan.

An office's own templates are in `consultation.forms.office`.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from consultation.errors import refused
from consultation.forms.form import Form
from consultation.forms.templates.filling import filled, needs_plan
from consultation.forms.translations import translated
from consultation.forms.xlsform_read import form_of
from consultation.places.schemes import Cluster
from consultation.plans.service import PlanView

KEYS = ("needs", "draft-plan", "priorities", "hearing-2548", "after-meeting")


@dataclass(frozen=True)
class TemplateInfo:
    """A template as an officer chooses it. kind: the kind of consultation it makes. own: saved by the office."""

    key: str
    name: str
    about: str
    kind: str
    needs_plan: bool
    own: bool = False


@cache
def templates() -> dict[str, TemplateInfo]:
    """All templates that ship, by key, in the order they are offered."""
    return {key: info_of(key, template(key)) for key in KEYS}


@cache
def template(key: str) -> Form:
    """The template of a key with its blanks open, as its workbook says. Raises Refused for an unknown key."""
    return form_of(workbook(key), f"{key}.xlsx", trusted=True)


def workbook(key: str) -> bytes:
    """The workbook of a template, for an officer to change in Excel. Raises Refused for an unknown key."""
    if key not in KEYS:
        raise refused("template_unknown", key=key, known=", ".join(KEYS))
    return resources.files(__name__).joinpath(f"{key}.xlsx").read_bytes()


def fill(key: str, cluster: Cluster, plan: PlanView | None = None) -> Form:
    """The form of a template for a cluster and its plan. Raises Refused for an unknown key or a missing plan."""
    return translated(filled(template(key), cluster, plan), cluster)


def info_of(key: str, form: Form, *, own: bool = False) -> TemplateInfo:
    """What a template says of itself in its settings sheet."""
    said = {name: form.settings.get(f"prachakhom_{name}", "") for name in ("name", "about", "kind")}
    return TemplateInfo(
        key, said["name"] or form.title["th"], said["about"], said["kind"] or "survey", needs_plan(form), own
    )
