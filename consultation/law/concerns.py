"""What the law holds against a step of a consultation. The regulation B.E. 2548 stops; for other kinds it is advice."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session

from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.law import due, hearing, impacts, notices, told
from consultation.law.days import earliest_start
from consultation.law.models import HearingTest
from consultation.law.notices import Notice
from consultation.law.wording import both_eras, said, said_date
from consultation.settings import settings

_BEGINNING = ("announced", "open")
_ENDING = ("published", "answered")
_BLANK = re.compile(r":\s*…")  # what the template leaves for the office to fill in


def concerns(session: Session, row: Consultation, to: str) -> list[Concern]:
    """What stands in the way of going to this state, in Thai."""
    id = row.id or 0
    posted = notices.of(session, id)
    if row.kind != hearing.KIND:
        return [*_softer(row, to, posted), *_ended(session, row, to, posted)]
    test = hearing.find(session, id)
    return [
        *_wizard(test, to),
        *_blanks(session, row, to),
        *_made_known(row, test, to, posted),
        *_in_time(row, test, to, posted["hearing"]),
        *_result(to, posted["result"]),
        *_larger(session, id, to),
        *_ended(session, row, to, posted),
    ]


def stopped(session: Session, rows: Sequence[Consultation], to: str) -> set[int]:
    """Of many consultations those that `concerns` is sure to stop, by what is quickly known of all at once."""
    ids = [row.id or 0 for row in rows if row.kind == hearing.KIND]
    if not ids:
        return set()
    if to in _ENDING:
        return {id for id, posted in notices.of_many(session, ids).items() if posted["result"].unposted}
    if to not in ("approved", *_BEGINNING):
        return set()
    tests = hearing.of_many(session, ids)
    return {id for id in ids if hearing.missing(tests.get(id))}


def _concern(key: str, page: str, *, stops: bool = True, **values: Any) -> Concern:
    what, how = said("concern", key, **values), said("concern", f"{key}_mend", **values)
    return Concern(key=f"law.{key}", what=what, mend=how, page=page, stops=stops)


def _wizard(test: HearingTest | None, to: str) -> Iterator[Concern]:
    if to not in ("approved", *_BEGINNING):
        return
    if lacking := hearing.missing(test):
        yield _concern("wizard", "law", missing=" · ".join(each for step in lacking.values() for each in step))
    if no := hearing.not_met(test):
        yield _concern("not_project", "law", stops=False, which=" · ".join(no))


def _blanks(session: Session, row: Consultation, to: str) -> Iterator[Concern]:
    """Facts of the project that the questionnaire does not show as they are: citizens have to be told them (rule 7)."""
    if to not in ("approved", *_BEGINNING):
        return
    form = forms.current(session, row.id or 0)
    if left := [str(n) for n, each in enumerate(form.questions, 1) if _BLANK.search(each.label.get("th", ""))]:
        yield _concern("blanks", "questions", which=", ".join(left))
    elif row.state in told.FILLING and told.behind(session, row, form):
        yield _concern("behind", "law")
    if which := told.untold(form):
        yield _concern("untold", "questions", stops=False, which=" · ".join(which))


def _made_known(row: Consultation, test: HearingTest | None, to: str, posted: dict[str, Notice]) -> Iterator[Concern]:
    if to not in _BEGINNING:
        return
    for subject in ("facts", "hearing"):
        yield from _posted(posted[subject])
        yield from _proved(posted[subject])
        yield from _placed(posted[subject])
    if row.opens_at is None and to == "announced":
        yield _concern("no_start", "window")
    known = posted["facts"].posted_on
    changed = due.day_of(test.facts_at) if test is not None and test.facts_at else None
    if known and changed and changed > known:
        yield _concern("facts_changed", "notices", stops=False, changed=said_date(changed), posted=said_date(known))


def _in_time(row: Consultation, test: HearingTest | None, to: str, notice: Notice) -> Iterator[Concern]:
    if to not in _BEGINNING:
        return
    if test is not None and test.exemption == "asked":
        yield _concern("exempt_waits", "law", stops=False)
    if hearing.exempt(test):
        if test is not None and test.impact == "severe":
            yield _concern("exempt_severe", "law", stops=False)
        return
    begins = due.today() if to == "open" else due.day_of(row.opens_at) if row.opens_at else None
    if notice.posted_on is None or begins is None:
        return
    first = earliest_start(notice.posted_on, settings().notice_days)
    if begins < first:
        told: dict[str, Any] = {"days": settings().notice_days, "posted": said_date(notice.posted_on)}
        yield _concern("early", "window", earliest=both_eras(first), **told)


def _result(to: str, notice: Notice) -> Iterator[Concern]:
    if to in _ENDING:
        yield from _posted(notice)
    if to == "answered":
        yield from _proved(notice)
        yield from _placed(notice)


def _larger(session: Session, id: int, to: str) -> Iterator[Concern]:
    if to not in _ENDING:
        return
    for one in impacts.of_many(session, [id]):
        if one.announced_on is None:
            yield _concern("larger", "law", what=one.what[:80])
        elif one.followed_on is None:
            yield _concern("larger_outcome", "law", stops=False, what=one.what[:80])


def _softer(row: Consultation, to: str, posted: dict[str, Notice]) -> Iterator[Concern]:
    """A notice that no regulation asks for, where the office wants one."""
    if to not in _BEGINNING or row.kind not in settings().noticed:
        return
    days, notice = settings().notice_days, posted["hearing"]
    known = [posting.posted_on for posting in notice.postings if posting.posted_on]
    if not known:
        yield from _posted(notice, stops=False)
        return
    begins = due.day_of(row.opens_at) if row.opens_at and to == "announced" else due.today()
    if begins < earliest_start(min(known), days):
        yield _concern("early_soft", "notices", stops=False, days=days)


def _ended(session: Session, row: Consultation, to: str, posted: dict[str, Notice]) -> Iterator[Concern]:
    """What time has done to the answers: results that are late, answers that are old."""
    end = due.end_of(row)
    if to not in _ENDING or end is None:
        return
    at, today = due.results(session, row), due.today()
    known = posted["result"].posted_on
    if at is not None and known is None and today > at.day:
        yield _concern("late", "notices", stops=False, days=(today - at.day).days, due=both_eras(at.day))
    if at is not None and known is not None and known > at.day:
        yield _concern("late_notice", "notices", stops=False, posted=said_date(known), due=said_date(at.day))
    if (old := reused(row)) is not None:
        yield old


def reused(row: Consultation) -> Concern | None:
    """That answers are older than results should be reused for; None when they are not."""
    end, months = due.end_of(row), settings().result_months
    if end is None or not due.is_old(row):
        return None
    begun = due.day_of(row.opened_at or row.opens_at or row.created_at)
    told: dict[str, Any] = {"begun": said_date(begun), "ended": said_date(due.day_of(end)), "months": months}
    return _concern("reuse", "", stops=False, **told)


def _posted(notice: Notice, *, stops: bool = True) -> Iterator[Concern]:
    if notice.unposted:
        names = " · ".join(posting.name for posting in notice.unposted)
        yield _concern("notice", "notices", stops=stops, subject=notice.title, channels=names)


def _proved(notice: Notice) -> Iterator[Concern]:
    if notice.unproved:
        names = " · ".join(posting.name for posting in notice.unproved)
        yield _concern("proof", "notices", subject=notice.title, channels=names)


def _placed(notice: Notice) -> Iterator[Concern]:
    if notice.unplaced:
        names = " · ".join(posting.name for posting in notice.unplaced)
        yield _concern("no_place", "notices", stops=False, subject=notice.title, channels=names)
