"""Adding, changing, copying and deleting questions; copying and deleting take a group with all that is inside it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from consultation.errors import refused
from consultation.forms import limits, saying
from consultation.forms.edits.choices import STANDARD_LISTS, Following, filter_of, fixed, follows
from consultation.forms.edits.leaning import free_name, leaning_on, listed, renamed
from consultation.forms.form import SELECTS, Choice, Form, Question, Texts, Type, in_language
from consultation.forms.limits import MEASURES, Bounds
from consultation.forms.tree import Branch, Node, edited, find, groups_of, grown, questions_of, tree, without
from consultation.forms.xlsform_choices import OTHER, other_choice


@dataclass(frozen=True)
class Change:
    """What an officer typed for one question; None leaves what is there. Texts are the Thai ones.

    following None with choices given: they follow no question; choice_filter: a filter of somebody's own.
    """

    label: str | None = None
    short: str | None = None
    hint: str | None = None
    guidance_hint: str | None = None
    required: bool | None = None
    required_message: str | None = None
    comment: bool | None = None
    relevant: str | None = None
    bounds: Bounds | None = None
    constraint: str | None = None
    constraint_message: str | None = None
    choices: tuple[Choice, ...] | None = None
    choice_filter: str | None = None
    default: str | None = None
    calculation: str | None = None
    required_when: str | None = None
    parameters: dict[str, str] | None = None
    other: bool | None = None
    appearance: str | None = None


OPEN_SELECTS = ("select_one", "select_multiple")  # "other" may be asked for in words
_TEXTS = ("label", "short", "hint", "guidance_hint", "required_message")
_PLAIN = ("relevant", "choice_filter", "default", "calculation", "required_when", "parameters", "appearance")


def change(form: Form, name: str, to: Change) -> Form:
    """The form with one question changed. Raises Refused for bounds that cannot be read or that leave no answer."""
    questions = tuple(changed(one, to) if one.name == name else one for one in form.questions)
    after = form.model_copy(update={"questions": questions})
    now = after.question(name)
    if now is not None and to.choices is not None and now.list_name:
        shared = any(one.list_name == now.list_name and one.choices != now.choices for one in after.questions)
        if shared:  # the list's other questions keep it as it is
            return replaced(after, now.model_copy(update={"list_name": ""}))
    return after


def changed(question: Question, to: Change) -> Question:
    """The question as typed. Raises Refused as `change` does."""
    update: dict[str, Any] = {}
    for attribute in _TEXTS:
        if (text := getattr(to, attribute)) is not None:
            update[attribute] = _said(getattr(question, attribute), text)
    for attribute in _PLAIN:
        if (value := getattr(to, attribute)) is not None:
            update[attribute] = value.strip() if isinstance(value, str) else value
    if to.required is not None:
        update["required"] = to.required and question.asked
    if to.comment is not None:
        update["comment"] = to.comment and question.type == "text"
    if to.choices is not None and question.type in SELECTS and not fixed(question):
        update["choices"] = to.choices
    if to.other is not None and question.type in OPEN_SELECTS and not fixed(question):
        update["other"] = to.other
        update["choices"] = _with_other(update.get("choices", question.choices), to.other, before=question.other)
    return question.model_copy(update=update | _limited(question, to))


def add(form: Form, type_: Type, after: str = "") -> tuple[Form, str]:
    """The form with a new question, and its name: after the one of that name, else before the consents at the end."""
    made = _starter(free_name(form, "q"), type_)
    return insert(form, made, after), made.name


def insert(form: Form, question: Question, after: str = "") -> Form:
    """The form with a question that is made already, at the place that `add` would choose."""
    nodes = tree(form)
    found = find(nodes, after) if after else None
    if found:
        return grown(form, edited(nodes, found[0], lambda sisters: _put(sisters, found[1] + 1, question)))
    at = len(nodes)
    while at and _is_consent(nodes[at - 1]):
        at -= 1
    return grown(form, _put(list(nodes), at, question))


def duplicate(form: Form, name: str) -> tuple[Form, str]:
    """The form with a copy right after the question or group, and the copy's name.

    Copies take no role: each is there once. Inside a copied group they speak of one another, not of the originals.
    """
    nodes = tree(form)
    found = find(nodes, name)
    if found is None:
        return form, name
    path, at, node = found
    names = _names_of_copies(form, node)
    copy = _copied(node, names)
    return grown(form, edited(nodes, path, lambda sisters: _put(sisters, at + 1, copy))), names[name]


def delete(form: Form, name: str) -> Form:
    """The form without the question or group. Raises Refused while others are asked by an answer in it."""
    nodes = tree(form)
    found = find(nodes, name)
    if found is None:
        return form
    gone = {question.name for question in questions_of(found[2])} | {group.name for group in groups_of(found[2])}
    if leaning := leaning_on(form, gone):
        raise refused("form_leaned_on", which=saying.named(form, name), others=listed(form, leaning))
    return grown(form, without(nodes, name))


def retype(question: Question, type_: Type) -> Question:
    """The question asked in another way. What means nothing for the new type is left behind."""
    if type_ == question.type:
        return question
    fresh = _starter(question.name, type_)
    both_selects = question.type in SELECTS and type_ in SELECTS
    update: dict[str, Any] = {
        "type": type_,
        "choices": question.choices if both_selects else fresh.choices,
        "parameters": {k: v for k, v in question.parameters.items() if both_selects} or fresh.parameters,
        "comment": False,
        "required": question.required and fresh.asked,
    }
    if not both_selects:
        update |= {"choice_filter": "", "other": False, "list_name": "", "from_file": "", "role": "", "appearance": ""}
    same_measure = MEASURES.get(question.type) == MEASURES.get(type_)
    if not same_measure or limits.read(question.constraint, type_) is None:
        update |= {"constraint": "", "constraint_message": {}}
    if not both_selects and question.default:
        update["default"] = ""
    return question.model_copy(update=update)


def replaced(form: Form, question: Question) -> Form:
    """The form with the question of this name exchanged."""
    return form.model_copy(
        update={"questions": tuple(question if one.name == question.name else one for one in form.questions)}
    )


def follow(question: Question, following: Following | None) -> str:
    """The choice_filter that says what is wanted, unchanged where it says so already."""
    return question.choice_filter if follows(question) == following and following else filter_of(following)


def _limited(question: Question, to: Change) -> dict[str, Any]:
    """What changes in constraint and message. A message that only told the old bounds tells the new ones."""
    before = limits.read(question.constraint, question.type)
    update: dict[str, Any] = {}
    bounds = to.bounds
    if bounds is not None and question.type in MEASURES:
        if bounds != before:
            update["constraint"] = _constraint(bounds, question.type)
    elif to.constraint is not None:
        update["constraint"] = to.constraint.strip()
        bounds = limits.read(update["constraint"], question.type)
    message = to.constraint_message
    texts = question.constraint_message if message is None else _said(question.constraint_message, message)
    told = saying.limit(before, question) if before else ""
    if bounds is not None and bounds != before and in_language(texts, "th") in ("", told):
        tells = saying.limit(bounds, question)
        texts = {"th": tells} if tells else {}
    return update if texts == question.constraint_message else update | {"constraint_message": texts}


def _constraint(bounds: Bounds, type_: Type) -> str:
    try:
        constraint = limits.write(bounds, type_)
    except ValueError as error:
        raise refused("form_bound_unreadable", value=str(error)) from None
    if limits.reversed_(bounds):
        raise refused("form_bounds_reversed", least=bounds.least, most=bounds.most)
    return constraint


def _said(texts: Texts, thai: str) -> Texts:
    """The texts with the Thai one as typed; without any where there is no Thai any more."""
    return {**texts, "th": thai.strip()} if thai.strip() else {}


def _with_other(choices: tuple[Choice, ...], wanted: bool, *, before: bool) -> tuple[Choice, ...]:
    """The choices with "other" among them where it is wanted, without it where it is wanted no longer."""
    if before and not wanted:
        return tuple(choice for choice in choices if choice.name != OTHER)
    there = not wanted or any(choice.name == OTHER for choice in choices)
    return choices if there else (*choices, other_choice(choices, ("th",)))


def _is_consent(node: Node) -> bool:
    return isinstance(node, Question) and node.role.startswith("consent")


def _names_of_copies(form: Form, node: Node) -> dict[str, str]:
    names: dict[str, str] = {}
    for group in groups_of(node):
        names[group.name] = free_name(form, "g", names.values())
    for question in questions_of(node):
        names[question.name] = free_name(form, "q", names.values())
    return names


def _copied(node: Node, names: dict[str, str]) -> Node:
    if isinstance(node, Branch):
        update = {**renamed(node.group, names), "name": names[node.name]}
        return Branch(node.group.model_copy(update=update), tuple(_copied(inner, names) for inner in node.nodes))
    update = {**renamed(node, names), "name": names[node.name], "role": ""}
    if node.appearance in STANDARD_LISTS:
        update["appearance"] = ""
    return node.model_copy(update=update)


def _put(sisters: list[Node], at: int, node: Node) -> list[Node]:
    return [*sisters[:at], node, *sisters[at:]]


def _starter(name: str, type_: Type) -> Question:
    words = starters()
    labels = words["choices"] if type_ in SELECTS else ()
    return Question(
        name=name,
        type=type_,
        label={"th": words["label"].get(type_, name)},
        choices=tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(labels, 1)),
        parameters=words["parameters"].get(type_, {}),
        comment=type_ == "text",
    )


@cache
def starters() -> dict[str, Any]:
    """What new questions and groups say until they are edited."""
    return tomllib.loads(resources.files("consultation.forms.edits").joinpath("starters.toml").read_text("utf8"))
