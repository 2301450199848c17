"""A form's flat row of questions as the nested groups that a workbook or a page shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consultation.forms.form import Form, Group, Question


@dataclass
class Section:
    """A group and what is in it, in order; the outermost one has no group."""

    group: Group | None = None
    parts: list["Section | Question"] = field(default_factory=list)


def outline(form: Form) -> Section:
    """The nested groups of a form. Groups without questions stand before the next group beside them, else last.

    What lies about its groups is put right: a question goes into the innermost group that it names, a group into the
    innermost that it is within, and one that is named only by questions is made.
    """
    top = Section()
    sections: dict[str, Section] = {}
    known = {group.name: group for group in form.groups}
    for question in form.questions:
        around = top
        for at, name in enumerate(question.groups):
            around = _section(known.get(name) or Group(name=name, within=question.groups[:at]), sections, top, known)
        around.parts.append(question)
    for at, group in enumerate(form.groups):
        if group.name not in sections:
            made = _section(group, sections, top, known)
            beside = _around(group, sections, top, known).parts
            later = [each.name for each in form.groups[at + 1 :]]
            if next_one := next((part for part in beside if _is(part, later)), None):
                beside.remove(made)
                beside.insert(beside.index(next_one), made)
    return top


def in_order(section: Section, within: tuple[str, ...] = ()) -> Iterator[Group | Question]:
    """The groups and questions of an outline in the order that a workbook has them, each knowing the groups around."""
    for part in section.parts:
        if isinstance(part, Question):
            yield part.model_copy(update={"groups": within})
        elif part.group is not None:
            yield part.group.model_copy(update={"within": within})
            yield from in_order(part, (*within, part.group.name))


def _section(group: Group, sections: dict[str, Section], top: Section, known: dict[str, Group]) -> Section:
    if group.name not in sections:
        sections[group.name] = made = Section(group)
        _around(group, sections, top, known).parts.append(made)
    return sections[group.name]


def _around(group: Group, sections: dict[str, Section], top: Section, known: dict[str, Group]) -> Section:
    """The section that a group stands in."""
    name = group.within[-1] if group.within else ""
    if not name or name == group.name or name not in {*known, *sections}:
        return top
    return sections[name] if name in sections else _section(known[name], sections, top, known)


def _is(part: Section | Question, names: list[str]) -> bool:
    return isinstance(part, Section) and part.group is not None and part.group.name in names
