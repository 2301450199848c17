"""What one account is told in the morning: read from the same clocks and decisions as the first page.

The law's days off are counted: on the last working morning before days off, what falls on these is told too, because
nobody is told on them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from admin.officer.frame import address
from admin.telling.wording import say
from consultation.consult.models import Consultation
from consultation.law import clocks, holidays
from consultation.law.clocks import Clock
from consultation.law.models import HearingTest
from consultation.law.wording import said_date, weekday
from consultation.lifecycle import waiting
from consultation.lifecycle.values import Mover
from consultation.officers.service import Choice
from consultation.privacy import watch
from consultation.settings import settings

MOST = 12  # lines of one message; how many more there are is said
LONGEST_TITLE = 60
PAGE = "/admin/reminders-for-me"


@dataclass(frozen=True)
class Line:
    """One thing to do. href: where, within this installation."""

    text: str
    href: str


@dataclass(frozen=True)
class News:
    """What is to be told, by section in the order of urgency; a section may be empty."""

    day: date
    sections: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is to be told."""
        return not any(lines for _, lines in self.sections)

    @property
    def subject(self) -> str:
        """The subject of a mail."""
        return say("subject", n=sum(len(lines) for _, lines in self.sections), day=said_date(self.day))

    def text(self) -> str:
        """The message: a head, the lines with their links, and where to change what is told."""
        base = settings().base_url.rstrip("/")
        told, left, rows = 0, 0, [say("head", weekday=weekday(self.day), day=said_date(self.day))]
        for key, lines in self.sections:
            shown = lines[: max(0, MOST - told)]
            told, left = told + len(shown), left + len(lines) - len(shown)
            rows += ["", say(key)] if shown else []
            rows += [f"• {line.text}\n{base}{line.href}" for line in shown]
        rows += ["", say("more", n=left, page=f"{base}/admin")] if left else []
        return "\n".join([*rows, "", say("change", page=f"{base}{PAGE}")])


def is_working(session: Session, today: date) -> bool:
    """Whether offices work on a day."""
    return not holidays.load(session).is_off(today)


def news(session: Session, by: Mover, choice: Choice, today: date) -> News:
    """What an account is to be told on a day, by what it chose."""
    running = _running(session, by, today) if choice.due or choice.soon else []
    after = holidays.load(session).next_working(today + timedelta(days=1))
    titles = _titles(session)
    late, now, soon = _by_time(running, today, after)
    held = waiting.held_up(session) if choice.due else []
    stuck = {f"opens:{one.id}" for one in held}
    sections: list[tuple[str, Sequence[Line]]] = []
    if choice.due:
        up = [Line(say("held_up", title=_short(one.title)), address(one.id, "steps")) for one in held]
        sections.append(("overdue", [*(_clock(each, titles, today) for each in late if each.key not in stuck), *up]))
        sections.append(("due", [_clock(each, titles, today) for each in now if each.key not in stuck]))
    if choice.soon:
        sections.append(("soon", [_clock(each, titles, today) for each in soon]))
    if choice.decisions:
        sections.append(("decisions", list(_decisions(session, by, titles))))
    return News(today, tuple((key, tuple(lines)) for key, lines in sections))


def _running(session: Session, by: Mover, today: date) -> list[Clock]:
    """The clocks that run, with those of the privacy office for whoever reads it."""
    own = watch.clocks(session) if by.grants.may(watch.RIGHT) else []
    return [*(clock for clock in clocks.every(session, today) if clock.done is None), *own]


def _by_time(running: Sequence[Clock], today: date, after: date) -> tuple[list[Clock], list[Clock], list[Clock]]:
    """What is late, what is due before the next working day, and what reaches one of its reminders before then."""
    late = [each for each in running if each.overdue(today)]
    now = [each for each in running if today <= each.due < after]
    days = settings().reminders
    soon = [
        each
        for each in running
        if each.due >= after and any(today <= each.due - timedelta(days=step) < after for step in days)
    ]
    return late, now, soon


def _decisions(session: Session, by: Mover, titles: dict[int, str]) -> Iterator[Line]:
    for one in waiting.decisions(session, by):
        who = say("yours") if one.yours else say("theirs", who=one.who)
        yield Line(say("decision", act=one.act, title=_short(one.title), who=who), address(one.id, "steps"))
    for asked in session.exec(select(HearingTest).where(HearingTest.exemption == "asked")):
        title = _short(titles.get(asked.consultation_id, ""))
        yield Line(say("exemption", title=title), address(asked.consultation_id, "law?step=exemption"))


def _clock(clock: Clock, titles: dict[int, str], today: date) -> Line:
    of = titles.get(clock.consultation_id or 0)
    what = f"{clock.title}: {_short(of)}" if of else clock.title
    of_it = address(clock.consultation_id, clock.page) if clock.consultation_id else "/admin/calendar#deadlines"
    href = clock.href or of_it
    return Line(say("line", what=what, state=clock.said(today), day=said_date(clock.due)), href)


def _titles(session: Session) -> dict[int, str]:
    return {id or 0: title for id, title in session.exec(select(Consultation.id, Consultation.title))}


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
