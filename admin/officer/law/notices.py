"""Where and when something was made known, with its proof; the text to copy into the government's web system."""

from datetime import date
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields
from admin.keys import DB, VAULT
from admin.officer import frame
from admin.pages import go
from admin.uploads import sent
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.law import clocks, due, hearing, impacts, notices, proofs, texts
from consultation.law.rules import rules
from consultation.law.typed import needed_day
from consultation.law.wording import both_eras
from consultation.settings import settings
from consultation.vault import Vault
from consultation.wording import wording

_FORM = 64 * 1024  # bytes of the fields beside the file
_GUARD = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """Every subject with its channels."""
    return await _page(request)


@allow("notice.write")
async def post(request: web.Request) -> web.Response:
    """Record one channel, with its file; or take the record back."""
    id, typed = frame.number(request), Fields()
    try:
        typed, files = await sent(request, proofs.LARGEST + _FORM)
        kept = await _kept(request, typed, files)
        await request.app[DB].write(_post, id, typed, kept, account(request).name)
    except Refused as error:
        return await _page(request, typed, str(error))
    subject = next((one.key for one in rules().subjects if one.key == typed.get("subject")), "")
    return go(frame.address(id, f"notices?done=saved&at={subject}#{subject}"))


@allow("consultation.read")
async def proof(request: web.Request) -> web.Response:
    """A proof's bytes, as a download."""
    given = request.match_info["proof"]
    if len(given) > 18:  # digits of what a database numbers
        raise web.HTTPNotFound()
    name, data = await request.app[DB].read(_taken, request.app[VAULT], frame.number(request), int(given))
    disposition = f"attachment; filename=\"proof\"; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Type": proofs.kind_of(data), "Content-Disposition": disposition, **_GUARD}
    return web.Response(body=data, headers=headers)


async def _kept(request: web.Request, typed: Fields, files: dict[str, bytes]) -> int | None:
    """The number of the file that was sent along; None for none, or when a record is taken back. Raises Refused."""
    if not files or typed.get("act") == "remove":
        return None
    _day(typed)  # a form that is refused keeps no file
    [(name, data), *_] = files.items()
    return await proofs.keep(request.app[DB], request.app[VAULT], name, data)


def _day(typed: Fields) -> date:
    channel = typed.get("channel", "")
    what = wording("admin.officer.law")["day"]["posted"].format(channel=rules().channels.get(channel, channel))
    return needed_day(typed.get("posted_on", ""), what)


def _post(session: Session, id: int, typed: Fields, kept: int | None, actor: str) -> None:
    subject, channel = typed.get("subject", ""), typed.get("channel", "")
    if typed.get("act") == "remove":
        notices.unpost(session, id, subject, channel, actor)
        return
    notices.post(session, id, subject, channel, _day(typed), actor, place=typed.line("place"), proof=kept)


def _taken(session: Session, vault: Vault, id: int, file: int) -> tuple[str, bytes]:
    if not notices.shows(session, id, file):
        raise web.HTTPNotFound()
    return proofs.take(session, vault, file)


def _seen(session: Session, id: int) -> dict[str, Any]:
    row = session.get_one(Consultation, id)
    posted, running = notices.of(session, id), clocks.clocks(session, [row], due.today())
    by = {"hearing": "notice", "result": "results"}
    wanted = [key for key in posted if key != "measures" or impacts.of_many(session, [id])]
    if row.kind != hearing.KIND:
        wanted = [key for key in wanted if key in ("hearing", "result")]
    known = {clock.key.partition(":")[0]: clock for clock in running}
    return {
        "shown": [posted[key] for key in wanted],
        "deadline": {key: known[of] for key, of in by.items() if of in known},
        "texts": texts.texts(session, id),
    }


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    view = await frame.find(request)
    seen = await request.app[DB].read(_seen, view.id)
    of: dict[str, Any] = {
        "typed": typed if typed is not None else Fields(),
        "today": due.today(),
        "both_eras": both_eras,
    }
    first = next((notice.subject for notice in seen["shown"] if not notice.complete), "")
    of["open"] = {first, of["typed"].get("subject", ""), request.query.get("at", "")}
    context = seen | of | {"most": proofs.LARGEST // 1024 // 1024, "days": settings().notice_days}
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/law/notices.html", view, "notices", status=status, problem=problem, **context)
