"""Writes an expression as XPath 1.0 for lxml.

Functions that ODK changed, and operators that cost too much over many nodes, are called by names of our own
(`functions`). A path inside a predicate that does not hang on the predicate's node is taken out and evaluated once.
What is left inside a predicate is evaluated once for each node, and is paid for where it looks at many.
"""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from consultation.forms import xpath
from consultation.forms.compiled import As, Compiled, Scope, Variable
from consultation.forms.functions import FUNCTIONS, INSIDE, SIGNS, Function
from consultation.forms.kinds import ARITHMETIC, kind_of
from consultation.forms.values import priced
from consultation.forms.xpath import BadExpression, Call, Literal, Node, Number, Operation, Path, Ref, Step

_SELF = Path(None, (), (Step("."),))
_OF_SELF = ("string", "number", "string-length", "normalize-space")  # mean the node itself when nothing is given


def compiled(expression: str, scope: Scope, as_: As = "value") -> Compiled:
    """Compile an expression for where it stands and what it is for. Raises BadExpression."""
    node = xpath.read(expression)
    writer = _Writer(expression, scope)
    if as_ == "filter":
        return writer.finished(f"item[{writer.predicate(node)}]")
    return writer.finished(writer.truth(node) if as_ == "truth" else writer.any(node))


@dataclass
class _Writer:
    """Each of `any`, `number`, `truth`, `nodes` writes a node as XPath that gives what it is named for."""

    expression: str
    scope: Scope
    deep: int = 0  # predicates around what is being written
    variables: dict[tuple[str, str], Variable] = field(default_factory=dict)
    functions: dict[tuple[None, str], Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    reach: set[str] = field(default_factory=set)
    wild: bool = False
    steady: bool = True
    once: int = 0  # calls of once() around
    looks: int = 0  # how often a predicate looks at its node
    up: bool = False  # whether a predicate looks at what is beside its node
    looks_far: int = 0  # how often a predicate looks at many nodes

    def finished(self, written: str) -> Compiled:
        try:
            evaluate = etree.XPath(written, extensions=self.functions, regexp=False, smart_strings=False)
        except (etree.XPathError, ValueError) as error:
            raise BadExpression(self.expression) from error
        return Compiled(
            text=written,
            evaluate=evaluate,
            variables=tuple(self.variables.values()),
            names=frozenset(self.names - {""}),
            reach=frozenset(self.reach),
            wild=self.wild,
            steady=self.steady,
            looks=self.looks,
            up=self.up,
        )

    def any(self, node: Node) -> str:
        match node:
            case Number(value):
                # libxml2 reads 1.235 as a little less.
                return self._variable("constant", value) if "." in value else value
            case Literal(value):
                return xpath.quoted(value)
            case Ref(name):
                return self._variable("nodes" if self.scope.several(name) else "text", name)
            case Call():
                return self._call(node)
            case Operation():
                return self._operation(node)
            case Path():
                return self._path(node)

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
        """What stands in brackets: a number is a place, all else a truth."""
        before = self.looks_far
        self.deep += 1
        written = self.any(node) if self.kind(node) in ("d", "x", "s") else self.truth(node)
        self.deep -= 1
        return f"{self._own('paid')}({written}, {len(written) // 8})" if self.looks_far != before else written

    def kind(self, node: Node) -> str:
        """The kind of value, see `kinds`."""
        return kind_of(node, self.scope, self._meant)

    def _operation(self, node: Operation) -> str:
        sign, left, right = node.sign, self._meant(node.left), self._meant(node.right)
        if sign in ("and", "or"):
            return f"({self.truth(left)} {sign} {self.truth(right)})"
        if sign == "|":
            return f"{self._own('union')}({self.nodes(left)}, {self.nodes(right)})"
        if sign in ARITHMETIC:
            return f"({self.number(left)} {sign} {self.number(right)})"
        return self._comparison(sign, left, right)

    def _comparison(self, sign: str, left: Node, right: Node) -> str:
        kinds = {self.kind(left), self.kind(right)}
        if "n" in kinds:
            written = self.any(left), self.any(right)
            if self._simple(sign, left, right):
                return f"({written[0]} {sign} {written[1]})"
            return f"{self._own(SIGNS[sign])}({', '.join(written)})"
        if sign in ("=", "!="):
            if "b" in kinds:
                return f"({self.truth(left)} {sign} {self.truth(right)})"
            if "d" not in kinds:
                return f"({self.any(left)} {sign} {self.any(right)})"
            if isinstance(left, (Operation, Call)) or isinstance(right, (Operation, Call)):
                # 0.1 + 0.2 is 0.3 to the person who wrote it.
                return f"{self._own(SIGNS[sign])}({self.number(left)}, {self.number(right)})"
        return f"({self.number(left)} {sign} {self.number(right)})"

    def _simple(self, sign: str, left: Node, right: Node) -> bool:
        """Whether XPath itself compares nodes with the other side as ODK does, and quickly."""
        if "s" in (self.kind(left), self.kind(right)):
            return sign in ("=", "!=")
        return isinstance(left, Number) or isinstance(right, Number)

    def _call(self, node: Call) -> str:
        if node.name == "-":
            return f"(-{self.number(node.of[0])})"
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise BadExpression(self.expression, node.name)
        if not function.least <= len(node.of) <= function.most:
            raise BadExpression(self.expression)
        self.steady &= function.steady
        match node.name:
            case "once":
                self.once += 1
                written = self._called(Call("coalesce", (_SELF, *node.of)), FUNCTIONS["coalesce"])
                self.once -= 1
                return written
            case "today" | "now" if self.once:
                return f"{self._own('first-' + node.name)}()"
            case "position" | "last" if not node.of:
                return f"{node.name}()" if self.deep else "1"
            case "position" if (place := self._place(node.of[0])) is not None:
                return self._variable("place", place) if isinstance(place, str) else str(place)
            case "jr:choice-name":
                return self._choice_name(node)
            case "indexed-repeat":
                return self._indexed(node)
            case "instance":
                return self._list(node)
            case "current":
                return self._variable("here", "")
        return self._called(node, function)

    def _called(self, node: Call, function: Function) -> str:
        writes = {"s": self.any, "d": self.number, "b": self.truth, "n": self.nodes, "x": self.any}
        kinds = function.takes.ljust(len(node.of), function.takes[-1:] or "x")
        given = [writes[kind](self._meant(one)) for kind, one in zip(kinds, node.of, strict=False)]
        if not given and node.name in _OF_SELF:
            given = [self.any(self._meant(_SELF))]
        if function.does is None:
            return f"{node.name}({', '.join(given)})"
        name = "odk-" + node.name.replace(":", "-")
        self.functions[None, name] = priced(function.does)
        return f"{name}({', '.join(given)})"

    def _place(self, node: Node) -> str | int | None:
        return self.scope.place(node) if isinstance(node, Path) and not self._on_node(node) else None

    def _choice_name(self, node: Call) -> str:
        """The second argument names a question, in quotes or without."""
        value, named = node.of
        meant = self._meant(xpath.read(named.value) if isinstance(named, Literal) else named)
        if not isinstance(meant, Ref):
            raise BadExpression(self.expression)
        return self._called(Call(node.name, (value, Literal(meant.name))), FUNCTIONS[node.name])

    def _indexed(self, node: Call) -> str:
        """A value by the numbers of the repeats around it; which, and for whom, goes along as a variable."""
        names = [meant.name for one in (node.of[0], *node.of[1::2]) if isinstance(meant := self._meant(one), Ref)]
        if len(node.of) % 2 == 0 or len(names) != 1 + len(node.of) // 2:
            raise BadExpression(self.expression)
        numbers = [self.number(one) for one in node.of[2::2]]
        self.names |= set(names)
        spot = self._variable("indexed", " ".join(names))
        does = FUNCTIONS["indexed-repeat"].does
        assert does is not None
        self.functions[None, "odk-indexed-repeat"] = priced(does)
        return f"odk-indexed-repeat({spot}, {', '.join(numbers)})"

    def _list(self, node: Call) -> str:
        if not isinstance(node.of[0], Literal):
            raise BadExpression(self.expression)
        return self._variable("list", node.of[0].value)

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
        if self.deep and not self._on_node(node):
            return self._apart(node)
        start, steps = self._start(node)
        start += "".join(f"[{self.predicate(one)}]" for one in node.predicates)
        written = [start] if start else []
        for at, step in enumerate(steps):
            if step.name == "..":
                if at and steps[at - 1].name not in ("..", "."):
                    raise BadExpression(self.expression)  # down and up again: over and over, that takes for ever
                self.looks_far += self.deep > 0
                self.up |= self.deep > 0
            self._reaches(step.name)
            self.looks += self.deep > 0
            written.append(step.name + "".join(f"[{self.predicate(one)}]" for one in step.predicates))
        return "/".join(written)

    def _start(self, node: Path) -> tuple[str, tuple[Step, ...]]:
        """What a path begins with, as a variable, and the steps from there."""
        if node.start is None:
            return ("" if self.deep else self._call(Call("current", ()))), node.steps
        if node.start == "/":
            repeat, taken = self.scope.shared(node)
            start = self._variable("around", repeat) if repeat else self._variable("root", "")
            return start, node.steps[max(taken, 1) :]
        if isinstance(node.start, Ref):
            return self._variable("branch", node.start.name), node.steps
        assert not isinstance(node.start, str)
        if self.kind(node.start) != "n":
            raise BadExpression(self.expression)
        written = self.nodes(node.start)
        return (written if written.startswith("$") else f"({written})"), node.steps

    def _reaches(self, step: str) -> None:
        self.wild |= step == "*"
        self.reach.add(step)

    def _apart(self, node: Path) -> str:
        """The same path compiled for itself: its value is the same for every node that the predicate is about."""
        inner = _Writer(self.expression, self.scope)
        made = inner.finished(inner.any(node))
        self.names |= made.names
        self.reach |= made.reach
        self.wild |= made.wild
        self.steady &= made.steady
        self.looks_far += 1
        self.looks += 1
        told = "|".join([made.text, *(f"{one.kind} {one.of}" for one in made.variables)])
        variable = self.variables.setdefault(("path", told), Variable(f"v{len(self.variables)}", "path", inner=made))
        return "$" + variable.name

    def _variable(self, kind: str, of: str) -> str:
        if kind in ("text", "number", "truth", "nodes", "branch"):
            self.names.add(of)
        self.looks_far += self.deep > 0 and kind == "nodes"
        made = self.variables.setdefault((kind, of), Variable(f"v{len(self.variables)}", kind, of))
        return "$" + made.name

    def _own(self, name: str) -> str:
        does = INSIDE[name].does
        assert does is not None
        self.functions[None, name] = priced(does)
        return name
