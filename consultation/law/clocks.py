"""Every clock that runs: of each consultation, and of the office. The home page, the calendar, the feed, reminders and
banners all read this one list.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from consultation.consult.life import BEFORE, CANCELLED
from consultation.consult.models import Consultation
from consultation.law import deadlines, due, hearing, holidays, impacts, notices
from consultation.law.days import Holidays, Reckoned, YearOff, latest_posting, names, period_end
from consultation.law.models import HearingTest, LargerImpact
from consultation.law.notices import Notice
from consultation.law.wording import era, said, said_date
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings

A_YEAR = timedelta(days=366)


class Clock(BaseModel):
    """Something that is to be done by a day. key: stable, such as "results:12".

    done: the day on which it was done. page: the screen of the consultation where it is done, empty for the calendar.
    href: where that is elsewhere.
    binding: False for what only passes, such as the end of a fiscal year; that is never overdue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    consultation_id: int | None
    due: date
    done: date | None
    title: str
    why: str
    page: str
    binding: bool = True
    href: str = ""

    def left(self, today: date) -> int:
        """How many days are left; negative when the day is over."""
        return (self.due - today).days

    def overdue(self, today: date) -> bool:
        """Whether it is late and still to be done."""
        return self.binding and self.done is None and self.due < today

    def said(self, today: date) -> str:
        """How it stands, in words."""
        if self.done is not None:
            late = (self.done - self.due).days
            how = "done_late" if late > 0 else "done"
            return said("state", how, day=said_date(self.done), days=late)
        left = self.left(today)
        if left < 0 and not self.binding:
            return said("state", "passed")
        how = "overdue" if left < 0 else {0: "today", 1: "tomorrow"}.get(left, "ahead")
        return said("state", how, days=abs(left))


def clocks(session: Session, rows: Sequence[Consultation], today: date) -> list[Clock]:
    """The clocks of these consultations, soonest first. today: the day on which one looks."""
    ids = [row.id or 0 for row in rows]
    off, posted = holidays.load(session), notices.of_many(session, ids)
    tests = hearing.of_many(session, ids)
    found = [clock for row in rows for clock in _of(row, tests.get(row.id or 0), posted[row.id or 0], off)]
    found += [clock for one in impacts.of_many(session, ids) for clock in _impact(one)]
    return sorted(found, key=_order)


def office(session: Session, first: date, last: date, today: date) -> list[Clock]:
    """The clocks that are not of one consultation, of a stretch of days."""
    return [
        Clock(key=f"deadline:{one.key}", consultation_id=None, due=one.due, done=one.done_on, title=one.title,
              why=one.why, page="", binding=one.binding(today))
        for one in deadlines.listing(session, first, last)
    ]  # fmt: skip


def every(session: Session, today: date, reach: Reach = EVERYWHERE) -> list[Clock]:
    """All clocks of all consultations within reach, and the office's of the year before and after."""
    rows = [row for row in session.exec(select(Consultation)) if reach.sees(row.scheme, row.cluster)]
    return sorted([*clocks(session, rows, today), *office(session, today - A_YEAR, today + A_YEAR, today)], key=_order)


def overdue(session: Session, rows: Sequence[Consultation], today: date) -> list[Clock]:
    """Those that are late and still to be done."""
    return [clock for clock in clocks(session, rows, today) if clock.overdue(today)]


def wants_notice(kind: str) -> bool:
    """Whether a kind of consultation is to be announced beforehand: the regulation or the office wants it."""
    return kind == hearing.KIND or kind in settings().noticed


def unsure(years: Iterable[YearOff]) -> str:
    """What it means for a counted day that years' days off are not sure; empty when they are."""
    told = []
    for year in years:
        if year.lacking:
            days = ", ".join(said_date(day) for day in year.lacking)
            told.append(said("why", "unsure_lacking", year=era(year.year), days=days))
        else:
            told.append(said("why", f"unsure_{year.standing}", year=era(year.year)))
    return " ".join(told)


def why_results(end: date, counted: Reckoned) -> str:
    """How the day of the results was counted, with what is not sure about it."""
    off = names(counted.over)
    key, over = ("results_moved", f" ({off})" if off else "") if counted.day != counted.plain else ("results", "")
    told = said("why", key, days=settings().result_days, end=said_date(end), over=over)
    return f"{told} {unsure(counted.unsure)}".strip()


def _of(row: Consultation, test: HearingTest | None, posted: dict[str, Notice], off: Holidays) -> list[Clock]:
    if row.state == CANCELLED:
        return []  # nothing of it is due any more; an impact that was found still is
    found = []
    if (notice := _notice(row, test, posted["hearing"])) is not None:
        found.append(notice)
    if row.opens_at is not None:
        found.append(
            _clock(row, "opens", due.day_of(row.opens_at), _day(row.opened_at), said("why", "opens"), "window")
        )
    if row.closes_at is not None:
        found.append(
            _clock(row, "closes", due.day_of(row.closes_at), _day(row.closed_at), said("why", "closes"), "window")
        )
    if (end := due.end_of(row)) is not None:
        ended = due.day_of(end)
        counted = period_end(ended, settings().result_days, off)
        done = _published(row, posted["result"])
        found.append(_clock(row, "results", counted.day, done, why_results(ended, counted), "notices"))
    return found


def _notice(row: Consultation, test: HearingTest | None, notice: Notice) -> Clock | None:
    if row.opens_at is None or not wants_notice(row.kind) or hearing.exempt(test):
        return None
    if row.kind != hearing.KIND and row.state not in BEFORE:
        return None  # advice that comes too late helps nobody
    start, days = due.day_of(row.opens_at), settings().notice_days
    why = said("why", "notice", days=days, start=said_date(start))
    return _clock(row, "notice", latest_posting(start, days), notice.posted_on, why, "notices")


def _published(row: Consultation, result: Notice) -> date | None:
    """When results were made known: in all channels where the regulation asks for that, else in any way."""
    if row.kind == hearing.KIND:
        return result.posted_on
    shown = row.published_at
    days = [posting.posted_on for posting in result.postings if posting.posted_on]
    return min([*days, *([due.day_of(shown)] if shown else [])], default=None)


def _impact(one: LargerImpact) -> list[Clock]:
    told = said("why", "measures", found=said_date(one.found_on))
    of, by = settings(), one.found_on
    found = [
        Clock(key=f"measures:{one.id}", consultation_id=one.consultation_id, due=by + timedelta(days=of.measures_days),
              done=one.announced_on, title=said("clock", "measures"), why=told, page="law")
    ]  # fmt: skip
    if one.announced_on is not None:
        why = said("why", "follow_up", announced=said_date(one.announced_on))
        at = one.announced_on + timedelta(days=of.follow_up_days)
        found.append(
            Clock(key=f"follow_up:{one.id}", consultation_id=one.consultation_id, due=at, done=one.followed_on,
                  title=said("clock", "follow_up"), why=why, page="law")
        )  # fmt: skip
    return found


def _clock(row: Consultation, what: str, at: date, done: date | None, why: str, page: str) -> Clock:
    told = {"title": said("clock", what), "why": why, "page": page}
    return Clock.model_validate({"key": f"{what}:{row.id}", "consultation_id": row.id, "due": at, "done": done, **told})


def _day(moment: datetime | None) -> date | None:
    return due.day_of(moment) if moment else None


def _order(clock: Clock) -> tuple[date, str]:
    return clock.due, clock.key
