"""The result of a consultation: written, published, corrected. Every published version stays as it was published."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.lifecycle import typed
from consultation.lifecycle.differences import Told, few, hide
from consultation.lifecycle.models import ConsultationResult
from consultation.lifecycle.values import CountView, Mover, ResultInput, ResultView
from consultation.lifecycle.wording import listed, refused
from consultation.opendata import keeping
from consultation.responses import service as responses
from consultation.responses.service import Count
from consultation.responses.small import all_hidden, hidden
from consultation.webhooks.models import PUBLISHED
from consultation.webhooks.telling import tell

LONGEST = {"summary": 6000, "limits": 3000, "answer": 6000, "why": 500}
Table = list[list[Any]]
WRITABLE = ("closed", "analysed", *life.RESULTS)


def save(session: Session, consultation_id: int, given: ResultInput, actor: str) -> ResultView:
    """Keep what is written so far, not yet public. Raises Refused before the close and for what is too long."""
    row = consult.hold(session, consultation_id)
    if row.state not in WRITABLE:
        raise refused("result_early")
    texts = {name: _tidy(name, text) for name, text in given.model_dump().items()}
    found = _unpublished(session, consultation_id)
    before = {name: getattr(found, name) for name in texts} if found is not None else None
    if found is None:
        version = len(published(session, consultation_id)) + 1
        found = ConsultationResult(
            consultation_id=consultation_id, version=version, saved_at=clock.now(), saved_by=actor
        )
    for name, text in texts.items():
        setattr(found, name, text)
    found.saved_at, found.saved_by = clock.now(), actor
    session.add(found)
    session.flush()
    after = {"version": found.version, **texts}
    audit.record(session, actor, "result.save", f"consultation:{consultation_id}", before=before, after=after)
    return _view(found)


def draft(session: Session, consultation_id: int) -> ResultView | None:
    """The version that is being written; None when there is none."""
    row = _unpublished(session, consultation_id)
    return _view(row) if row is not None else None


def newest(session: Session, consultation_id: int) -> ResultView | None:
    """The version that stands; None before anything was published."""
    return next(iter(published(session, consultation_id)), None)


def written(session: Session, consultations: Collection[int]) -> set[int]:
    """Those of these consultations for which a summary and its limits are written and not yet public."""
    of = (col(ConsultationResult.consultation_id).in_(consultations), col(ConsultationResult.published_at).is_(None))
    whole = (ConsultationResult.summary != "", ConsultationResult.limits != "")
    return set(session.exec(select(ConsultationResult.consultation_id).where(*of, *whole)))


def published(session: Session, consultation_id: int) -> list[ResultView]:
    """Every published version, the newest first."""
    return [_view(row) for row in _published(session, consultation_id)]


def summaries(session: Session, consultations: Collection[int]) -> dict[int, list[tuple[int, datetime, str]]]:
    """Version, time and summary of all that is published, of each of many consultations; who is missing has none."""
    told: Any = (ConsultationResult.version, ConsultationResult.published_at, ConsultationResult.summary)
    of = (col(ConsultationResult.consultation_id).in_(consultations), col(ConsultationResult.published_at).is_not(None))
    found: dict[int, list[tuple[int, datetime, str]]] = {}
    for id, *version in session.exec(select(ConsultationResult.consultation_id, *told).where(*of)):
        found.setdefault(id, []).append((version[0], version[1], version[2]))
    return found


def publish(session: Session, row: Consultation, actor: str, why: str = "") -> bool:
    """Make the version that is being written the one that stands, with the figures of this moment; whether one was.

    why: what is said of a correction that says nothing itself.
    """
    found = _unpublished(session, row.id or 0)
    if found is None:
        return False
    found.why = found.why or why
    found.figures = _figures(session, row.id or 0)
    found.opened_at, found.closed_at = row.opened_at, consult.end_of(row)
    found.published_at, found.published_by = clock.now(), actor
    session.add(found)
    session.flush()
    keeping.keep(session, row.id or 0, found.version, found.figures)
    after = {"version": found.version, "why": found.why}
    audit.record(session, actor, "result.publish", f"consultation:{row.id}", after=after)
    return True


def correct(session: Session, consultation_id: int, by: Mover, approval: life.Approval) -> ResultView:
    """Publish a corrected version of a published result. Raises Refused for who may not, and without a reason."""
    row = consult.hold(session, consultation_id)
    stage = life.stage(row.kind, "published", approval)
    if row.state not in life.RESULTS:
        raise refused("correct_early")
    if stage is None or not by.may_step(stage, row):
        raise refused("correct_not_yours")
    found = _unpublished(session, consultation_id)
    if found is None:
        raise refused("correct_nothing")
    lacks = [key for key in ("summary", "limits", "why") if not getattr(found, key)]
    if row.state == "answered" and not found.answer:
        lacks.append("answer")
    if lacks:
        raise refused(f"correct_{lacks[0]}")
    if told := telling(session, consultation_id, ("summary", "limits", "answer", "why")):
        raise refused("correct_typed", told=listed(told))
    publish(session, row, by.name)
    tell(session, row, PUBLISHED)
    return _view(found)


def corrects(session: Session, consultation_id: int) -> bool:
    """Whether what is being written says something else than the version that stands, beside the office's answer."""
    written, stands = draft(session, consultation_id), newest(session, consultation_id)
    if written is None or stands is None:
        return False
    return (written.summary, written.limits) != (stands.summary, stands.limits)


