"""The rows of a survey sheet as a tree: what begins and ends where, loops unrolled, every name made unique.

XLSForm allows one name in several groups; a form does not. The first keeps its name, each further one is called by the
groups around it too: `crop/area`, `tree/area`. The part after the last stroke is the name that the workbook gives.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from consultation.forms.form import Choice, Texts
from consultation.forms.problem import Problem
from consultation.forms.workbook import Row, problem
from consultation.forms.xlsform_choices import Lists
from consultation.forms.xlsform_columns import TRANSLATED, Columns
from consultation.forms.xlsform_languages import Languages
from consultation.forms.xlsform_types import Kind, kind_of

_NO = ("", "no", "false", "false()")


@dataclass
class Node:
    """A question, or a group with what is in it. label: given by a loop. unique: its name in the form."""

    row: Row
    kind: Kind
    name: str
    children: list["Node"] = field(default_factory=list)
    label: Texts | None = None
    unique: str = ""


@dataclass(frozen=True)
class Tree:
    """What the rows of a survey hold. settings: those that stand in the survey sheet, as very old forms have them."""

    nodes: list[Node]
    settings: dict[str, str]
    problems: list[Problem]


def tree(columns: Columns, lists: Lists, spoken: Languages) -> Tree:
    """The tree of a survey sheet. Rows that are switched off and remarks (no type, name, label) are left out."""
    top = Node(Row("", 0, {}), Kind("begin"), "")
    found = Tree(top.children, {}, [])
    stack = [top]
    free = _note_names(columns)
    for row in columns.sheet.rows:
        kind = kind_of(columns.cell(row, "type"))
        if kind.what == "setting":
            found.settings[kind.setting] = columns.cell(row, "name")
        elif _left_out(columns, row):
            continue
        elif kind.what == "end":
            _end(stack, row, kind, found.problems)
        elif kind.what in ("refused", "unknown"):
            found.problems.append(_refusal(columns, row, kind))
        else:
            note = kind.what == "question" and kind.type == "note"
            name = columns.cell(row, "name") or (next(free) if note else "")
            if not name:
                found.problems.append(problem("no_name", row.place))
            stack[-1].children.append(Node(row, kind, name))
            if kind.what == "begin":
                stack.append(stack[-1].children[-1])
    found.problems.extend(problem("not_ended", node.row.place, name=node.name) for node in stack[1:])
    _make_unique(_unrolled(found.nodes, found, columns, lists, spoken))
    return found


def walked(nodes: Iterable[Node], around: tuple[Node, ...] = ()) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Every node in the order of the rows, with the groups around it, outermost first."""
    for node in nodes:
        yield node, around
        yield from walked(node.children, (*around, node))


def _left_out(columns: Columns, row: Row) -> bool:
    if columns.cell(row, "disabled").lower() not in _NO:
        return True
    typed = columns.cell(row, "type") or columns.cell(row, "name")
    return not typed and not any(
        row.cells.get(header) for header, (name, _) in columns.known.items() if name == "label"
    )


def _note_names(columns: Columns) -> Iterator[str]:
    """Names for notes that have none, as XLSForm allows."""
    taken = {columns.cell(row, "name") for row in columns.sheet.rows}
    return (name for n in range(1, len(columns.sheet.rows) * 2 + 2) if (name := f"note_{n}") not in taken)


def _end(stack: list[Node], row: Row, kind: Kind, problems: list[Problem]) -> None:
    if len(stack) > 1 and stack[-1].kind.group == kind.group:
        stack.pop()
    else:
        problems.append(problem("not_begun", row.place, type=f"end {kind.group}"))


def _refusal(columns: Columns, row: Row, kind: Kind) -> Problem:
    typed = columns.cell(row, "type")
    if kind.what == "refused":
        return problem(f"refused_{kind.refused}", row.place, type=typed)
    return problem("unknown_type" if typed else "no_type", row.place, type=typed)


def _unrolled(nodes: list[Node], found: Tree, columns: Columns, lists: Lists, spoken: Languages) -> list[Node]:
    """The nodes with every loop made a group that holds its rows once for each choice of a list, as pyxform does."""
    for node in nodes:
        node.children = _unrolled(node.children, found, columns, lists, spoken)
        if node.kind.group != "loop":
            continue
        listed = node.kind.list_name
        if listed not in lists:
            known = ", ".join(sorted(lists)) or "–"
            found.problems.append(problem("unknown_list", node.row.place, list=listed, lists=known, sheet="choices"))
        rows, blank = node.children, Row(node.row.sheet, node.row.number, {})
        node.kind = Kind("begin", group="group")
        node.children = [
            Node(blank, node.kind, one.name, [_told(row, one, columns, spoken) for row in rows], label=one.label)
            for one in lists.get(listed, ())
        ]
    return nodes


def _told(node: Node, choice: Choice, columns: Columns, spoken: Languages) -> Node:
    """A copy of a loop's row that speaks of one choice: %(name)s and %(label)s filled in."""
    cells = {
        header: text.replace("%(name)s", choice.name).replace("%(label)s", _label(choice, header, columns, spoken))
        for header, text in node.row.cells.items()
    }
    children = [_told(child, choice, columns, spoken) for child in node.children]
    return Node(replace(node.row, cells=cells), node.kind, node.name, children, node.label)


def _label(choice: Choice, header: str, columns: Columns, spoken: Languages) -> str:
    name, language = columns.known.get(header, ("", ""))
    in_it = choice.label.get(spoken.of(language)) if name in TRANSLATED else None
    return in_it or next(iter(choice.label.values()), choice.name)


def _make_unique(nodes: Sequence[Node]) -> None:
    taken: set[str] = set()
    for node, around in walked(nodes):
        names = [*(group.name for group in around), node.name]
        longer = ("/".join(names[at:]) for at in range(len(names) - 1, -1, -1))
        node.unique = next((name for name in longer if name not in taken), node.name)
        taken.add(node.unique)
