"""Moving questions and groups: one step up or down, or to a place in a group."""

from collections.abc import Callable

from consultation.errors import refused
from consultation.forms.edits.leaning import keep_order
from consultation.forms.form import Form, Question
from consultation.forms.tree import Branch, Node, Nodes, edited, find, grown, tree, without


def move(form: Form, name: str, by: int) -> Form:
    """The form with a question or group moved so many steps (negative: towards the start), as far as there is room.

    A question steps into a group that stands beside it and out of its own at the edge; a group steps over its
    neighbour. Raises Refused where something would come before the answer that it needs.
    """
    moved = form
    for _ in range(abs(by)):
        moved = _step(moved, name, up=by < 0)
    return keep_order(form, moved)


def place(form: Form, name: str, into: str, at: int) -> Form:
    """The form with a question or group put into a group (empty: outermost), `at` counted without itself.

    Raises Refused for a group that would come into itself, and where something would come before the answer it needs.
    """
    nodes = tree(form)
    found, goal = find(nodes, name), find(nodes, into) if into else None
    if found is None or (into and (goal is None or not isinstance(goal[2], Branch))):
        return form
    path = (*goal[0], into) if goal else ()
    if name in path:
        raise refused("form_into_itself")
    return keep_order(form, grown(form, edited(without(nodes, name), path, _inserted(found[2], max(at, 0)))))


def _step(form: Form, name: str, *, up: bool) -> Form:
    nodes = tree(form)
    found = find(nodes, name)
    if found is None:
        return form
    path, at, node = found
    sisters = _inside(nodes, path)
    beside = at - 1 if up else at + 1
    rest = without(nodes, name)
    if not 0 <= beside < len(sisters):
        if not path:
            return form
        out = next(at for at, one in enumerate(_inside(nodes, path[:-1])) if one.name == path[-1])
        return grown(form, edited(rest, path[:-1], _inserted(node, out if up else out + 1)))
    neighbour = sisters[beside]
    if isinstance(neighbour, Branch) and isinstance(node, Question):
        inside = len(neighbour.nodes) if up else 0
        return grown(form, edited(rest, (*path, neighbour.name), _inserted(node, inside)))
    return grown(form, edited(rest, path, _inserted(node, beside)))


def _inside(nodes: Nodes, path: tuple[str, ...]) -> Nodes:
    for group in path:
        nodes = next(node.nodes for node in nodes if isinstance(node, Branch) and node.name == group)
    return nodes


def _inserted(node: Node, at: int) -> Callable[[list[Node]], list[Node]]:
    def change(sisters: list[Node]) -> list[Node]:
        return [*sisters[:at], node, *sisters[at:]]

    return change
