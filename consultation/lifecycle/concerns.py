"""What the consultation itself must have before each step: a form, a window, signed-off themes, a result, an answer."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from consultation import clock
from consultation.consult import life
from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.forms.check import problems
from consultation.forms.problem import Problem
from consultation.lifecycle import results
from consultation.lifecycle.values import ResultView
from consultation.lifecycle.wording import concern
from consultation.responses import service as responses
from consultation.settings import settings
from consultation.talk.wording import short_time
from consultation.themes import service as themes

FEWEST_TO_GROUP = 10  # as `nlp.group` wants them: fewer are read one by one
THEMES_PAGE = "/admin/planner"
MOST_PROBLEMS = 5  # the page of questions lists them all


def concerns(session: Session, row: Consultation, to: str) -> list[Concern]:
    """What stands in the way of a state, or should be looked at first."""
    asked = _ASKED.get(to)
    return asked(session, row) if asked else []


def stopped(session: Session, rows: Sequence[Consultation], to: str) -> set[int]:
    """Of many consultations those that `concerns` is sure to stop, by what is quickly known of all at once."""
    ids = [row.id or 0 for row in rows]
    if to == "published":
        written = results.written(session, ids)
        return {id for id in ids if id not in written}
    if to not in ("approved", "announced", "open"):
        return set()
    return {row.id or 0 for row in rows if any(each.stops for each in _end(row)) or _planless(row)}


def _ready(session: Session, row: Consultation) -> list[Concern]:
    """Before people are told of it: the form, the end of the window, what its kind is about."""
    return [*_form(session, row), *_end(row), *_kind(session, row)]


def _announce(session: Session, row: Consultation) -> list[Concern]:
    found = _ready(session, row)
    if row.opens_at is None:
        found.append(concern("opens_missing", "window"))
    elif row.opens_at <= clock.now():
        found.append(concern("opens_past", "window"))
    return found


def _open(session: Session, row: Consultation) -> list[Concern]:
    found = _ready(session, row)
    if row.state == "announced" and row.opens_at is not None and row.opens_at > clock.now():
        found.append(concern("opens_early", at=short_time(row.opens_at, settings().timezone)))
    return found


def _analyse(session: Session, row: Consultation) -> list[Concern]:
    signed = {each.question for each in themes.listing(session, row.id) if each.state == "signed_off"}
    found = []
    for asked in themes.questions(session, row.id or 0):
        if asked.n >= FEWEST_TO_GROUP and asked.key not in signed:
            found.append(concern("themes_unsigned", THEMES_PAGE, question=asked.name, n=asked.n))
        elif 0 < asked.n < FEWEST_TO_GROUP and asked.key not in signed:
            found.append(concern("themes_few", THEMES_PAGE, stops=False, question=asked.name, n=asked.n))
    if responses.figures(session, row.id or 0).submitted == 0:
        found.append(concern("nobody", "live", stops=False))
    return found


def _publish(session: Session, row: Consultation) -> list[Concern]:
    lacking = _lacking(results.draft(session, row.id or 0), ("summary", "limits"))
    return [*lacking, *_typed(session, row, ("summary", "limits", "answer"))]


def _answer(session: Session, row: Consultation) -> list[Concern]:
    result = results.draft(session, row.id or 0) or results.newest(session, row.id or 0)
    parts = ("summary", "limits", "answer")
    return [*_lacking(result, parts), *_typed(session, row, parts)]


def _lacking(result: ResultView | None, parts: tuple[str, ...]) -> list[Concern]:
    return [concern(f"{part}_missing", "publish") for part in parts if result is None or not getattr(result, part)]


def _typed(session: Session, row: Consultation, parts: tuple[str, ...]) -> list[Concern]:
    """Numbers that officers typed, by which one that the result hides is known."""
    told = results.telling(session, row.id or 0, parts)
    return [concern("typed_few", "publish", told=" / ".join(told))] if told else []


def _form(session: Session, row: Consultation) -> list[Concern]:
    try:
        form = forms.current(session, row.id or 0)
    except Refused:
        return [concern("form_missing", "questions")]
    return [_problem(each) for each in problems(form)][:MOST_PROBLEMS]  # errors come first


def _problem(each: Problem) -> Concern:
    key = "form_warning" if each.warning else "form_error"
    return concern(key, "questions", stops=not each.warning, where=each.where, what=each.what, how=each.mend)


def _end(row: Consultation) -> list[Concern]:
    if row.closes_at is None:
        return [concern("closes_missing", "window")]
    return [concern("closes_past", "window")] if row.closes_at <= clock.now() else []


def _kind(session: Session, row: Consultation) -> list[Concern]:
    if _planless(row):
        return [concern("plan_missing", "steps")]
    if row.kind == "evaluation":
        of = session.get(Consultation, row.evaluates_id) if row.evaluates_id is not None else None
        if of is None:
            return [concern("evaluates_missing", "steps", stops=False)]
        if life.phase(of.state) == "before" or of.state == life.CANCELLED:
            return [concern("evaluates_unheld", "steps", stops=False, title=of.title)]
    return []


def _planless(row: Consultation) -> bool:
    return row.kind == "plan_consultation" and row.plan_id is None


_ASKED: Mapping[str, Callable[[Session, Consultation], list[Concern]]] = {
    "approved": _ready,
    "announced": _announce,
    "open": _open,
    "analysed": _analyse,
    "published": _publish,
    "answered": _answer,
}
