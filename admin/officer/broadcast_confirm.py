"""Before news goes: whom it reaches, whom not and why, what it costs and promises; and the acts on one that goes."""

from datetime import datetime

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.dates import from_field
from admin.fields import Fields, fields
from admin.keys import CHANNELS, DB, SETTINGS
from admin.officer import broadcasts, frame
from admin.officer.broadcast_compose import APPS
from admin.officer.broadcasts import address, number, page, ways_of
from admin.officer.builder import phone
from admin.pages import go
from consultation.broadcast import content, service
from consultation.broadcast.figures import View
from consultation.broadcast.saying import start_code
from consultation.errors import Refused
from consultation.wording import wording

DONE = {"schedule": "news_scheduled", "preview": "news_counted", "take_back": "news_taken_back"}


@allow("news.read")
async def show(request: web.Request) -> web.Response:
    """The counts of the last preview, the text as it will be read, and the buttons that let it go."""
    return await _page(request)


@allow("news.send")
async def act(request: web.Request) -> web.Response:
    """preview again, schedule (now or at a time), take_back, pause, resume, cancel: on the version that was seen."""
    sent = await fields(request)
    done = sent.get("act", "")
    try:
        await request.app[DB].write(_act, number(request), done, sent, request)
    except Refused as error:
        return await _page(request, str(error), sent)
    to = "confirm" if done == "preview" else "" if done == "take_back" else "progress"
    return go(address(number(request), to) + (f"?done={DONE[done]}" if done in DONE else ""))


def _act(session: Session, id: int, act: str, sent: Fields, request: web.Request) -> None:
    actor = account(request).name
    version = int(sent.get("version", "0")) if sent.get("version", "").isdecimal() else 0
    if act == "preview":
        service.preview(session, id, version, ways_of(request), actor)
    elif act == "schedule":
        if sent.get("when") != "later" and sent.get("at"):
            raise Refused(wording("admin.officer")["problem"]["now_or_later"])  # what went cannot be called back
        at = _moment(request, sent) if sent.get("when") == "later" else None
        service.schedule(session, id, version, ways_of(request), actor, at)
    elif act in ("take_back", "pause", "resume", "cancel"):
        getattr(service, act)(session, id, version, actor)
    else:
        raise web.HTTPBadRequest()


def _moment(request: web.Request, sent: Fields) -> datetime:
    given = sent.get("at", "")
    try:
        found = from_field(given, request.app[SETTINGS].zone)
    except ValueError:
        found = None
    if found is None:
        raise Refused(wording("admin.officer")["problem"]["moment"].format(given=given))
    return found


async def _page(request: web.Request, problem: str = "", typed: Fields | None = None) -> web.Response:
    view = await broadcasts.find(request)
    if view.state not in ("draft", "previewed"):
        if not problem:
            return go(address(view.id, "progress"))
        context = {"view": view, "problem": problem, "states": STATES, "say": say}
        return page(request, "broadcast_progress", status=frame.REFUSED, **context)
    code = await request.app[DB].read(start_code, view.starts_id)
    names, stop = wording("admin.officer"), content.stop_of(str(view.audience["kind"]))
    screens = [
        (names["app"][app], names["language"][language], language,
         phone.draw(content.turn(view.texts, view.link, code, language, stop), app))
        for language in view.texts for app in APPS
    ]  # fmt: skip
    context = {
        "view": view, "screens": screens, "problem": problem, "typed": typed or {}, "say": say,
        "channels": {channel.name for channel in request.app[CHANNELS]},
    }  # fmt: skip
    return page(request, "broadcast_confirm", status=frame.REFUSED if problem else 200, **context)


# The states of recipients in the order in which they are shown.
STATES = (
    "sent", "failed", "blocked", "unknown", "held", "lapsed", "took_part", "withdrawn", "capped", "gone", "sending",
    "queued", "waiting",
)  # fmt: skip


def say(view: View) -> dict[str, str]:
    """What pages say of a broadcast beside its figures: to whom it is, and why it was paused."""
    words = wording("admin.officer")["broadcast"]
    reasons = words["paused"]
    return {
        "audience": str(words["audience"][str(view.audience["kind"])]),
        "why": str(reasons.get(view.why, reasons["other"].format(why=view.why))) if view.why else "",
    }
