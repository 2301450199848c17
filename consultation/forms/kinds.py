"""The kind of value that an expression gives, as far as it can be told before evaluating it."""

from collections.abc import Callable

from consultation.forms.compiled import Scope
from consultation.forms.functions import FUNCTIONS
from consultation.forms.xpath import Call, Literal, Node, Number, Operation, Path, Ref

ARITHMETIC = ("+", "-", "*", "div", "mod")


def kind_of(node: Node, scope: Scope, meant: Callable[[Node], Node]) -> str:
    """`d` number, `b` truth, `s` text, `n` nodes, `x` not known before. meant: a path as the reference that it is."""
    match node:
        case Number() | Call("-"):
            return "d"
        case Literal():
            return "s"
        case Ref(name):
            return "n" if scope.several(name) else "s"
        case Call("if", (_, then, otherwise)):
            first = kind_of(then, scope, meant)
            return first if first == kind_of(otherwise, scope, meant) else "x"
        case Call(name):
            return FUNCTIONS[name].gives if name in FUNCTIONS else "x"
        case Operation(sign):
            return "d" if sign in ARITHMETIC else "n" if sign == "|" else "b"
        case Path():
            return kind_of(reference, scope, meant) if (reference := meant(node)) is not node else "n"
