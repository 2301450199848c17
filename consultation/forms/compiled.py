"""Expressions compiled for lxml: what `${name}` means is settled by where the expression stands.

References become XPath variables, so that the same compiled expression serves every form and every answer: a text where
one answer is meant (`one`), nodes where several are. Paths that lead to a question are references too. Functions of
XPath that ODK changed are called by other names (`functions.py`). A path inside a predicate that does not hang on the
predicate's node is taken out and evaluated once.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from lxml import etree

from consultation.forms import xpath
from consultation.forms.functions import FUNCTIONS, INSIDE, SIGNS, Function
from consultation.forms.values import writable
from consultation.forms.xpath import BadExpression, Call, Literal, Node, Number, Operation, Path, Ref, Step


class Scope(Protocol):
    """Where an expression stands in a form."""

    def several(self, name: str) -> bool:
        """Whether `${name}` means more than one node here: a repeat, or a question in a repeat that is not around."""

    def leads_to(self, path: Path) -> str | None:
        """The question that a path without predicates leads to; "" for the place itself, None for none."""

    def place(self, path: Path) -> str | int | None:
        """The repeat whose number `position(path)` is, or 1 in a group that is none; None where it cannot be told."""

    def shared(self, path: Path) -> tuple[str, int]:
        """The innermost repeat around that an absolute path goes through, and how many of its steps that takes."""


@dataclass(frozen=True)
class Variable:
    """What is to be bound before evaluating. kind: how.

    `text`, `number` (dates in days), `truth`, `nodes` of a reference; `branch`: its nodes where they stand in the tree;
    `place`: the number of a repeat; `around`: the node of a repeat around; `root`, `here`, `list`: the tree's root, the
    context's node, a list of choices; `path`: what another compiled expression gives; `indexed`: a value by numbers.
    """

    name: str
    kind: str
    of: str = ""
    inner: "Compiled | None" = None


@dataclass(frozen=True, eq=False)
class Compiled:
    """An expression ready to be evaluated. tree: it needs the answers as a tree, with the context's node in it."""

    text: str
    evaluate: Any
    variables: tuple[Variable, ...]
    names: frozenset[str]
    wild: bool  # it may depend on any answer
    steady: bool  # its value hangs on nothing but its variables

    @cached_property
    def plain(self) -> bool:
        """Whether the same texts always give the same value."""
        return self.steady and all(one.kind in ("text", "number", "truth", "place") for one in self.variables)


def compiled(expression: str, scope: Scope, *, predicate: bool = False) -> Compiled:
    """Compile an expression for where it stands. predicate: as a filter of `item` elements. Raises BadExpression."""
    node = xpath.read(expression)
    writer = _Writer(expression, scope, deep=int(predicate))
    written = f"item[{writer.predicate(node)}]" if predicate else writer.any(node)
    return writer.finished(written)


