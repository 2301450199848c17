"""A form as the tree that officers see: groups with what is inside them, in the order asked; and back to the flat row.

grown(form, tree(form)) is the form again, without groups that hold nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from consultation.forms.form import Form, Group, Question


@dataclass(frozen=True)
class Branch:
    """A group and what is in it, in order."""

    group: Group
    nodes: tuple["Node", ...]

    @property
    def name(self) -> str:
        """The group's name."""
        return self.group.name


Node = Question | Branch
Nodes = tuple[Node, ...]


def tree(form: Form) -> Nodes:
    """The questions and groups of the outermost level; each group with its own inside it."""
    return _level(form, form.questions, 0)


def grown(form: Form, nodes: Sequence[Node]) -> Form:
    """The form with the questions and groups of a tree: their order and who is in what come from the tree alone."""
    groups: dict[str, Group] = {}
    questions = tuple(_flat(nodes, (), groups))
    return form.model_copy(update={"questions": questions, "groups": tuple(groups.values())})


def questions_of(node: Node) -> Iterator[Question]:
    """The questions of a node, its own or those of everything inside it, in order."""
    if isinstance(node, Question):
        yield node
    else:
        for inner in node.nodes:
            yield from questions_of(inner)


def groups_of(node: Node) -> Iterator[Group]:
    """The group of a node and the groups inside it."""
    if isinstance(node, Branch):
        yield node.group
        for inner in node.nodes:
            yield from groups_of(inner)


def find(nodes: Sequence[Node], name: str, above: tuple[str, ...] = ()) -> tuple[tuple[str, ...], int, Node] | None:
    """Where the question or group of this name stands: the groups around it, its place among its sisters, itself."""
    for at, node in enumerate(nodes):
        if node.name == name:
            return above, at, node
        if isinstance(node, Branch) and (found := find(node.nodes, name, (*above, node.name))):
            return found
    return None


def edited(nodes: Sequence[Node], path: tuple[str, ...], change: Callable[[list[Node]], list[Node]]) -> Nodes:
    """The tree with the list of nodes inside a group (path: the groups down to it; empty: outermost) changed."""
    if not path:
        return tuple(change(list(nodes)))
    return tuple(
        Branch(node.group, edited(node.nodes, path[1:], change))
        if isinstance(node, Branch) and node.name == path[0]
        else node
        for node in nodes
    )


def without(nodes: Sequence[Node], name: str) -> Nodes:
    """The tree without the question or group of this name."""
    return tuple(
        Branch(node.group, without(node.nodes, name)) if isinstance(node, Branch) else node
        for node in nodes
        if node.name != name
    )


def _level(form: Form, questions: Sequence[Question], depth: int) -> Nodes:
    found: list[Node] = []
    at = 0
    while at < len(questions):
        if len(questions[at].groups) <= depth:
            found.append(questions[at])
            at += 1
            continue
        name, start = questions[at].groups[depth], at
        while at < len(questions) and questions[at].groups[depth : depth + 1] == (name,):
            at += 1
        group = form.group(name) or Group(name=name)
        found.append(Branch(group, _level(form, questions[start:at], depth + 1)))
    return tuple(found)


def _flat(nodes: Sequence[Node], within: tuple[str, ...], groups: dict[str, Group]) -> Iterator[Question]:
    for node in nodes:
        if isinstance(node, Question):
            yield node.model_copy(update={"groups": within})
        elif any(True for _ in questions_of(node)):
            groups.setdefault(node.name, node.group.model_copy(update={"within": within}))
            yield from _flat(node.nodes, (*within, node.name), groups)
