"""Conditions over a flat map of answers, for the talk engine until it walks scenes (`logic.Scene`).

Expressions are XLSForm's (XPath with `${name}`), evaluated by lxml on a small tree of the answers. They come from
officers, so their length is bounded and nothing outside the tree can be reached. Questions are judged in form order,
each by the answers before it: a walk and its replay see the same. An expression that cannot be evaluated after all
hides no question and forbids no answer.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from consultation.forms.form import SELECTS, Choice, Form, Question

LONGEST_EXPRESSION = 1000
_NAME = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"([A-Za-z_][\w.-]*)\s*\(")
# Paths that search the tree could be nested until one expression takes for ever; a chat's conditions need none.
_SEARCH = re.compile(r"//|::|\[")
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

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
    known = _spoken_of(question.choice_filter, answers)
    return tuple(
        choice
        for choice in question.choices
        if _passes(question.choice_filter, known, choice.name, tuple(choice.columns.items()))
    )


def accepts(question: Question, value: str, answers: Answers) -> bool:
    """Whether the constraint allows this value."""
    return not question.constraint or holds(question.constraint, {**answers, question.name: value}, question.name)


def holds(expression: str, answers: Answers, current: str) -> bool:
    """The truth of an expression, with `.` standing for the current question's answer."""
    root = _tree({current: None, **answers}, expression)
    return _evaluated(expression, next((node for node in root if node.tag == current), root), otherwise=True)


def names_in(expression: str) -> set[str]:
    """The questions that an expression speaks of."""
    return set(_NAME.findall(expression))


def check_expression(expression: str) -> None:
    """Raise BadExpression when an expression cannot be read, or calls a function that there is not."""
    compiled = _compiled(expression)
    bare = _LITERAL.sub("''", expression)
    if _SEARCH.search(bare) or not set(_CALL.findall(bare)) <= _KNOWN:
        raise BadExpression(expression)
    try:
        compiled(_tree({}, expression))
    except _FAILURES as error:
        raise BadExpression(expression) from error


def following(form: Form, answers: Answers) -> Question | None:
    """The first question that applies and has no answer yet; None when all is answered."""
    before: dict[str, str | None] = {}
    for question in form.questions:
        if question.name in answers:
            before[question.name] = answers[question.name]
        elif question.type != "note" and relevant(question, before):
            return question
    return None


def settle(form: Form, answers: Answers) -> dict[str, str | None]:
    """The answers that still stand, in form order: asked, offered, and allowed by what was answered before."""
    kept: dict[str, str | None] = {}
    for question in form.questions:
        if question.name in answers and relevant(question, kept):
            value = answers[question.name]
            if value is None or (_all_offered(question, value, kept) and accepts(question, value, kept)):
                kept[question.name] = value
    return kept


def _all_offered(question: Question, value: str, answers: Answers) -> bool:
    if question.type not in SELECTS:
        return True
    names = {choice.name for choice in offered(question, answers)}
    # A place outside the cluster is kept by its own code; it is not among the buttons.
    return question.appearance == "province" or set(value.split()) <= names


def _tree(answers: Answers, expression: str) -> Any:
    """The answers as XML; a question that the expression names and that has no answer is there and empty."""
    root = etree.Element("data")
    for name, value in {**dict.fromkeys(sorted(names_in(expression)), ""), **answers}.items():
        if _XML_NAME.fullmatch(name):
            etree.SubElement(root, name).text = _NOT_IN_XML.sub("\ufffd", value or "")
    return root


def _spoken_of(expression: str, answers: Answers) -> tuple[tuple[str, str | None], ...]:
    """The answers that an expression can depend on: those it names, or all when it walks paths of its own."""
    names = answers.keys() if "/" in expression else names_in(expression)
    return tuple((name, answers.get(name)) for name in sorted(names))


# Hundreds of districts are asked about in every step of every talk, by the same few provinces.
@lru_cache(maxsize=1 << 16)
def _passes(
    expression: str, answers: tuple[tuple[str, str | None], ...], name: str, columns: tuple[tuple[str, str], ...]
) -> bool:
    root = _tree(dict(answers), expression)
    item = etree.SubElement(root, "__item")
    for column, value in {"name": name, **dict(columns)}.items():
        if _XML_NAME.fullmatch(column):
            etree.SubElement(item, column).text = _NOT_IN_XML.sub("\ufffd", value)
    return _evaluated(expression, item, otherwise=True)


def _evaluated(expression: str, node: Any, *, otherwise: bool) -> bool:
    try:
        return _truth(_compiled(expression)(node))
    except (BadExpression, *_FAILURES):
        return otherwise


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

_CORE = """and boolean ceiling concat contains count div false floor last local-name mod name not normalize-space number
or position round starts-with string string-length substring substring-after substring-before sum text translate true"""
_KNOWN = {*_CORE.split(), *(name for _, name in _FUNCTIONS)}
_FAILURES = (etree.XPathError, TypeError, ValueError)
