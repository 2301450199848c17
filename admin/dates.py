"""Dates, times and figures as the screens show them: Thai words, Buddhist Era, Arabic digits, the office's time zone.

Documents write Thai digits instead: `admin.reports.thai`.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from admin.reports.thai import BUDDHIST_ERA, MONTHS

SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
# What <input type="datetime-local"> gives and takes.
FIELD = "%Y-%m-%dT%H:%M"


def short_date(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "4 ก.ค. 2568" (spaces that do not break); "–" when there is none."""
    if moment is None:
        return "–"
    local = moment.astimezone(zone)
    return _kept(f"{local.day} {SHORT_MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA}")


def day(of: date | None) -> str:
    """ "4 ก.ค. 2568" of a day; "–" when there is none."""
    return "–" if of is None else _kept(f"{of.day} {SHORT_MONTHS[of.month - 1]} {of.year + BUDDHIST_ERA}")


def month(of: date) -> str:
    """ "กรกฎาคม 2568" of any of its days."""
    return _kept(f"{MONTHS[of.month - 1]} {of.year + BUDDHIST_ERA}")


def long_date(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "4 กรกฎาคม 2568" (spaces that do not break); "–" when there is none."""
    if moment is None:
        return "–"
    local = moment.astimezone(zone)
    return _kept(f"{local.day} {MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA}")


def long_date_and_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "4 กรกฎาคม 2568 เวลา 16.30 น."; "–" when there is none."""
    return "–" if moment is None else long_date(moment, zone) + " เวลา " + clock_time(moment, zone)


def clock_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "16.30 น."; "–" when there is none."""
    return "–" if moment is None else _kept(f"{moment.astimezone(zone):%H.%M} น.")


def date_and_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "4 ก.ค. 2568 เวลา 16.30 น."; "–" when there is none."""
    return "–" if moment is None else short_date(moment, zone) + " เวลา " + clock_time(moment, zone)


def for_field(moment: datetime | None, zone: ZoneInfo) -> str:
    """The value of a date and time field; empty when there is none."""
    return "" if moment is None else moment.astimezone(zone).strftime(FIELD)


def from_field(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment that a date and time field means, in UTC; None when it is empty. Raises ValueError.

    A year of the Buddhist Era is understood too: browsers without the field let people type it.
    """
    if not text.strip():
        return None
    moment = datetime.strptime(text.strip(), FIELD)
    if moment.year > 2400:
        moment = moment.replace(year=moment.year - BUDDHIST_ERA)
    return moment.replace(tzinfo=zone).astimezone(UTC)


def number(n: int | float) -> str:
    """ "1,234"."""
    return f"{n:,}"


def baht(n: float) -> str:
    """ "120" or "7.20": satang in two digits or not at all."""
    return f"{n:,.0f}" if n == round(n) else f"{n:,.2f}"


def percent(share: float) -> str:
    """ "38%" of a share between 0 and 1; "<1%" for a share that would round to nothing."""
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def _kept(text: str) -> str:
    """With spaces at which no line breaks: a day is not torn from its month, nor น. from its hour."""
    return text.replace(" ", "\u00a0")
