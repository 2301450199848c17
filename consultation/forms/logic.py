"""The logic of a form: which questions are asked, which choices offered, which answers accepted.

Expressions are XLSForm's (XPath with `${name}`), evaluated by lxml on a small tree of the answers. They come from
officers, so their length is bounded and nothing outside the tree can be reached.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from consultation.forms.form import SELECTS, Choice, Form, Question

LONGEST_EXPRESSION = 1000
_NAME = re.compile(r"\$\{([^{}]*)\}")

Answers = Mapping[str, str | None]


class BadExpression(ValueError):
    """An expression that cannot be read; the message quotes it."""


def relevant(question: Question, answers: Answers) -> bool:
    """Whether the question is asked, given the answers so far. A select that offers nothing is not asked."""
    if question.relevant and not holds(question.relevant, answers, question.name):
        return False
    return question.type not in SELECTS or bool(offered(question, answers))


def offered(question: Question, answers: Answers) -> tuple[Choice, ...]:
    """The choices that the choice_filter lets through."""
    if not question.choice_filter:
        return question.choices
    root = _tree(answers)
    compiled = _compiled(question.choice_filter)
    return tuple(choice for choice in question.choices if _truth(compiled(_item(root, choice))))


def accepts(question: Question, value: str, answers: Answers) -> bool:
    """Whether the constraint allows this value."""
    return not question.constraint or holds(question.constraint, {**answers, question.name: value}, question.name)


def holds(expression: str, answers: Answers, current: str) -> bool:
    """The truth of an expression, with `.` standing for the current question's answer."""
    root = _tree({**{current: None}, **answers})
    node = root.find(current)
    return _truth(_compiled(expression)(root if node is None else node))


def names_in(expression: str) -> set[str]:
    """The questions that an expression speaks of."""
    return set(_NAME.findall(expression))


def check_expression(expression: str) -> None:
    """Raise BadExpression when an expression cannot be read."""
    compiled = _compiled(expression)
    try:
        compiled(_tree({}))
    except etree.XPathError as error:
        raise BadExpression(expression) from error


def settle(form: Form, answers: Answers) -> dict[str, str | None]:
    """The answers that still stand: those whose question is asked and whose choices are offered, in form order."""
    kept: dict[str, str | None] = {}
    for question in form.questions:
        if question.name in answers and relevant(question, kept):
            value = answers[question.name]
            if value is None or question.type not in SELECTS or _all_offered(question, value, kept):
                kept[question.name] = value
    return kept


def _all_offered(question: Question, value: str, answers: Answers) -> bool:
    names = {choice.name for choice in offered(question, answers)}
    # A place outside the cluster is kept by its own code; it is not among the buttons.
    return question.appearance == "province" or set(value.split()) <= names


def _tree(answers: Answers) -> Any:
    root = etree.Element("data")
    for name, value in answers.items():
        etree.SubElement(root, name).text = value or ""
    return root


def _item(root: Any, choice: Choice) -> Any:
    item = etree.SubElement(root, "__item")
    for name, value in {"name": choice.name, **choice.columns}.items():
        etree.SubElement(item, name).text = value
    return item


def _truth(value: Any) -> bool:
    return bool(value) and value != "false"


@lru_cache(maxsize=2048)
def _compiled(expression: str) -> Any:
    if len(expression) > LONGEST_EXPRESSION:
        raise BadExpression(expression[:80] + "…")
    try:
        return etree.XPath(_NAME.sub(r"/data/\1", expression), extensions=_FUNCTIONS)
    except etree.XPathError as error:
        raise BadExpression(expression) from error


def _text(value: Any) -> str:
    if isinstance(value, list):
        return (
            "".join(value[0].itertext()) if value and hasattr(value[0], "itertext") else str(value[0]) if value else ""
        )
    return str(value)


def _selected(_: Any, value: Any, name: Any) -> bool:
    return _text(name) in _text(value).split()


def _count_selected(_: Any, value: Any) -> float:
    return float(len(_text(value).split()))


def _if(_: Any, condition: Any, then: Any, otherwise: Any) -> Any:
    return then if _truth(condition) else otherwise


def _coalesce(_: Any, first: Any, second: Any) -> str:
    return _text(first) or _text(second)


_FUNCTIONS: dict[tuple[None, str], Any] = {
    (None, "selected"): _selected,
    (None, "count-selected"): _count_selected,
    (None, "if"): _if,
    (None, "coalesce"): _coalesce,
}
