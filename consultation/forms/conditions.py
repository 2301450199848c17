"""Conditions without typing expressions: rows of question, comparison and value, to an expression and back.

    read("${age} != 'under20' and selected(${topics}, 'T04')")
    → Condition((Row("age", "is_not", "under20"), Row("topics", "has", "T04")), "and")

What `write` writes, `read` reads back equal. Any other expression is somebody's own: `read` gives None for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Op = Literal["is", "is_not", "has", "has_not", "more", "less", "at_least", "at_most", "answered", "unanswered"]
Kind = Literal["text", "number", "date", "today"]
Joined = Literal["and", "or"]

OPS: tuple[Op, ...] = get_args(Op)
BARE: tuple[Op, ...] = ("answered", "unanswered")  # these need no value
ORDERS: dict[Op, str] = {"more": ">", "less": "<", "at_least": ">=", "at_most": "<="}

_QUESTION = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")  # "/" where a workbook gave a name twice: crop/area
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOKEN = re.compile(
    r"""\s*(?:\$\{\s*(?P<question>[^{}]*?)\s*\} | (?P<text>'[^']*'|"[^"]*") | (?P<number>-?[0-9]+(?:\.[0-9]+)?)
    | (?P<order><=|>=|!=|=|<|>) | (?P<word>[a-z]+(?:-[a-z]+)*) | (?P<sign>[(),]))""",
    re.VERBOSE,
)
_DEEPEST = 12  # brackets in brackets


@dataclass(frozen=True)
class Row:
    """One comparison. value: empty for `answered` and `unanswered`; a date as 2025-01-05; empty for today."""

    question: str
    op: Op
    value: str = ""
    kind: Kind = "text"


@dataclass(frozen=True)
class Condition:
    """Rows that must all hold (`and`) or of which one must (`or`). No rows: always."""

    rows: tuple[Row, ...] = ()
    joined: Joined = "and"


class Unwritable(ValueError):
    """A row that no expression can say; `row` is the one, the message names what is wrong: question, value, number."""

    def __init__(self, what: str, row: Row) -> None:
        self.row = row
        super().__init__(what)


def read(expression: str) -> Condition | None:
    """The rows of an expression; None where it says more than rows can."""
    if not expression.strip():
        return Condition()
    reader = _Reader(tuple(_tokens(expression)))
    try:
        found = reader.alternatives(0)
    except _Other:
        return None
    if not reader.done:
        return None
    joined: Joined = "or" if isinstance(found, _Any) else "and"
    rows = found.parts if isinstance(found, _Any | _All) else (found,)
    # One level only: rows are read from top to bottom, and "and" beside "or" would be read in two ways.
    return Condition(tuple(rows), joined) if all(isinstance(row, Row) for row in rows) else None  # type: ignore[arg-type]


def write(condition: Condition) -> str:
    """The expression of a condition; empty where there is no row. Raises Unwritable."""
    return f" {condition.joined} ".join(map(_written, condition.rows))


def quoted(value: str) -> str:
    """A text as an expression's literal. Raises ValueError where no literal can hold it."""
    if "${" in value or ("'" in value and '"' in value):
        raise ValueError(value)
    return f'"{value}"' if "'" in value else f"'{value}'"


def _written(row: Row) -> str:
    if not _QUESTION.fullmatch(row.question):
        raise Unwritable("question", row)
    name = f"${{{row.question}}}"
    if row.op in BARE:
        return f"{name} != ''" if row.op == "answered" else f"{name} = ''"
    value = _literal(row)
    if row.op in ("has", "has_not"):
        if row.kind != "text":
            raise Unwritable("value", row)
        return f"selected({name}, {value})" if row.op == "has" else f"not(selected({name}, {value}))"
    if row.op in ("is", "is_not"):
        return f"{name} {'=' if row.op == 'is' else '!='} {value}"
    if row.kind == "text":
        raise Unwritable("number", row)
    return f"{name} {ORDERS[row.op]} {value}"


