"""What the builder's page sent, as edits of one question or group. What cannot be read is Refused, in Thai.

Parts that the page shows in two ways (conditions, limits, cascades) come with a mode: `rows` as chosen from lists, or
`own` as an expression that somebody wrote; one that says what the old one said leaves it as it was written.
"""

from dataclasses import replace

from admin.fields import Fields
from consultation.errors import refused
from consultation.forms import conditions, limits
from consultation.forms.conditions import BARE, OPS, ORDERS, Condition, Kind, Op, Row, Unwritable
from consultation.forms.edits import choices as choice_edits
from consultation.forms.edits.choices import Following, Line
from consultation.forms.edits.groups import GroupChange, times
from consultation.forms.edits.questions import Change, follow
from consultation.forms.form import NUMBERS, SELECTS, Choice, Form, Group, Question, in_language
from consultation.forms.limits import MEASURES, TODAY, Bounds
from consultation.forms.logic import BadExpression, check_expression
from consultation.wording import wording

EXACT = ("month-year", "year")  # appearances of a date of which the day does not matter
RANGE = ("start", "end", "step")
MOST_ROWS = 20  # of a condition


def question_change(form: Form, question: Question, sent: Fields) -> Change:
    """The change of one question. Raises Refused."""
    change = Change(
        label=sent.get("label"),
        short=sent.get("short"),
        hint=sent.get("hint"),
        guidance_hint=sent.get("guidance_hint"),
        required_message=sent.get("required_message"),
        constraint_message=sent.get("constraint_message"),
        default=sent.get("default"),
        required="required" in sent,
        comment="comment" in sent,
        relevant=condition(form, question.relevant, sent),
        required_when=_expression(sent.get("required_when")),
        calculation=_expression(sent.get("calculation")),
        parameters=_parameters(question, sent),
        other="other" in sent if "follows" in sent else None,
        appearance=_appearance(question, sent),
    )
    change = _limited(change, question, sent)
    if question.type not in SELECTS or "follows" not in sent or choice_edits.fixed(question):
        return change
    following, choice_filter = _following(form, question, sent)
    return replace(change, choices=choices(form, question, sent, following), choice_filter=choice_filter)


def group_change(form: Form, group: Group, sent: Fields) -> GroupChange:
    """The change of one group. Raises Refused."""
    repeat = sent.get("repeat", "once")
    count = group.repeat_count if repeat == "own" else times(sent.line("times")) if repeat == "times" else ""
    if repeat == "answer":
        count = f"${{{sent.line('times-of')}}}" if form.question(sent.line("times-of")) else ""
    return GroupChange(
        label=sent.get("label"),
        relevant=condition(form, group.relevant, sent),
        repeat=repeat != "once",
        repeat_count=count,
    )


def condition(form: Form, before: str, sent: Fields) -> str | None:
    """The expression of the condition that was chosen; None where the page sent none. Raises Refused."""
    if "if-mode" not in sent:
        return None
    if sent["if-mode"] == "own":
        return _expression(sent.get("relevant", ""))
    wanted = Condition(tuple(rows(form, sent)), "or" if sent.get("if-joined") == "or" else "and")
    if len(wanted.rows) < 2:
        wanted = replace(wanted, joined="and")
    try:
        expression = conditions.write(wanted)
    except Unwritable as error:
        words = wording("admin.officer")["problem"]
        at = wanted.rows.index(error.row) + 1
        raise refused("form_condition_unreadable", n=at, what=words[f"row_{error}"]) from None
    return before if conditions.read(before) == wanted else expression


def rows(form: Form, sent: Fields) -> list[Row]:
    """The rows of a condition as sent, without those where no question was chosen."""
    sides = (sent.getall("if-question", []), sent.getall("if-op", []), sent.getall("if-value", []))
    found = list(zip(*sides, strict=False))[:MOST_ROWS]
    return [_row(form, *(side.strip() for side in one)) for one in found if one[0].strip()]


def typed_choices(question: Question, sent: Fields) -> list[Line]:
    """The rows of choices as sent, then what was pasted; rows without a label are gone. No row sent: as they were."""
    names, labels = sent.getall("choice-name", []), sent.getall("choice-label", [])
    parents = sent.getall("choice-parent", [""] * len(labels))
    rows = [
        Line(" ".join(label.split()), name, parent) for name, label, parent in zip(names, labels, parents, strict=False)
    ]
    there = [line for line in rows if line.label] if labels else choice_edits.lines(question)
    more = choice_edits.pasted(sent.get("paste", ""))
    if more and sent.get("paste-how") == "replace":
        return more
    return [*there, *more]


