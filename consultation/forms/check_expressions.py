"""What is wrong with the expressions of a form: what cannot be read, what does not exist, what comes too late."""

from collections.abc import Iterator

from consultation.forms.compiled import As
from consultation.forms.evaluation import is_expression
from consultation.forms.form import UNASKED, Form, Group, Question
from consultation.forms.layout import Layout, layout
from consultation.forms.logic import LONGEST_EXPRESSION, BadExpression, names_in
from consultation.forms.place import Place
from consultation.forms.problem import Problem, group_place, place, say
from consultation.forms.writer import compiled

_BRIEF = 200  # characters of an expression that a problem quotes


def of_group(form: Form, group: Group) -> Iterator[Problem]:
    """What is wrong with the expressions of a group."""
    of = layout(form)
    stands = of.places.get(group.name)
    if stands is None or stands.group is None:
        return  # nothing is asked in it
    where = group_place(group.name)
    yield from _expression(of, stands, group.relevant, where)
    yield from _expression(of, stands.beside, group.repeat_count, where)


def of_question(form: Form, question: Question, where: str) -> Iterator[Problem]:
    """What is wrong with the expressions of a question, and with the blanks in its texts."""
    of = layout(form)
    stands = of.places.get(question.name)
    if stands is None or stands.question is not question:
        return  # a second one of the name
    for expression in (question.relevant, question.constraint, question.required_when):
        yield from _expression(of, stands, expression, where)
    yield from _expression(of, stands, question.choice_filter, where, as_="filter")
    for expression in filter(is_expression, (question.default, question.read_only)):
        yield from _expression(of, stands, expression, where)
    yield from _expression(of, stands, question.calculation, where, late=question.type not in UNASKED)
    for texts in (question.label, question.hint, question.guidance_hint, *(c.label for c in question.choices)):
        for text in texts.values():
            for name in sorted(names_in(text) - of.places.keys()):
                yield say("unknown_blank", where, text=text, name=name)


def _expression(
    of: Layout, stands: Place, expression: str, where: str, *, as_: As = "value", late: bool = True
) -> Iterator[Problem]:
    """What is wrong with one expression. late: whether it is decided when its question is asked, by what is known."""
    if not expression:
        return
    try:
        names = compiled(expression, stands, as_).names | names_in(expression)
    except BadExpression as error:
        key = "unknown_function" if error.function else "bad_expression"
        if len(expression) > LONGEST_EXPRESSION:
            key = "long_expression"
        yield say(
            key, where, expression=_brief(expression), function=error.function, length=len(expression),
            most=LONGEST_EXPRESSION,
        )  # fmt: skip
        return
    for name in sorted(names):
        if name not in of.places:
            yield say("unknown_name", where, expression=expression, name=name)
        elif late and (later := of.dependencies.asked_after(stands, name)):
            yield say("later_name", where, expression=expression, name=later)


def circles(form: Form) -> Iterator[Problem]:
    """Calculations that wait for each other."""
    number = {question.name: at for at, question in enumerate(form.questions, 1)}
    for circle in layout(form).dependencies.circles():
        yield say("circle", place(number.get(circle[0], 0), circle[0]), names=" → ".join([*circle, circle[0]]))


def _brief(expression: str) -> str:
    return expression if len(expression) <= _BRIEF else expression[:_BRIEF] + "…"