def _literal(row: Row) -> str:
    if row.kind == "today":
        return "today()"
    if row.kind == "number" and _NUMBER.fullmatch(row.value):
        return row.value
    if row.kind == "date" and _DATE.fullmatch(row.value):
        return f"date('{row.value}')"
    if row.kind != "text":
        raise Unwritable(row.kind, row)
    if not row.value:
        raise Unwritable("value", row)
    try:
        return quoted(row.value)
    except ValueError:
        raise Unwritable("quotes", row) from None


class _Other(Exception):
    """Something that rows do not say."""


@dataclass(frozen=True)
class _All:
    parts: tuple["_Part", ...]


@dataclass(frozen=True)
class _Any:
    parts: tuple["_Part", ...]


_Part = Row | _All | _Any
_Token = tuple[str, str]


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    text = expression.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            yield "other", text[at]
            return
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


class _Reader:
    """Reads tokens from left to right; whatever is not of our shapes ends in `_Other`."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at == len(self._tokens)

    def alternatives(self, depth: int) -> _Part:
        parts = [self._together(depth)]
        while self._took("word", "or"):
            parts.append(self._together(depth))
        inner = [one for part in parts for one in (part.parts if isinstance(part, _Any) else (part,))]
        return _Any(tuple(inner)) if len(inner) > 1 else inner[0]

    def _together(self, depth: int) -> _Part:
        parts = [self._one(depth)]
        while self._took("word", "and"):
            parts.append(self._one(depth))
        inner = [one for part in parts for one in (part.parts if isinstance(part, _All) else (part,))]
        return _All(tuple(inner)) if len(inner) > 1 else inner[0]

    def _one(self, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise _Other
        if self._took("sign", "("):
            inside = self.alternatives(depth + 1)
            self._need("sign", ")")
            return inside
        if self._took("word", "not"):
            self._need("sign", "(")
            inside = self.alternatives(depth + 1)
            self._need("sign", ")")
            return _opposite(inside)
        if self._took("word", "selected"):
            return self._selected()
        return self._compared()

    def _selected(self) -> Row:
        self._need("sign", "(")
        question = self._need("question")
        self._need("sign", ",")
        value = self._need("text")[1:-1]
        self._need("sign", ")")
        return Row(_known(question), "has", _filled(value))

    def _compared(self) -> Row:
        question, order = _known(self._need("question")), self._need("order")
        value, kind = self._value()
        if order in ("=", "!="):
            if not value and kind == "text":
                return Row(question, "unanswered" if order == "=" else "answered")
            return Row(question, "is" if order == "=" else "is_not", value, kind)
        if kind == "text":
            if not _NUMBER.fullmatch(value):
                raise _Other
            kind = "number"
        return Row(question, next(op for op, sign in ORDERS.items() if sign == order), value, kind)

    def _value(self) -> tuple[str, Kind]:
        group, text = self._next()
        if group == "text":
            return text[1:-1], "text"
        if group == "number":
            return text, "number"
        if group == "word" and text in ("date", "today"):
            self._need("sign", "(")
            inside = self._need("text")[1:-1] if text == "date" else ""
            self._need("sign", ")")
            if text == "date" and not _DATE.fullmatch(inside):
                raise _Other
            return inside, "date" if text == "date" else "today"
        raise _Other

    def _next(self) -> _Token:
        if self.done:
            raise _Other
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, group: str, text: str | None = None) -> str:
        found = self._next()
        if found[0] != group or (text is not None and found[1] != text):
            raise _Other
        return found[1]

    def _took(self, group: str, text: str) -> bool:
        there = not self.done and self._tokens[self._at] == (group, text)
        self._at += there
        return there


def _opposite(part: _Part) -> Row:
    """`not(… = …)` and `not(selected(…))` are rows of their own."""
    turned: dict[Op, Op] = {"is": "is_not", "has": "has_not", "answered": "unanswered", "unanswered": "answered"}
    if not isinstance(part, Row) or part.op not in turned:
        raise _Other
    return Row(part.question, turned[part.op], part.value, part.kind)


def _known(question: str) -> str:
    if not _QUESTION.fullmatch(question):
        raise _Other
    return question


def _filled(value: str) -> str:
    if not value:
        raise _Other
    return value
