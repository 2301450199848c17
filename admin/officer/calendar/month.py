"""The calendar: a month as a table on a wide screen, always as a list; the office's own deadlines are kept here."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session, select

from admin.accounts.access import READ, account, allow
from admin.accounts.service import AccountView
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS, VAULT
from admin.officer.calendar import subscription
from admin.pages import go, render
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.law import clocks, deadlines, due, holidays
from consultation.law.clocks import Clock
from consultation.law.days import DayOff, Holidays, YearOff, fiscal_bounds, fiscal_year
from consultation.law.typed import needed_day
from consultation.law.wording import both_eras, era, weekday
from consultation.privacy import watch
from consultation.vault import Vault
from consultation.wording import wording

REFUSED = 409
_FIRST, _LAST = 2000, 2200
_A_WEEK = 7


@dataclass(frozen=True)
class Cell:
    """One day of the table."""

    day: date
    inside: bool
    off: bool
    holiday: DayOff | None
    clocks: list[Clock]


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """A month, `?month=2026-12`; `?year=2027` shows a fiscal year (CE) as a list."""
    return await _page(request)


@allow("office.calendar")
async def act(request: web.Request) -> web.Response:
    """Add a deadline of the office's own; move one, call it done, or let it go."""
    sent = await fields(request)
    try:
        await request.app[DB].write(_act, sent, account(request).name)
    except Refused as error:
        return await _page(request, sent, str(error))
    return go(f"/admin/calendar?done=saved&year={_year(sent.get('year', ''))}#deadlines")


def _act(session: Session, sent: Fields, actor: str) -> None:
    key, what = sent.get("key", ""), wording("admin.officer.calendar")["day"]["deadline"]
    match sent.get("act"):
        case "done":
            deadlines.done(session, key, due.today(), actor)
        case "undone":
            deadlines.done(session, key, None, actor)
        case "drop":
            deadlines.drop(session, key, actor)
        case "move":
            deadlines.move(session, key, needed_day(sent.get("due", ""), what), sent.line("source"), actor)
        case _:
            on = needed_day(sent.get("due", ""), what)
            deadlines.add(session, sent.line("title"), on, sent.line("why"), sent.line("source"), actor)


def _seen(session: Session, month: date, year: int, vault: Vault, asking: AccountView) -> dict[str, Any]:
    today, off = due.today(), holidays.load(session)
    first, last = fiscal_bounds(year)
    there = asking.grants.reach(READ)
    rows = [row for row in session.exec(select(Consultation)) if there.sees(row.scheme, row.cluster)]
    running = clocks.clocks(session, rows, today)
    weeks = _weeks(month)
    own = watch.clocks(session) if asking.may(watch.RIGHT) else []
    shown = [*running, *clocks.office(session, weeks[0][0], weeks[-1][-1], today), *own]
    years = {month.year, *(clock.due.year for clock in running if clock.done is None and clock.due >= today)}
    return {
        "weeks": [[_cell(day, month, off, shown) for day in week] for week in weeks],
        "listed": sorted((clock for clock in shown if _same_month(clock.due, month)), key=lambda clock: clock.due),
        "titles": {row.id: row.title for row in rows},
        "deadlines": deadlines.listing(session, first, last),
        "doubtful": _doubtful(off, years),
        "token": subscription.known(session, vault, asking.id),
    }


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    today = due.today()
    month = _month(request.query.get("month", ""), today)
    given = (typed or Fields()).get("year", "") or request.query.get("year", "")
    year = _year(given) or fiscal_year(today)
    seen = await request.app[DB].read(_seen, month, year, request.app[VAULT], account(request))
    token, base = seen.pop("token"), request.app[SETTINGS].base_url.rstrip("/")
    of = {"typed": typed if typed is not None else Fields(), "today": today, "both_eras": both_eras, "era": era}
    before, after = month - timedelta(days=1), (month.replace(day=28) + timedelta(days=_A_WEEK)).replace(day=1)
    context = seen | of | {
        "problem": problem, "month": month, "before": f"{before:%Y-%m}", "after": f"{after:%Y-%m}",
        "days": [weekday(day) for day in _weeks(month)[0]], "year": year,
        "feed": f"{base}/calendar/{token}.ics" if token else "", "words": wording("admin.officer.calendar"),
        "weekday": weekday,
    }  # fmt: skip
    status = REFUSED if problem else 200
    return render(request, "officer/calendar/month.html", section="calendar", status=status, **context)


def _weeks(month: date) -> list[list[date]]:
    return calendar.Calendar(calendar.SUNDAY).monthdatescalendar(month.year, month.month)


def _cell(day: date, month: date, off: Holidays, shown: list[Clock]) -> Cell:
    mine = [clock for clock in shown if clock.due == day]
    return Cell(day, _same_month(day, month), off.is_off(day), off.named(day), mine)


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _doubtful(off: Holidays, years: set[int]) -> list[tuple[YearOff, str]]:
    """The years that are shown or counted over and not sure, with what that means."""
    found = [off.year(year) for year in sorted(years)]
    return [(year, clocks.unsure([year])) for year in found if not year.sure]


def _month(given: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{given}-01")
    except ValueError:
        return today.replace(day=1)
    return found if _FIRST <= found.year < _LAST else today.replace(day=1)


def _year(given: str) -> int:
    """A fiscal year (CE) that was asked for; 0 for none."""
    year = int(given) if given.isascii() and given.isdecimal() and len(given) == len("2027") else 0
    return year if _FIRST <= year < _LAST else 0
