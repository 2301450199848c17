"""What citizens sent as answers: the list of a consultation's attachments, and one opened.

An attachment is handed out always as a download: nothing of it is run or shown within our pages. What is shown are
small pictures that were drawn anew from the pixels.
"""

import re
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.keys import DB, VAULT
from admin.officer import frame
from consultation.attachments import views
from consultation.attachments.views import AttachmentView
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView

A_PAGE = 50
# What a download may be called to the browser; anything else is only bytes.
_SAFE = re.compile(r"(image/(jpeg|png|gif|webp|heic|heif|avif|bmp|tiff)|(audio|video)/[a-z0-9-]+|application/pdf)")
_ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
    "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/wav": ".wav", "video/mp4": ".mp4",
    "video/quicktime": ".mov", "video/webm": ".webm", "application/pdf": ".pdf",
}  # fmt: skip
_GUARD = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f"/\\<>:|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


@allow("answers.read")
async def show(request: web.Request) -> web.Response:
    """The list, newest first."""
    given = request.query.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    actor = account(request).name
    view, items, counts = await request.app[DB].write(_seen, frame.number(request), before, actor)
    more = items[-1].id if len(items) == A_PAGE else None
    return frame.show(request, "officer/attachments.html", view, "live", items=items, counts=counts, more=more)


@allow("answers.read")
async def download(request: web.Request) -> web.Response:
    """One attachment's bytes; that it was opened is written in the audit record."""
    given = int(request.match_info["attachment"])
    if given >= 2**63:
        raise web.HTTPNotFound()
    actor = account(request).name
    found = await request.app[DB].write(views.opened, request.app[VAULT], frame.number(request), given, actor)
    known = _SAFE.fullmatch(found.media_type) is not None
    headers = {
        "Content-Type": found.media_type if known else "application/octet-stream",
        "Content-Disposition": disposition(f"attachment-{given}{_ENDINGS.get(found.media_type, '')}", found.name),
        **_GUARD,
    }
    return web.Response(body=found.data, headers=headers)


@allow("answers.read")
async def thumbnail(request: web.Request) -> web.Response:
    """The small picture of one attachment, to be shown in the list."""
    given = int(request.match_info["attachment"])
    if given >= 2**63:
        raise web.HTTPNotFound()
    data = await request.app[DB].read(views.small, request.app[VAULT], frame.number(request), given)
    headers = {"Content-Type": "image/jpeg", "Content-Disposition": f'inline; filename="small-{given}.jpg"', **_GUARD}
    return web.Response(body=data, headers=headers)


def disposition(plain: str, name: str) -> str:
    """The header that makes it a download (RFC 6266): a plain name, and the file's own in any letters."""
    own = _NOT_IN_A_NAME.sub("_", name).strip(". ")
    return f'attachment; filename="{plain}"' + (f"; filename*=UTF-8''{quote(own, safe='')}" if own else "")


def _seen(
    session: Session, consultation: int, before: int | None, actor: str
) -> tuple[ConsultationView, list[AttachmentView], dict[str, int]]:
    view = consult.view(session, consultation)
    items = views.listing(session, consultation, A_PAGE, before)
    views.seen(session, consultation, items, actor)
    return view, items, views.counts(session, consultation)