def telling(session: Session, consultation_id: int, parts: Collection[str]) -> list[str]:
    """What is typed in these parts of what is being written, and tells numbers that the result hides; quoted."""
    written = draft(session, consultation_id)
    if written is None or not any(typed.numbered(getattr(written, part)) for part in parts):
        return []
    counts, shown = responses.figures(session, consultation_id), _figures(session, consultation_id)
    tables = tuple(
        _hidden(found, shown[key]) for key, found in (("provinces", counts.provinces), ("sectors", counts.sectors))
    )
    found = (
        typed.telling(getattr(written, part), counts.submitted, tables, any_few=part in ("summary", "limits"))
        for part in parts
    )
    return list(dict.fromkeys(chain.from_iterable(found)))


def _hidden(counts: Iterable[Count], shown: Table) -> typed.Hidden:
    told = {name for name, n in shown if n is not None}
    numbers = {each.name: each.n for each in counts if each.n}
    return typed.Hidden(numbers, frozenset(numbers.keys() - told))


def discard(session: Session, consultation_id: int, actor: str) -> None:
    """Drop what was written and not published. Does nothing when there is none."""
    consult.hold(session, consultation_id)
    if (found := _unpublished(session, consultation_id)) is None:
        return
    before = {"version": found.version, "summary": found.summary, "limits": found.limits, "answer": found.answer}
    session.delete(found)
    session.flush()
    audit.record(session, actor, "result.discard", f"consultation:{consultation_id}", before=before)


def start_from(session: Session, consultation_id: int) -> ResultInput:
    """What the form of the page begins with: what is being written, else what stands."""
    found = draft(session, consultation_id) or newest(session, consultation_id)
    if found is None:
        return ResultInput()
    why = found.why if found.published_at is None else ""
    return ResultInput(summary=found.summary, limits=found.limits, answer=found.answer, why=why)


def _tidy(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST[name]:
        raise refused("result_long", n=len(text), most=LONGEST[name])
    return text


def _published(session: Session, consultation_id: int) -> list[ConsultationResult]:
    of = (ConsultationResult.consultation_id == consultation_id, col(ConsultationResult.published_at).is_not(None))
    rows = select(ConsultationResult).where(*of).order_by(col(ConsultationResult.version).desc())
    return list(session.exec(rows))


def _unpublished(session: Session, consultation_id: int) -> ConsultationResult | None:
    of = (ConsultationResult.consultation_id == consultation_id, col(ConsultationResult.published_at).is_(None))
    return session.exec(select(ConsultationResult).where(*of)).first()


def _figures(session: Session, consultation_id: int) -> dict[str, Any]:
    """What a version tells of people now, beside everything that was published before.

    apart: of what the reader is told that it was left as it was or hidden, because it differs by a few people.
    """
    found = responses.figures(session, consultation_id)
    before = [row.figures or {} for row in _published(session, consultation_id)]
    if before and any(few(found.submitted - each["people"]) for each in before):
        return {**before[0], "apart": ["people"]}
    told: dict[str, Any] = {"people": found.submitted, "of": {}, "apart": []}
    for key, counts in (("provinces", found.provinces), ("sectors", found.sectors)):
        first = _shown(counts)
        told[key], told["of"][key] = (
            _beside(key, counts, found.submitted, before) if before else (first, found.submitted)
        )
        told["apart"] += [key] if told[key] != first else []
    return told


def _beside(key: str, counts: Iterable[Count], people: int, before: list[dict[str, Any]]) -> tuple[Table, int]:
    """A table that may stand beside those of the versions before, newest first; and of how many people it is.

    Where none may, it stays the table of the version before, of as many people as that was.
    """
    told = [Told(dict(each[key]), _people(each, key)) for each in before]
    numbers = {each.name: each.n for each in counts if each.n}
    gone = hide(numbers, people, told)
    if gone is None:
        return before[0][key], _people(before[0], key)
    names = [*numbers, *sorted(gone - numbers.keys())]
    return [[name, None if name in gone else numbers[name]] for name in names], people


def _people(figures: dict[str, Any], key: str) -> int:
    """Of how many people a table is: as many as its version tells, unless it was left as it was before that."""
    return int(figures.get("of", {}).get(key, figures["people"]))


def _shown(counts: Iterable[Count]) -> Table:
    """Counts beside their total: none that is small, and none by which a small one could be worked out."""
    told = [each for each in counts if each.n]
    numbers = [each.n for each in told]
    if all_hidden(numbers):
        return []
    gone = hidden(numbers)
    return [[each.name, None if at in gone else each.n] for at, each in enumerate(told)]


def _view(row: ConsultationResult) -> ResultView:
    figures = row.figures or {}
    kept = row.model_dump(exclude={"id", "consultation_id", "figures"})
    provinces, sectors = (_counts(figures.get(key, ())) for key in ("provinces", "sectors"))
    apart = tuple(figures.get("apart", ()))
    return ResultView(**kept, people=figures.get("people"), provinces=provinces, sectors=sectors, apart=apart)


def _counts(kept: Iterable[tuple[str, int | None]]) -> tuple[CountView, ...]:
    return tuple(CountView(name=name, n=n) for name, n in kept)