@dataclass
class _Writer:
    expression: str
    scope: Scope
    deep: int = 0
    variables: dict[tuple[str, str], Variable] = field(default_factory=dict)
    functions: dict[tuple[None, str], Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    wild: bool = False
    steady: bool = True
    taken_out: int = 0

    def finished(self, written: str) -> Compiled:
        try:
            evaluate = etree.XPath(written, extensions=self.functions, regexp=False, smart_strings=False)
        except (etree.XPathError, ValueError) as error:
            raise BadExpression(self.expression) from error
        variables = tuple(self.variables.values())
        return Compiled(written, evaluate, variables, frozenset(self.names), self.wild, self.steady)

    # Each of these writes a node as XPath that gives the kind it is named for.

    def any(self, node: Node) -> str:
        match node:
            case Number(value):
                return value
            case Literal(value):
                return _quoted(value)
            case Ref(name):
                return self.nodes(node) if self.scope.several(name) else self._variable("text", name)
            case Call():
                return self._call(node)
            case Operation():
                return self._operation(node)
            case Path():
                return self._path(node)

    def text(self, node: Node) -> str:
        return self.any(node)

    def number(self, node: Node) -> str:
        node = self._meant(node)
        if isinstance(node, Ref) and not self.scope.several(node.name):
            return self._variable("number", node.name)
        written = self.any(node)
        return written if self.kind(node) == "d" else f"{self._own('as-number')}({written})"

    def truth(self, node: Node) -> str:
        node = self._meant(node)
        if isinstance(node, Ref) and not self.scope.several(node.name):
            return self._variable("truth", node.name)
        written = self.any(node)
        return f"{self._own('as-truth')}({written})" if self.kind(node) == "x" else written

    def nodes(self, node: Node) -> str:
        node = self._meant(node)
        return self._variable("nodes", node.name) if isinstance(node, Ref) else self.any(node)

    def predicate(self, node: Node) -> str:
        """What stands in brackets: a number is a place, all else a truth; paid for where it may cost much."""
        self.deep += 1
        before = self.taken_out, len(self.functions)
        written = self.any(node) if self.kind(node) in ("d", "x", "s") else self.truth(node)
        self.deep -= 1
        costly = (self.taken_out, len(self.functions)) != before or ".." in written or "$" in written
        return f"{self._own('paid')}({written}, {len(written)})" if costly and self.deep else written

    def kind(self, node: Node) -> str:
        """The kind of value: d number, b truth, s text, n nodes, x not known before."""
        match node:
            case Number():
                return "d"
            case Literal():
                return "s"
            case Ref(name):
                return "n" if self.scope.several(name) else "s"
            case Call("-"):
                return "d"
            case Call("if", (_, then, otherwise)):
                return one if (one := self.kind(then)) == self.kind(otherwise) else "x"
            case Call(name):
                return FUNCTIONS[name].gives if name in FUNCTIONS else "x"
            case Operation(sign):
                return "d" if sign in _ARITHMETIC else "n" if sign == "|" else "b"
            case Path():
                return self.kind(meant) if (meant := self._meant(node)) is not node else "n"

    def _operation(self, node: Operation) -> str:
        sign, left, right = node.sign, self._meant(node.left), self._meant(node.right)
        if sign in ("and", "or"):
            return f"({self.truth(left)} {sign} {self.truth(right)})"
        if sign == "|":
            return f"({self.nodes(left)} | {self.nodes(right)})"
        if sign in _ARITHMETIC:
            return f"({self.number(left)} {sign} {self.number(right)})"
        return self._comparison(sign, left, right)

    def _comparison(self, sign: str, left: Node, right: Node) -> str:
        kinds = {self.kind(left), self.kind(right)}
        if "n" in kinds and not (sign in ("=", "!=") and "s" in kinds):
            return f"{self._own(SIGNS[sign])}({self.any(left)}, {self.any(right)})"
        if sign not in ("=", "!=") or ("d" in kinds and "b" not in kinds):
            return f"({self.number(left)} {sign} {self.number(right)})"
        if "b" in kinds:
            return f"({self.truth(left)} {sign} {self.truth(right)})"
        return f"({self.any(left)} {sign} {self.any(right)})"

    def _call(self, node: Call) -> str:
        if node.name == "-":
            return f"(-{self.number(node.of[0])})"
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise BadExpression(self.expression, node.name)
        if not function.least <= len(node.of) <= function.most:
            raise BadExpression(self.expression)
        self.steady &= function.steady
        special = getattr(self, "_" + node.name.replace("-", "_").replace(":", "_"), None)
        return (special and special(node)) or self._plain_call(node, function)

    def _plain_call(self, node: Call, function: Function) -> str:
        writes = {"s": self.text, "d": self.number, "b": self.truth, "n": self.nodes, "x": self.any}
        kinds = function.takes.ljust(len(node.of), function.takes[-1:] or "x")
        given = [writes[kind](self._meant(one)) for kind, one in zip(kinds, node.of, strict=False)]
        if not given and node.name in ("string", "number", "string-length", "normalize-space"):
            given = [self.any(Path(None, (), (Step("."),)))]
        if function.does is None:
            return f"{node.name}({', '.join(given)})"
        name = "odk-" + node.name.replace(":", "-")
        self.functions[None, name] = function.does
        return f"{name}({', '.join(given)})"

    def _once(self, node: Call) -> str:
        return self._plain_call(Call("coalesce", (Path(None, (), (Step("."),)), *node.of)), FUNCTIONS["coalesce"])

    def _position(self, node: Call) -> str:
        if not node.of:
            return "position()" if self.deep else "1"
        path = node.of[0]
        place = self.scope.place(path) if isinstance(path, Path) and not self._on_node(path) else None
        if place is None:
            return ""
        return self._variable("place", place) if isinstance(place, str) else str(place)

    def _last(self, node: Call) -> str:
        return "last()" if self.deep else "1"

    def _jr_choice_name(self, node: Call) -> str:
        """The second argument names a question, in quotes or without."""
        given = node.of[1]
        quoted = xpath.read(given.value) if isinstance(given, Literal) else given
        meant = self._meant(quoted)
        if not isinstance(meant, Ref):
            raise BadExpression(self.expression)
        self.functions[None, "odk-choice-name"] = FUNCTIONS["jr:choice-name"].does
        return f"odk-choice-name({self.text(self._meant(node.of[0]))}, {_quoted(meant.name)})"

    def _indexed_repeat(self, node: Call) -> str:
        """A value by the numbers of the repeats around it: written as the path that picks those."""
        names = [meant.name for one in (node.of[0], *node.of[1::2]) if isinstance(meant := self._meant(one), Ref)]
        if len(node.of) % 2 == 0 or len(names) != 1 + len(node.of) // 2:
            raise BadExpression(self.expression)
        numbers = [self.number(one) for one in node.of[2::2]]
        self.names |= set(names)
        self.steady = False
        spot = self._variable("indexed", " ".join(names))
        self.functions[None, "odk-indexed"] = FUNCTIONS["indexed-repeat"].does
        return f"odk-indexed({spot}, {', '.join(numbers)})"

    def _instance(self, node: Call) -> str:
        if not isinstance(node.of[0], Literal):
            raise BadExpression(self.expression)
        return self._variable("list", node.of[0].value)

    def _current(self, node: Call) -> str:
        self.wild = True
        return self._variable("here", "")

    def _meant(self, node: Node) -> Node:
        """A path that leads to a question, as the reference that it is."""
        if not isinstance(node, Path) or self._on_node(node):
            return node
        name = self.scope.leads_to(node)
        return node if name is None else Ref(name)

    def _on_node(self, path: Path) -> bool:
        """Whether the path begins at the node that a predicate is about."""
        return path.start is None and self.deep > 0

    def _path(self, node: Path) -> str:
        meant = self._meant(node)
        if meant is not node:
            return self.any(meant)
        if not self._on_node(node) and self.deep:
            return self._apart(node)
        steps = node.steps
        if node.start is None:
            start = "" if self.deep else self._current(Call("current", ()))
        elif node.start == "/":
            repeat, taken = self.scope.shared(node)
            start = self._variable("around", repeat) if repeat else self._variable("root", "")
            steps, self.wild = steps[max(taken, 1) :], True
        elif isinstance(node.start, Ref):
            start = self._variable("branch", node.start.name)
            self.wild = True
        else:
            assert not isinstance(node.start, str)
            start = f"({self.nodes(node.start)})" if not isinstance(node.start, Call) else self.nodes(node.start)
        start += "".join(f"[{self.predicate(one)}]" for one in node.predicates)
        written = [one.name + "".join(f"[{self.predicate(p)}]" for p in one.predicates) for one in steps]
        return "/".join([start, *written] if start else written)

    def _apart(self, node: Path) -> str:
        """The same path compiled for itself: its value is the same for every node that the predicate is about."""
        inner = _Writer(self.expression, self.scope)
        made = inner.finished(inner.any(node))
        self.names |= made.names
        self.wild |= made.wild
        self.steady &= made.steady
        self.taken_out += 1
        variable = Variable(f"v{len(self.variables)}", "path", inner=made)
        self.variables["path", variable.name] = variable
        return "$" + variable.name

    def _variable(self, kind: str, of: str) -> str:
        if kind in ("text", "number", "truth", "nodes", "branch"):
            self.names.add(of)
        made = self.variables.setdefault((kind, of), Variable(f"v{len(self.variables)}", kind, of))
        return "$" + made.name

    def _own(self, name: str) -> str:
        self.functions[None, name] = INSIDE[name].does
        return name


_ARITHMETIC = ("+", "-", "*", "div", "mod")


def _quoted(value: str) -> str:
    """A text as a literal of XPath, which has no escapes."""
    value = writable(value)
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value:
        return f'"{value}"'
    parts = value.split("'")
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in parts) + ")"
