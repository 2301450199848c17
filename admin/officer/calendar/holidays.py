"""Days off by year: what is known, from where, what is missing and what that means; added, imported, taken back."""

from typing import Any

from aiohttp import web
from sqlmodel import Session, select

from admin import spreadsheet
from admin.accounts.access import account, allow, reach
from admin.fields import Fields
from admin.keys import DB
from admin.pages import go, render
from admin.uploads import sent
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.law import clocks, due, holiday_file, holidays
from consultation.law.days import YearOff
from consultation.law.holiday_file import BadHolidayFile
from consultation.law.models import Holiday, HolidayYear
from consultation.law.typed import needed_day, typed_day
from consultation.law.wording import era, refused, weekday
from consultation.rights import Reach
from consultation.wording import wording

REFUSED = 409
_LARGEST = 256 * 1024
_FIRST, _LAST = 2000, 2200


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """A year's days off, `?year=2027` (CE)."""
    return await _page(request)


@allow("office.calendar")
async def act(request: web.Request) -> web.Response:
    """Add a day, take one back, import or confirm a year, go back to what ships."""
    typed = Fields()
    try:
        typed, files = await sent(request, _LARGEST)
        await request.app[DB].write(_act, typed, files, account(request).name)
    except Refused as error:
        return await _page(request, typed, error)
    return go(f"/admin/holidays?done=saved&year={_year(typed.get('year', ''))}")


@allow("consultation.read")
async def download(request: web.Request) -> web.Response:
    """A year's list as a file of the kind that can be imported."""
    year = _year(request.match_info["year"])
    found = (await request.app[DB].read(_known, year, reach(request)))["shown"]
    head = wording("admin.officer.calendar")["csv"]["head"]
    rows = [head, *([off.day.isoformat(), off.name] for off in found.days)]
    return spreadsheet.download(spreadsheet.as_csv(rows), f"holidays-{era(year)}.csv", spreadsheet.CSV)


def _act(session: Session, typed: Fields, files: dict[str, bytes], actor: str) -> None:
    words, year = wording("admin.officer.calendar")["day"], _year(typed.get("year", ""))
    announced, source = typed_day(typed.get("announced", "")), typed.line("source")
    match typed.get("act"):
        case "remove":
            holidays.remove(session, needed_day(typed.get("day", ""), words["holiday"]), actor)
        case "forget":
            holidays.forget_year(session, year, actor)
        case "import":
            data = next(iter(files.values()), b"")
            if not data:
                raise refused("file_none")
            holidays.replace_year(session, year, holiday_file.read(data, year), source, announced, actor)
        case "confirm":
            days = [(off.day, off.name) for off in holidays.load(session).year(year).days]
            holidays.replace_year(session, year, days, source, announced, actor)
        case how:
            day = needed_day(typed.get("day", ""), words["holiday"])
            holidays.add(session, day, typed.line("name"), source, announced, actor, off=how != "working")


def _known(session: Session, year: int, there: Reach) -> dict[str, Any]:
    off, today = holidays.load(session), due.today()
    rows = [row for row in session.exec(select(Consultation)) if there.sees(row.scheme, row.cluster)]
    counted = [
        clock for clock in clocks.clocks(session, rows, today)
        if clock.done is None and clock.key.startswith("results:") and clock.due.year == year and clock.due >= today
    ]  # fmt: skip
    own = {row.day: row for row in session.exec(select(Holiday)) if row.day.year == year}
    return {
        "shown": off.year(year),
        "own": own,
        "whole": session.get(HolidayYear, year),
        "counted": counted,
        "titles": {row.id: row.title for row in rows},
        "meaning": clocks.unsure([off.year(year)]) if not off.year(year).sure else "",
    }


async def _page(request: web.Request, typed: Fields | None = None, problem: Refused | None = None) -> web.Response:
    given = (typed or Fields()).get("year", "") or request.query.get("year", "")
    year = _year(given)
    seen = await request.app[DB].read(_known, year, reach(request))
    rows = problem.problems if isinstance(problem, BadHolidayFile) else []
    this = due.today().year
    context = seen | {
        "typed": typed if typed is not None else Fields(), "problem": str(problem or ""), "rows": rows, "year": year,
        "era": era, "weekday": weekday, "words": wording("admin.officer.calendar"),
        "years": sorted({this - 1, this, this + 1, this + 2, year}), "gap": _gap(seen["shown"]),
    }  # fmt: skip
    status = REFUSED if problem else 200
    return render(request, "officer/calendar/holidays.html", section="calendar", status=status, **context)


def _gap(year: YearOff) -> str:
    """Which of the catalogue's words says how a year stands."""
    return "lacking" if year.lacking else year.standing


def _year(given: str) -> int:
    """A calendar year (CE) that was asked for; this one when none was."""
    year = int(given) if given.isascii() and given.isdecimal() and len(given) == len("2027") else 0
    return year if _FIRST <= year < _LAST else due.today().year
