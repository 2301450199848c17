"""What is known of a paper beside its answers: its number, day, meeting, how it came, for how many people it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from consultation.consult.life import CANCELLED, phase
from consultation.consult.models import Consultation
from consultation.consult.service import end_of
from consultation.entry.cells import day_of
from consultation.entry.fault import Fault, wrong
from consultation.entry.wording import catalogue, refused, say
from consultation.settings import settings
from consultation.talk.wording import short_date

COLUMNS = ("_number", "_date", "_source", "_represents", "_language", "_meeting")
NUMBER, DAY, SOURCE, REPRESENTS, LANGUAGE, MEETING = COLUMNS
MOST_PEOPLE = 10_000
LONGEST_NUMBER = 40
# Two typists write one number in two ways, and the paper would count twice.
_AS_ONE = str.maketrans("๐๑๒๓๔๕๖๗๘๙–—−‑", "0123456789----")


@dataclass(frozen=True)
class Facts:
    """number: the paper's own; "" for none. late: it is of a day after the close. day: on the paper.

    meeting: at which it was filled in, None for none.
    """

    number: str = ""
    day: date | None = None
    source: str = "paper"
    represents: int = 1
    language: str = "th"
    late: bool = False
    meeting: int | None = None
    faults: tuple[Fault, ...] = field(default=())


@dataclass(frozen=True)
class Span:
    """Which days a consultation takes papers of; last: the day of its close, None while it is open.

    meetings: that a paper may be of, each by its code.
    """

    first: date
    last: date | None
    today: date
    meetings: Mapping[str, int] = field(default_factory=dict)


def span(row: Consultation, now: datetime, meetings: Mapping[str, int]) -> Span:
    """The days of a consultation. Raises Refused before it opens and once the time for entering is over."""
    zone = settings().zone
    if row.opened_at is None or row.state == CANCELLED or phase(row.state) == "before":
        raise refused("not_open")
    end, today = end_of(row), now.astimezone(zone).date()
    first = row.opened_at.astimezone(zone).date()
    if row.state == "open" or end is None:
        return Span(first, None, today, meetings)
    last = end.astimezone(zone).date()
    # What is entered after the cut of accounts and files would never be cut.
    until = last + timedelta(days=min(settings().entry_grace_days, settings().retention_link_days - 1))
    if today > until:
        raise refused("grace_over", closed=shown_day(last), until=shown_day(until))
    return Span(first, last, today, meetings)


def read_facts(written: Mapping[str, str], days: Span, *, numbered: bool) -> Facts:
    """The facts in the cells of one paper, with what is wrong. numbered: whether it must have a number."""
    faults: list[Fault] = []
    number = " ".join(written.get(NUMBER, "").translate(_AS_ONE).split())
    if not number and numbered:
        faults.append(wrong(NUMBER, "number_missing"))
    if len(number) > LONGEST_NUMBER:
        faults.append(wrong(NUMBER, "number_long", most=LONGEST_NUMBER))
    day = _day(written.get(DAY, "").strip(), days, faults)
    return Facts(
        number=number,
        day=day,
        source=_named("source", SOURCE, written, "paper", faults),
        represents=_people(written.get(REPRESENTS, "").strip(), faults),
        language=_named("language", LANGUAGE, written, "th", faults),
        late=days.last is not None and day is not None and day > days.last,
        meeting=_meeting(written.get(MEETING, "").strip(), days, faults),
        faults=tuple(faults),
    )


def offered(section: str) -> dict[str, str]:
    """The ways that answers come by other than a chat, or the languages that people speak, by code."""
    return {key: text for key, text in catalogue()[section].items() if key != "chat"}


def column_name(key: str) -> str:
    """What one of the facts is called."""
    return say("column", key)


def column_note(key: str) -> str:
    """How one of the facts is filled in."""
    return say("note", key)


def shown_day(day: date) -> str:
    """A day as people write it."""
    of = settings()
    return short_date(datetime(day.year, day.month, day.day, 12, tzinfo=of.zone), of.timezone)


def noon(day: date) -> datetime:
    """The moment that stands for a day of which no hour is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=settings().zone)


def _day(text: str, days: Span, faults: list[Fault]) -> date | None:
    if not text:
        if days.last is not None:
            faults.append(wrong(DAY, "day_missing"))
        return None
    day = day_of(text)
    if day is None:
        faults.append(wrong(DAY, "date", text=text))
    elif day > days.today:
        faults.append(wrong(DAY, "day_ahead", day=shown_day(day)))
    elif day < days.first:
        faults.append(wrong(DAY, "day_before", day=shown_day(day), opened=shown_day(days.first)))
    return day


def _named(section: str, column: str, written: Mapping[str, str], otherwise: str, faults: list[Fault]) -> str:
    names = offered(section)
    text = written.get(column, "").strip()
    found = otherwise if not text else text if text in names else next((k for k, v in names.items() if v == text), None)
    if found is None:
        faults.append(wrong(column, section, text=text, labels=" / ".join(names.values())))
    return found or otherwise


def _meeting(code: str, days: Span, faults: list[Fault]) -> int | None:
    if not code or code.upper() in days.meetings:
        return days.meetings.get(code.upper())
    known = " / ".join(days.meetings)
    faults.append(wrong(MEETING, "meeting" if known else "meeting_none", text=code, labels=known))
    return None


def _people(text: str, faults: list[Fault]) -> int:
    if not text:
        return 1
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= MOST_PEOPLE:
        faults.append(wrong(REPRESENTS, "represents", text=text, most=f"{MOST_PEOPLE:,}"))
        return 1
    return int(text)
