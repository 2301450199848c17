"""The logic of a form: which questions are asked, which choices offered, which answers accepted, what is calculated.

Expressions are XLSForm's (XPath with `${name}` and ODK's functions), evaluated by lxml. They come from officers, so
their length, depth and cost are bounded and nothing outside the form can be reached. `Scene` answers every question
about one form and one set of answers; what it is made of: `xpath` reads, `writer` compiles, `layout` knows the form,
`instance` holds the answers, `evaluation` evaluates.
"""

from datetime import datetime

from consultation.forms.form import Form
from consultation.forms.layout import layout
from consultation.forms.place import Place
from consultation.forms.scene import Answers, Scene
from consultation.forms.slots import Slot, key_of, parse_key
from consultation.forms.writer import compiled
from consultation.forms.xpath import LONGEST_EXPRESSION, BadExpression, names_in

__all__ = [
    "LONGEST_EXPRESSION", "Answers", "BadExpression", "Scene", "Slot", "check_expression", "key_of", "names_in",
    "parse_key", "settle",
]  # fmt: skip


def check_expression(expression: str) -> None:
    """Raise BadExpression when an expression cannot be read, or calls a function that there is not."""
    compiled(expression, _ANYWHERE)


def settle(
    form: Form,
    answers: Answers,
    *,
    now: datetime,
    language: str = "th",
    started: datetime | None = None,
    seed: str = "",
) -> dict[str, str | None]:
    """The answers that still stand, in form order: asked, offered, and allowed by what was answered before."""
    return Scene(form, answers, now=now, language=language, started=started, seed=seed, strict=True).answers


_ANYWHERE: Place = layout(Form(title={}, questions=())).root