def choices(form: Form, question: Question, sent: Fields, following: Following | None) -> tuple[Choice, ...]:
    """The choices as typed and pasted."""
    typed = typed_choices(question, sent)
    parent = form.question(following.question) if following else None
    return choice_edits.merged(choice_edits.parents(typed, parent) if parent else typed, question.choices, following)


def _row(form: Form, name: str, op: str, value: str) -> Row:
    asked = form.question(name)
    wanted: Op = next((known for known in OPS if known == op), "is")
    if asked is None:
        return Row("", wanted, value)
    if wanted in BARE:
        return Row(name, wanted)
    if asked.type in SELECTS:
        named = {in_language(choice.label, "th"): choice.name for choice in asked.choices}
        several = asked.type != "select_one"
        turned: dict[Op, Op] = {"is": "has", "is_not": "has_not"} if several else {"has": "is", "has_not": "is_not"}
        return Row(name, turned.get(wanted, wanted), named.get(value, value))
    kind: Kind = "text"
    if asked.type in NUMBERS or (wanted in ORDERS and asked.type not in ("date", "dateTime")):
        kind = "number"
    elif asked.type in ("date", "dateTime"):
        kind = "today" if value == wording("admin.officer")["today"] or value == TODAY else "date"
    ops: dict[Op, Op] = {"has": "is", "has_not": "is_not"}
    return Row(name, ops.get(wanted, wanted), "" if kind == "today" else value, kind)


def _limited(change: Change, question: Question, sent: Fields) -> Change:
    mode = sent.get("limit-mode")
    if mode == "own":
        return replace(change, constraint=_expression(sent.get("constraint", "")))
    if mode != "bounds" or question.type not in MEASURES:
        return change
    least = TODAY if "not_past" in sent else sent.line("least")
    most = TODAY if "not_future" in sent else sent.line("most")
    bounds = Bounds(least, most)
    if limits.read(question.constraint, question.type) == bounds:
        return replace(change, bounds=bounds)
    return replace(change, bounds=_without_nothing(bounds, question))


def _without_nothing(bounds: Bounds, question: Question) -> Bounds:
    """A count of nothing at all is no bound."""
    if MEASURES[question.type] in ("picks", "length"):
        return Bounds(*("" if side.strip("0") == "" else side for side in (bounds.least, bounds.most)))
    return bounds


def _following(form: Form, question: Question, sent: Fields) -> tuple[Following | None, str]:
    """What the choices follow, and their filter."""
    wanted = sent["follows"]
    if wanted == "own":
        return None, _expression(sent.get("choice_filter", "")) or ""
    if not wanted or form.question(wanted) is None:
        return None, ""
    following = Following(wanted, choice_edits.column_for(question, wanted))
    return following, follow(question, following)


def _parameters(question: Question, sent: Fields) -> dict[str, str] | None:
    if question.type == "range" and "start" in sent:
        given = {name: sent.line(name) for name in RANGE if sent.line(name)}
        for value in given.values():
            if not _is_number(value):
                raise refused("form_bound_unreadable", value=value)
        return {**{k: v for k, v in question.parameters.items() if k not in RANGE}, **given}
    if question.type in SELECTS and "follows" in sent:
        rest = {name: value for name, value in question.parameters.items() if name != "randomize"}
        if "randomize" not in sent:
            return {k: v for k, v in rest.items() if k != "seed"}
        return {"randomize": "true", **rest}
    return None


def _appearance(question: Question, sent: Fields) -> str | None:
    """A date's appearance with how exact the day is to be; other words of it stay."""
    if question.type != "date" or "exact" not in sent:
        return None
    rest = [word for word in question.appearance.split() if word not in EXACT]
    return " ".join([*rest, *(word for word in EXACT if word == sent["exact"])])


def _expression(text: str | None) -> str | None:
    """An expression that somebody wrote, if it can be read. Raises Refused."""
    if text is None or not text.strip():
        return text
    expression = " ".join(text.split())
    try:
        check_expression(expression)
    except BadExpression as error:
        key = "form_function_unknown" if error.function else "form_expression_unreadable"
        raise refused(key, expression=expression, function=error.function) from None
    return expression


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e12
    except ValueError:
        return False
