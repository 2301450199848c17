"""Groups of questions: made of chosen ones, renamed, asked under a condition, asked again and again, taken apart."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from consultation.errors import refused
from consultation.forms import saying
from consultation.forms.edits.leaning import free_name, keep_order, leaning_on, listed
from consultation.forms.edits.questions import starters
from consultation.forms.form import Form, Group
from consultation.forms.tree import Branch, Node, Nodes, edited, find, grown, tree, without

MOST_TIMES = 99


@dataclass(frozen=True)
class GroupChange:
    """What an officer typed for a group; None leaves what is there. repeat_count: empty asks for one more each time."""

    label: str | None = None
    relevant: str | None = None
    repeat: bool | None = None
    repeat_count: str | None = None


def gather(form: Form, names: Collection[str], label: str = "") -> tuple[Form, str]:
    """The form with the chosen questions and groups in a new group where the first of them stood, and its name.

    Raises Refused when nothing is chosen, when they stand in different groups, and where gathering them would put
    something before the answer that it needs.
    """
    nodes = tree(form)
    chosen = _outermost(nodes, set(names))
    if not chosen:
        raise refused("form_nothing_to_group")
    paths = {path for path, _, _ in chosen}
    if len(paths) > 1:
        raise refused("form_groups_apart")
    path, at, _ = chosen[0]
    name = free_name(form, "g")
    branch = Branch(
        Group(name=name, label={"th": label.strip() or starters()["group"]}), tuple(n for _, _, n in chosen)
    )
    rest: Nodes = nodes
    for _, _, node in chosen:
        rest = without(rest, node.name)

    def put(sisters: list[Node]) -> list[Node]:
        return [*sisters[:at], branch, *sisters[at:]]

    return keep_order(form, grown(form, edited(rest, path, put))), name


def change_group(form: Form, name: str, to: GroupChange) -> Form:
    """The form with one group changed. Raises Refused for a number of times that cannot be read."""
    return form.model_copy(
        update={"groups": tuple(_changed(one, to) if one.name == name else one for one in form.groups)}
    )


def ungroup(form: Form, name: str) -> Form:
    """The form with what was in the group standing in its place. Raises Refused while others count its rounds."""
    nodes = tree(form)
    found = find(nodes, name)
    if found is None:
        return form
    path, at, branch = found
    if not isinstance(branch, Branch):
        return form
    inside = branch.nodes
    if leaning := leaning_on(form, {name}):
        raise refused("form_repeat_leaned_on", which=saying.named(form, name), others=listed(form, leaning))

    def open_(sisters: list[Node]) -> list[Node]:
        return [*sisters[:at], *inside, *sisters[at + 1 :]]

    return grown(form, edited(nodes, path, open_))


def times(given: str) -> str:
    """The repeat_count of a number as typed, or of the question that is answered with one. Raises Refused."""
    if not given or (given.startswith("${") and given.endswith("}")):
        return given
    if given.isdecimal() and 1 <= int(given) <= MOST_TIMES:
        return str(int(given))
    raise refused("form_count_unreadable", value=given)


def _changed(group: Group, to: GroupChange) -> Group:
    update: dict[str, Any] = {}
    if to.label is not None:
        update["label"] = {**group.label, "th": to.label.strip()} if to.label.strip() else {}
    if to.relevant is not None:
        update["relevant"] = to.relevant.strip()
    if to.repeat is not None:
        update["repeat"] = to.repeat
        update["repeat_count"] = group.repeat_count if to.repeat else ""
    if to.repeat_count is not None and (group.repeat if to.repeat is None else to.repeat):
        update["repeat_count"] = to.repeat_count.strip()
    return group.model_copy(update=update)


def _outermost(nodes: Nodes, names: set[str]) -> list[tuple[tuple[str, ...], int, Node]]:
    """The chosen ones in form order; what is inside a chosen group goes with it."""
    found = [where for name in names if (where := find(nodes, name))]
    outer = [where for where in found if not names.intersection(where[0])]
    return sorted(outer, key=lambda where: _rank(nodes, where[0], where[1]))


def _rank(nodes: Nodes, path: tuple[str, ...], at: int) -> tuple[int, ...]:
    rank: list[int] = []
    for group in path:
        place = next(i for i, node in enumerate(nodes) if node.name == group)
        rank.append(place)
        branch = nodes[place]
        nodes = branch.nodes if isinstance(branch, Branch) else ()
    return (*rank, at)
