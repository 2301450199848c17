"""The acts of a planner on a theme set, each a form that was sent and a page to go to."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.planner import frame
from admin.wording import wording
from consultation.errors import Refused
from consultation.themes import service as themes
from consultation.themes.values import ThemeSetView


@allow("planner")
@frame.says_why
async def rename(request: web.Request) -> web.Response:
    """Give a theme another name and description."""
    set_id, sent = frame.number(request), await fields(request)
    number = frame.posted_number(sent, "number")
    label, description, version = sent.get("label", ""), sent.get("description", ""), _version(sent)
    await request.app[DB].write(themes.rename, set_id, number, label, description, account(request).name, version)
    return frame.done(frame.address(set_id, f"themes/{number}"), "renamed")


@allow("planner")
@frame.says_why
async def merge(request: web.Request) -> web.Response:
    """Put chosen themes into one: the one named, else the largest of them."""
    set_id, sent = frame.number(request), await fields(request)
    numbers, into = frame.posted_numbers(sent, "theme"), sent.get("into", "")
    seen = await request.app[DB].read(themes.view, set_id)
    target = frame.posted_number(sent, "into") if into else _largest(seen, numbers)
    await request.app[DB].write(themes.merge, set_id, [*numbers, target], target, account(request).name, _version(sent))
    return frame.done(frame.address(set_id, f"themes/{target}"), "merged")


@allow("planner")
@frame.says_why
async def place(request: web.Request) -> web.Response:
    """Move chosen comments: to a theme (its number), to a new one ("new" with a label), or out of any ("none")."""
    set_id, sent, db = frame.number(request), await fields(request), request.app[DB]
    comments, to, actor = frame.posted_numbers(sent, "comment"), sent.get("to", ""), account(request).name
    if not to:
        raise Refused(wording("admin.planner")["problem"]["where_to"])
    if to == "new":
        made = await db.write(themes.split, set_id, comments, sent.get("label", ""), actor, _version(sent))
        return frame.done(frame.address(set_id, f"themes/{made}"), "split")
    target = None if to == "none" else frame.posted_number(sent, "to")
    await db.write(themes.move, set_id, comments, target, actor, _version(sent))
    return frame.done(await _still_there(request, set_id, sent.get("from", "")), "moved")


@allow("planner")
@frame.says_why
async def undo(request: web.Request) -> web.Response:
    """Take the last edit back."""
    set_id, sent = frame.number(request), await fields(request)
    await request.app[DB].write(themes.undo, set_id, account(request).name, _version(sent))
    return frame.done(frame.address(set_id), "undone")


@allow("planner")
@frame.says_why
async def join(request: web.Request) -> web.Response:
    """Let comments that came later join their nearest theme."""
    set_id = frame.number(request)
    await request.app[DB].write(themes.join_new, set_id, account(request).name)
    return frame.done(frame.address(set_id), "joining")


async def _still_there(request: web.Request, set_id: int, came_from: str) -> str:
    """The page that the planner came from, or the board when that theme has been emptied."""
    if came_from == "ungrouped":
        return frame.address(set_id, "ungrouped")
    seen = await request.app[DB].read(themes.view, set_id)
    if came_from in {str(theme.number) for theme in seen.themes}:
        return frame.address(set_id, f"themes/{came_from}")
    return frame.address(set_id)


def _largest(seen: ThemeSetView, numbers: list[int]) -> int:
    chosen = [theme.number for theme in seen.themes if theme.number in numbers]
    if not chosen:
        raise Refused(wording("admin.planner")["problem"]["which"])
    return chosen[0]


def _version(sent: Fields) -> int:
    return frame.posted_number(sent, "version")
