"""Writing a version of the privacy notice: one language after the other, from the newest version."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.privacy import frame, shipped
from admin.privacy.shipped import HEADINGS
from consultation.errors import Refused
from consultation.privacy.notices import service
from consultation.talk.wording import LANGUAGES, RIGHT_TO_LEFT, THAI, own_name


@allow(frame.WRITE)
async def show(request: web.Request) -> web.Response:
    """The texts of a language, to be written anew; `?language=`."""
    return await _page(request, _language(request.query.get("language", "")))


@allow(frame.WRITE)
async def write(request: web.Request) -> web.Response:
    """Keep what was written in the draft."""
    sent = await fields(request)
    language = _language(sent.get("language", ""))
    texts = {name.removeprefix("text:"): text for name, text in sent.items() if name.startswith("text:")}
    given = {key: text for key, text in texts.items() if key not in HEADINGS}
    try:
        made = await request.app[DB].write(
            service.write, shipped.texts(), language, given, sent.get("why", ""), bool(sent.get("also_open")),
            account(request).name,
        )  # fmt: skip
    except Refused as error:
        return await _page(request, language, sent, str(error))
    return frame.done(f"/notices/{made.number}", "drafted")


@allow(frame.WRITE)
async def drop(request: web.Request) -> web.Response:
    """Throw the draft away."""
    number = frame.number(request)
    await request.app[DB].write(service.drop, number, account(request).name)
    return frame.done("/notices", "dropped")


async def _page(request: web.Request, language: str, typed: Fields | None = None, problem: str = "") -> web.Response:
    found = await request.app[DB].read(_begun, language)
    context: dict[str, Any] = {
        "language": language, "languages": {each: own_name(each) for each in LANGUAGES}, "typed": typed or Fields(),
        "backwards": RIGHT_TO_LEFT, "most": service.LONGEST,
    }  # fmt: skip
    return frame.show(request, "notice_draft.html", "notices", problem=problem, **found, **context)


def _begun(session: Session, language: str) -> dict[str, Any]:
    draft, rows = service.draft(session), service.every(session)
    base = draft or (rows[0] if rows else None)
    texts = service.begun(session, shipped.texts()).get(language, {})
    return {"draft": draft, "base": base, "texts": {key: text for key, text in texts.items() if key not in HEADINGS}}


def _language(given: str) -> str:
    return given if given in LANGUAGES else THAI
