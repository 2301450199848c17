"""The register of what was destroyed, by which rule and how much, and what is due next; as a page and as a workbook."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import spreadsheet
from admin.accounts.access import allow
from admin.dates import date_and_time
from admin.keys import DB, SETTINGS
from admin.privacy import frame
from consultation import clock
from consultation.privacy import destruction
from consultation.privacy.destruction import RULES, Destroyed
from consultation.wording import wording

MOST = 100_000


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """The newest acts, `?rule=` of one rule, and what is due next."""
    given = request.query.get("before", "")
    before = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
    found = await request.app[DB].read(_found, _rule(request), before)
    context: dict[str, Any] = {"rules": RULES, "rule": _rule(request), "now_at": clock.now(), "what": what}
    return frame.show(request, "destruction.html", "destruction", **found, **context)


@allow(frame.READ)
async def sheet(request: web.Request) -> web.Response:
    """Every act of destruction as a workbook, the oldest first, one row for each kind of thing."""
    rows = await request.app[DB].read(_rows, _rule(request), request.app[SETTINGS].zone)
    words = wording(frame.PACKAGE)["destruction"]
    return await spreadsheet.answer([(words["sheet"], rows)], "xlsx", "destruction", words["file"])


def what(name: str) -> str:
    """What was destroyed, in words."""
    return str(wording(frame.PACKAGE)["destroyed"].get(name, name))


def _found(session: Session, rule: str, before: int | None) -> dict[str, Any]:
    rows = destruction.page(session, rule, before)
    older = rows[-1].id if len(rows) == destruction.A_PAGE else None
    return {"rows": rows, "older": older, "found": destruction.count(session, rule),
            "next_due": destruction.next_due(session)}  # fmt: skip


def _rows(session: Session, rule: str, zone: Any) -> list[spreadsheet.Row]:
    words = wording(frame.PACKAGE)
    rows: list[spreadsheet.Row] = [words["destruction"]["columns"]]
    for one in destruction.every(session, rule):
        amounts: list[tuple[str, int | None]] = [(what(name), n) for name, n in one.amounts]
        head = [one.id, date_and_time(one.at, zone), words["rule"][one.rule], _by(one), one.title]
        rows += [[*head, name, n] for name, n in amounts or [(words["destruction"]["nothing"], None)]]
        if len(rows) > MOST:
            break
    return rows


def _by(one: Destroyed) -> str:
    return str(wording(frame.PACKAGE)["by"].get(one.by, one.by))


def _rule(request: web.Request) -> str:
    given = request.query.get("rule", "")
    return given if given in RULES else ""
