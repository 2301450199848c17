"""The auditor's page: every act on record by person, act, object and day; the chain checked; a file to take along."""

import json
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.fields import query_line
from admin.keys import DB, SETTINGS
from admin.pages import render
from consultation import audit, audit_reading
from consultation.audit import BrokenChain
from consultation.audit_reading import Entry, Sought
from consultation.wording import wording

ROOT = "/admin/audit"
RIGHT = "office.audit"
MOST = 100_000  # rows of a file
_SOUGHT = ("actor", "act", "subject", "since", "until")


def routes() -> list[web.RouteDef]:
    """The routes of the audit record."""
    return [web.get(ROOT, show), web.get(f"{ROOT}/export.csv", export)]


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """The newest acts that fit what is sought; `?check=1` also checks the whole chain."""
    db, sought, words = request.app[DB], _sought(request), wording("admin.accounts")
    given = request.query.get("before", "")
    before = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
    rows = await db.read(audit_reading.page, sought, before)
    asked = {name: request.query[name] for name in _SOUGHT if request.query.get(name)}
    context: dict[str, Any] = {
        "rows": rows, "found": await db.read(audit_reading.count, sought), "acts": await db.read(audit_reading.acts),
        "asked": asked, "query": urlencode(asked), "words": words, "differences": differences,
        "older": rows[-1].id if len(rows) == audit_reading.A_PAGE else None,
        "chain": await db.read(_chain) if request.query.get("check") else None,
    }  # fmt: skip
    return render(request, "accounts/audit.html", section="audit", **context)


@allow(RIGHT)
async def export(request: web.Request) -> web.Response:
    """What is sought as a CSV file, the oldest first; that it was taken is on record itself."""
    body = await request.app[DB].write(_export, _sought(request), account(request).name)
    answer = spreadsheet.download(body, "audit.csv", spreadsheet.CSV)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def differences(entry: Entry) -> list[tuple[str, str, str]]:
    """What an act changed: a name, what it was, what it became. What stayed is left out."""
    before, after = entry.before or {}, entry.after or {}
    names = dict.fromkeys([*before, *after])
    return [(name, _short(before.get(name)), _short(after.get(name))) for name in names
            if name not in before or name not in after or before[name] != after[name]]  # fmt: skip


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:299] + "…"


def _chain(session: Session) -> int:
    """How many entries the chain has; -1 when it is broken."""
    try:
        return audit.verify(session)
    except BrokenChain:
        return -1


def _export(session: Session, sought: Sought, actor: str) -> bytes:
    rows: list[spreadsheet.Row] = [wording("admin.accounts")["audit"]["head"]]
    for entry in islice(audit_reading.every(session, sought), MOST):
        told = [json.dumps(of, ensure_ascii=False) if of is not None else "" for of in (entry.before, entry.after)]
        texts = (entry.actor, entry.action, entry.subject, *told)
        rows.append([entry.id, entry.at.isoformat(), *texts, entry.hash])
    after = {"rows": len(rows) - 1, **sought.model_dump(mode="json")}
    audit.record(session, actor, "audit.export", "audit", after=after)
    return spreadsheet.as_csv(rows)


def _sought(request: web.Request) -> Sought:
    query, zone = request.query, request.app[SETTINGS].zone

    def moment(name: str, later: int = 0) -> datetime | None:
        try:
            return datetime.combine(date.fromisoformat(query.get(name, "")) + timedelta(days=later), time(), zone)
        except (ValueError, OverflowError):
            return None

    return Sought(
        actor=query_line(query, "actor", 200), act=query_line(query, "act", 100),
        subject=query_line(query, "subject", 100), since=moment("since"), until=moment("until", 1),
    )  # fmt: skip
