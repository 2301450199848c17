"""Signing a theme set off: what it means is said before it is done."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.planner import frame
from consultation.themes import service as themes
from consultation.themes.quality import shaky


@allow("themes.work")
async def confirm(request: web.Request) -> web.Response:
    """What signing off means, and what is still open."""
    about, consultation = await frame.ready(request)
    if about.state != "draft":
        raise web.HTTPSeeOther(frame.address(about.id))
    seen = await request.app[DB].read(themes.view, about.id)
    unsure = [theme for theme in seen.themes if shaky(theme.quality) and not theme.edited]
    return frame.show(
        request, "planner/sign_off.html", seen.about, consultation, "sign-off", seen=seen, unsure=unsure,
        flagged=sum(theme.flagged for theme in seen.themes),
    )  # fmt: skip


@allow("themes.work")
@frame.says_why
async def sign_off(request: web.Request) -> web.Response:
    """Sign the theme set off."""
    set_id, sent = frame.number(request), await fields(request)
    await request.app[DB].write(themes.sign_off, set_id, account(request).name, frame.posted_number(sent, "version"))
    return frame.done(frame.address(set_id), "signed_off")
