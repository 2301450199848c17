"""What the variables of a compiled expression stand for, at a place in a form with answers."""

from typing import TYPE_CHECKING, Any

from lxml import etree

from consultation.forms.compiled import Compiled, Variable
from consultation.forms.form import NUMBERS
from consultation.forms.instance import Node
from consultation.forms.place import Place
from consultation.forms.slots import Numbers
from consultation.forms.values import BUDGET, TooMuch, read_number, squared, writable

if TYPE_CHECKING:
    from consultation.forms.evaluation import Evaluation


def bound(
    evaluation: "Evaluation", made: Compiled, variable: Variable, place: Place, numbers: Numbers, value: str
) -> Any:
    """What a variable stands for: text, truth or number, which can be compared, or nodes. value: the place's own."""
    match variable.kind:
        case "text" | "number" | "truth":
            return _single(evaluation, variable, place, numbers, value)
        case "constant":
            return variable.of
        case "place":
            return numbers[place.repeats.index(variable.of)]
        case "nodes":
            return _elements(_texts(evaluation, variable.of, place, numbers, value))
        case "list":
            return [evaluation.layout.lists.of(variable.of)]
        case "path":
            assert variable.inner is not None
            found = evaluation.evaluated(variable.inner, place, numbers, value)
            if isinstance(found, list) and squared(found) > BUDGET:
                raise TooMuch
            return found
        case "indexed":
            # Have ready what may be asked for: nothing is worked out in the midst of an evaluation.
            evaluation.nodes(variable.of.split()[0], evaluation.layout.root, ())
            return f"{variable.of}\n{place.name}\n{'.'.join(map(str, numbers))}"
    return _branches(evaluation, made, variable, place, numbers, value)


def ready(variable: Variable, given: Any) -> Any:
    """The same as lxml takes it."""
    if variable.kind in ("number", "constant"):
        return read_number(given)
    if isinstance(given, str):
        return writable(given)
    return float(given) if variable.kind == "place" else given


def _single(evaluation: "Evaluation", variable: Variable, place: Place, numbers: Numbers, value: str) -> str | bool:
    other = evaluation.layout.places.get(variable.of) if variable.of else place
    if other is place:
        found = value
    else:
        found = (evaluation.node(other, numbers[: len(other.repeats)]) or "") if other is not None else ""
    if variable.kind != "truth":
        return found
    question = other.question if other is not None else None
    if question is not None and question.type in NUMBERS:
        return found.strip() not in ("", "0", "0.0")
    # An untrue calculation leaves "false" behind.
    return found != "" and not (found == "false" and question is not None and bool(question.calculation))


def _texts(evaluation: "Evaluation", name: str, place: Place, numbers: Numbers, value: str) -> list[str]:
    if name in ("", place.name) and place.question is not None:
        return [value]
    return [found for _, _, found in evaluation.nodes(name, place, numbers)]


def _elements(texts: list[str]) -> list[Any]:
    top = etree.Element("nodes")
    for one in texts:
        etree.SubElement(top, "node").text = writable(one) or None
    return list(top)


def _branches(
    evaluation: "Evaluation", made: Compiled, variable: Variable, place: Place, numbers: Numbers, value: str
) -> list[Any]:
    """Nodes where they stand in the tree."""
    tree = evaluation.tree(made)
    if variable.kind == "root":
        return [tree["", ()]]
    if variable.kind == "around":
        found = tree.get((variable.of, numbers[: place.repeats.index(variable.of) + 1]))
        return [found] if found is not None else []
    if variable.kind == "branch":
        several = (tree.get((other.name, each)) for other, each, _ in evaluation.nodes(variable.of, place, numbers))
        return [one for one in several if one is not None]
    return [_here(evaluation, tree, place, numbers, value)]


def _here(evaluation: "Evaluation", tree: dict[Node, Any], place: Place, numbers: Numbers, value: str) -> Any:
    """The place's own node, with the value at hand for as long as one expression looks at it."""
    if not place.name:
        return tree["", ()]
    new = (place.name, numbers) not in tree
    element = evaluation.instance.element(tree, place, numbers)
    before = element.text
    element.text = (writable(value) or None) if place.question is not None else before

    def undo() -> None:
        element.text = before
        if new:
            element.getparent().remove(element)
            del tree[place.name, numbers]

    evaluation.afterwards(undo)
    return element
