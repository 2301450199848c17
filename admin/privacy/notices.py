"""The versions of the privacy notice: listed, read whole, compared, approved by somebody else than their writer."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.privacy import frame
from admin.privacy.shipped import HEADINGS
from consultation.errors import Refused
from consultation.privacy.notices import service
from consultation.talk.wording import LANGUAGES, RIGHT_TO_LEFT, own_name

MOST_CONSULTATIONS = 20


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """Every version with where it was shown."""
    return frame.show(request, "notices.html", "notices", **await request.app[DB].read(_listed))


@allow(frame.READ)
async def look(request: web.Request) -> web.Response:
    """One version whole, and what it says differently: `?against=` another one, the one before it when left out."""
    return await _one(request)


@allow(frame.APPROVE)
async def approve(request: web.Request) -> web.Response:
    """Let a version hold."""
    sent, number = await fields(request), frame.number(request)
    try:
        await request.app[DB].write(service.approve, number, sent.get("seen", ""), account(request).name)
    except Refused as error:
        return await _one(request, str(error))
    return frame.done(f"/notices/{number}", "approved")


async def _one(request: web.Request, problem: str = "") -> web.Response:
    given = request.query.get("against", "")
    against = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    found = await request.app[DB].read(_whole, frame.number(request), against)
    names = {language: own_name(language) for language in LANGUAGES}
    context: dict[str, Any] = {"headings": HEADINGS, "names": names, "backwards": RIGHT_TO_LEFT}
    return frame.show(request, "notice.html", "notices", problem=problem, **found, **context)


def _listed(session: Session) -> dict[str, Any]:
    rows = service.every(session)
    return {"rows": rows, "used": service.used(session), "consented": service.consented(session),
            "draft": service.draft(session), "most": MOST_CONSULTATIONS}  # fmt: skip


def _whole(session: Session, number: int, against: int) -> dict[str, Any]:
    row, rows = service.one(session, number), service.every(session)
    older = next((each for each in rows if each.number == against), None)
    older = older or next((each for each in rows if each.number < number), None)
    changes = service.differences(older.texts, row.texts) if older is not None else []
    return {"row": row, "older": older, "others": [each.number for each in rows if each.number != number],
            "changes": changes, "used": service.used(session).get(number, []),
            "draft": service.draft(session), "most": MOST_CONSULTATIONS}  # fmt: skip
