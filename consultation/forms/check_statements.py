"""What is wrong with a question that asks for votes on statements: where it stands, and its parameters."""

from collections.abc import Iterator

from consultation.forms.form import Form, Question
from consultation.forms.problem import Problem, say

MOST_SERVED = 50  # in one sitting; beyond this nobody goes on


def problems(form: Form, question: Question, where: str) -> Iterator[Problem]:
    """A person votes on a statement once, so not in a repeat; `most` is a number, `own` is yes or no."""
    for name in question.groups:
        group = form.group(name)
        if group is not None and group.repeat:
            yield say("statements_in_repeat", where, group=name)
    given = question.parameters.get("most", "")
    if given and not (given.isascii() and given.isdecimal() and 0 < int(given[:4]) <= MOST_SERVED):
        yield say("statements_most", where, given=given, most=MOST_SERVED)
    own = question.parameters.get("own", "")
    if own not in ("", "yes", "no"):
        yield say("statements_own", where, given=own)
