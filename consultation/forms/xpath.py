"""XLSForm's expressions read into a tree: XPath 1.0 with `${name}`, bounded in length and depth.

Only what a questionnaire needs is read: no `//`, no axes but child, parent, self and attribute, no variables, no
namespaces but `jr:`. What has been read can be compiled (`compiled.py`) and looked through (`names_in`, `calls`).
Grammar: https://www.w3.org/TR/1999/REC-xpath-19991116/ and https://getodk.github.io/xforms-spec/#xpath-functions
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from consultation.forms.values import writable

LONGEST_EXPRESSION = 2000
DEEPEST = 40  # brackets within brackets
DEEPEST_PREDICATE = 3  # [ within [ within [

_NAME_START = r"A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
NAME = rf"[{_NAME_START}][{_NAME_START}0-9.\xb7\u0300-\u036f\u203f-\u2040-]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)
    | \$\{{\s*(?P<ref>[^{{}}]*?)\s*\}}
    | (?P<call>(?:{NAME}:)?{NAME})\s*(?=\()
    | (?P<name>{NAME})
    | (?P<sign>\.\.|!=|<=|>=|[-()\[\].,@/|+=<>*])
    )""",
    re.VERBOSE,
)
_REF = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_BINDS = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip


class BadExpression(ValueError):
    """An expression that cannot be read; the message quotes it. function: the function that there is not, if any."""

    def __init__(self, expression: str, function: str = "") -> None:
        super().__init__(expression if len(expression) <= 100 else expression[:80] + "…")
        self.function = function


@dataclass(frozen=True, slots=True)
class Number:
    value: str


@dataclass(frozen=True, slots=True)
class Literal:
    value: str


@dataclass(frozen=True, slots=True)
class Ref:
    """`${name}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of what is given; `-` is the minus sign before an operand."""

    name: str
    of: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and the sign between them."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a name, `*`, `.`, `..` or `@name`, and its predicates."""

    name: str
    predicates: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root of the answers (`/`), from the context (None) or from what an expression gives."""

    start: "Node | str | None"
    predicates: "tuple[Node, ...]"  # of the start, where that is an expression
    steps: tuple[Step, ...]


Node = Number | Literal | Ref | Call | Operation | Path


@lru_cache(maxsize=4096)
def read(expression: str) -> Node:
    """The tree of an expression. Raises BadExpression."""
    if len(expression) > LONGEST_EXPRESSION:
        raise BadExpression(expression)
    reader = _Reader(expression, list(_tokens(expression)))
    node = reader.operation(0)
    if reader.at < len(reader.tokens):
        raise BadExpression(expression)
    return node


def names_in(expression: str) -> set[str]:
    """The questions that an expression, or a text with blanks, speaks of as `${name}`."""
    return set(_REF.findall(expression))


def within(node: Node) -> Iterator[Node]:
    """The node and all nodes inside it."""
    waiting: list[Node] = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, Call):
            waiting += one.of
        elif isinstance(one, Operation):
            waiting += (one.left, one.right)
        elif isinstance(one, Path):
            waiting += one.predicates
            waiting += (inner for step in one.steps for inner in step.predicates)
            if one.start is not None and not isinstance(one.start, str):
                waiting.append(one.start)


def calls(expression: str) -> set[str]:
    """The functions that an expression calls. Raises BadExpression."""
    return {node.name for node in within(read(expression)) if isinstance(node, Call)}


def quoted(value: str) -> str:
    """A text as a literal, or as the call that gives it: XPath has no escapes."""
    value = writable(value)
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value:
        return f'"{value}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in value.split("'")) + ")"


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(expression.rstrip())
    while at < end:
        found = _TOKEN.match(expression, at)
        if found is None or found.lastgroup is None:
            raise BadExpression(expression)
        at, text = found.end(), found[found.lastgroup]
        yield found.lastgroup, text[1:-1] if found.lastgroup == "literal" else text


@dataclass
class _Reader:
    """Precedence climbing over the tokens."""

    expression: str
    tokens: list[tuple[str, str]]
    at: int = 0
    depth: int = 0
    predicates: int = 0

    def operation(self, least: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression(self.expression)
        left = self._unary()
        while (binds := _BINDS.get(self._operator(), 0)) > least:
            sign = self._take()[1]
            left = Operation(sign, left, self.operation(binds))
        self.depth -= 1
        return left

    def _operator(self) -> str:
        kind, text = self._peek()
        return text if kind in ("sign", "name", "call") else ""

    def _unary(self) -> Node:
        minus = 0
        while self._peek() == ("sign", "-"):
            self.at += 1
            minus += 1
        left = self._path()
        while self._peek() == ("sign", "|"):
            self.at += 1
            left = Operation("|", left, self._path())
        if not minus:
            return left
        return Call("-", (left,)) if minus % 2 else Call("number", (left,))

    def _path(self) -> Node:
        kind, text = self._peek()
        if (kind, text) == ("sign", "/"):
            self.at += 1
            return Path("/", (), self._steps())
        if kind == "name" or (kind == "sign" and text in (".", "..", "*", "@")):
            return Path(None, (), self._steps())
        return self._filtered()

    def _filtered(self) -> Node:
        node = self._primary()
        predicates = self._predicates()
        if self._peek() == ("sign", "/"):
            self.at += 1
            return Path(node, predicates, self._steps())
        return Path(node, predicates, ()) if predicates else node

    def _primary(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Number(text)
        if kind == "literal":
            return Literal(text)
        if kind == "ref":
            return Ref(text)
        if kind == "call":
            self._expect("(")
            return Call(text, self._given())
        if (kind, text) == ("sign", "("):
            node = self.operation(0)
            self._expect(")")
            return node
        raise BadExpression(self.expression)

    def _given(self) -> tuple[Node, ...]:
        given: list[Node] = []
        if self._peek() == ("sign", ")"):
            self.at += 1
            return ()
        while True:
            given.append(self.operation(0))
            if self._take() == ("sign", ")"):
                return tuple(given)
            if self.tokens[self.at - 1] != ("sign", ","):
                raise BadExpression(self.expression)

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._peek() == ("sign", "/"):
            self.at += 1
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        kind, text = self._take()
        if (kind, text) == ("sign", "@"):
            kind, text = self._take()
            if kind != "name":
                raise BadExpression(self.expression)
            return Step("@" + text)
        if kind != "name" and (kind, text) not in (("sign", "."), ("sign", ".."), ("sign", "*")):
            raise BadExpression(self.expression)
        return Step(text, self._predicates())

    def _predicates(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self._peek() == ("sign", "["):
            self.at += 1
            self.predicates += 1
            if self.predicates > DEEPEST_PREDICATE:
                raise BadExpression(self.expression)
            found.append(self.operation(0))
            self._expect("]")
            self.predicates -= 1
        return tuple(found)

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def _take(self) -> tuple[str, str]:
        token = self._peek()
        if not token[0]:
            raise BadExpression(self.expression)
        self.at += 1
        return token

    def _expect(self, sign: str) -> None:
        if self._take() != ("sign", sign):
            raise BadExpression(self.expression)
