"""What is wrong with the groups of a form: their names, and whether what belongs together stands together."""

from collections.abc import Iterator

from consultation.forms.form import Form
from consultation.forms.problem import Problem, good_name, group_place, place, say


def problems(form: Form) -> Iterator[Problem]:
    """Groups that no workbook could hold: badly named, not there, torn apart by other questions."""
    known = {group.name: group for group in form.groups}
    for group in form.groups:
        if not good_name(group.name):
            yield say("bad_group_name", group_place(group.name), name=group.name)
        for name in group.within:
            if name not in known:
                yield say("no_group", group_place(group.name), name=name)
    closed: set[str] = set()
    around: tuple[str, ...] = ()
    for number, question in enumerate(form.questions, 1):
        for name in question.groups:
            if name not in known:
                yield say("no_group", place(number, question.name), name=name)
        closed.update(around[_shared(around, question.groups) :])
        for at, name in enumerate(question.groups):
            if name in known and known[name].within != question.groups[:at]:
                yield say("misplaced_group", group_place(name))
            elif name in closed:
                yield say("torn_group", group_place(name))
        around = question.groups


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many groups two questions have around both of them."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
