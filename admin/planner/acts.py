"""The acts of a planner on a theme set, each a form that was sent and a page to go to."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.planner import frame
from consultation.errors import Refused
from consultation.themes import service as themes
from consultation.themes.learning import service as learning
from consultation.themes.values import Scope, ThemeSetView
from consultation.wording import wording


@allow("themes.work")
@frame.says_why
async def rename(request: web.Request) -> web.Response:
    """Give a theme another name and description."""
    set_id, sent = frame.number(request), await fields(request)
    number = frame.posted_number(sent, "number")
    label, description, version = sent.get("label", ""), sent.get("description", ""), _version(sent)
    was = (sent["was_label"], sent.get("was_description", "")) if "was_label" in sent else None
    given = (number, label, description, account(request).name, version, was)
    await request.app[DB].write(themes.rename, set_id, *given)
    return frame.done(_from(sent, frame.address(set_id, f"themes/{number}")), "renamed")


@allow("themes.work")
@frame.says_why
async def merge(request: web.Request) -> web.Response:
    """Put chosen themes into one: the one named, else the largest of them."""
    set_id, sent = frame.number(request), await fields(request)
    numbers, into = frame.posted_numbers(sent, "theme"), sent.get("into", "")
    seen = await request.app[DB].read(themes.view, set_id)
    target = frame.posted_number(sent, "into") if into else _largest(seen, numbers)
    await request.app[DB].write(themes.merge, set_id, [*numbers, target], target, account(request).name, _version(sent))
    return frame.done(_from(sent, frame.address(set_id)) + f"#theme-{target}", "merged")


@allow("themes.work")
@frame.says_why
async def nest(request: web.Request) -> web.Response:
    """Make chosen themes sub-themes of another; without one, take a sub-theme out from under its theme."""
    set_id, sent, db = frame.number(request), await fields(request), request.app[DB]
    numbers, actor, version = frame.posted_numbers(sent, "theme"), account(request).name, _version(sent)
    if not numbers:
        raise Refused(wording("admin.planner")["problem"]["which_one"])
    if not sent.get("into"):
        await db.write(themes.unnest, set_id, numbers[0], actor, version)
        return frame.done(_from(sent, frame.address(set_id)), "unnested")
    under = frame.posted_number(sent, "into")
    await db.write(themes.nest, set_id, numbers, under, actor, version)
    return frame.done(_from(sent, frame.address(set_id)) + f"#theme-{under}", "nested")


@allow("themes.work")
@frame.says_why
async def add(request: web.Request) -> web.Response:
    """Make an empty theme."""
    set_id, sent = frame.number(request), await fields(request)
    under = frame.posted_number(sent, "under") if sent.get("under") else None
    given = (sent.get("label", ""), account(request).name, under)
    made = await request.app[DB].write(themes.add, set_id, *given)
    return frame.done(_from(sent, frame.address(set_id)) + f"#theme-{made}", "added")


@allow("themes.work")
@frame.says_why
async def lock(request: web.Request) -> web.Response:
    """Lock a theme's members, or unlock them (`on` 0)."""
    set_id, sent = frame.number(request), await fields(request)
    on = sent.get("on", "1") != "0"
    number = frame.posted_number(sent, "number")
    await request.app[DB].write(themes.lock if on else themes.unlock, set_id, number, account(request).name)
    return frame.done(_from(sent, frame.address(set_id)), "locked" if on else "unlocked")


@allow("themes.work")
@frame.says_why
async def place(request: web.Request) -> web.Response:
    """Move chosen comments: to a theme (its number), to a new one ("new" with a label), or out of any ("none").

    With `mark` they stay and are starred or flagged instead ("star", "unstar", "flag", "unflag"). `of` is where they
    were chosen: of a comment of several points only what stands there goes, unless `whole` says otherwise.
    """
    set_id, sent, db = frame.number(request), await fields(request), request.app[DB]
    comments, to, actor = frame.posted_numbers(sent, "comment"), sent.get("to", ""), account(request).name
    if mark := sent.get("mark"):
        act = themes.star if mark in ("star", "unstar") else themes.flag
        await db.write(act, set_id, comments, actor, not mark.startswith("un"), _scope(sent))
        return frame.done(_from(sent, frame.address(set_id)), "marked")
    if not to:
        raise Refused(wording("admin.planner")["problem"]["where_to"])
    if to == "new":
        under = frame.posted_number(sent, "under") if sent.get("under") else None
        made = await db.write(
            themes.split, set_id, comments, sent.get("label", ""), actor, _version(sent), under, _scope(sent)
        )
        return frame.done(frame.address(set_id, f"themes/{made}"), "split")
    target = None if to == "none" else frame.posted_number(sent, "to")
    await db.write(themes.move, set_id, comments, target, actor, _version(sent), _scope(sent))
    return frame.done(await _still_there(request, set_id, sent), "moved")


@allow("themes.work")
@frame.says_why
async def undo(request: web.Request) -> web.Response:
    """Take an act back: the one named by `edit`, else this planner's last."""
    set_id, sent = frame.number(request), await fields(request)
    edit = frame.posted_number(sent, "edit") if sent.get("edit") else None
    await request.app[DB].write(themes.undo, set_id, account(request).name, edit)
    return frame.done(_from(sent, frame.address(set_id)), "undone")


@allow("themes.work")
@frame.says_why
async def redo(request: web.Request) -> web.Response:
    """Do an act again that was taken back: the one named by `edit`, else the one this planner took back last."""
    set_id, sent = frame.number(request), await fields(request)
    edit = frame.posted_number(sent, "edit") if sent.get("edit") else None
    await request.app[DB].write(themes.redo, set_id, account(request).name, edit)
    return frame.done(_from(sent, frame.address(set_id)), "redone")


@allow("themes.work")
@frame.says_why
async def join(request: web.Request) -> web.Response:
    """Let comments that came later join their nearest theme."""
    set_id = frame.number(request)
    await request.app[DB].write(themes.join_new, set_id, account(request).name)
    return frame.done(frame.address(set_id), "joining")


@allow("themes.work")
@frame.says_why
async def learn(request: web.Request) -> web.Response:
    """Let the set learn from what people decided, and place everything else anew."""
    set_id = frame.number(request)
    await request.app[DB].write(learning.ask, set_id, account(request).name)
    return frame.done(frame.address(set_id, "learn"), "learning")


@allow("themes.work")
@frame.says_why
async def cancel(request: web.Request) -> web.Response:
    """Stop a grouping that is under way."""
    set_id = frame.number(request)
    await request.app[DB].write(themes.cancel, set_id, account(request).name)
    return frame.done(frame.ROOT, "cancelled")


async def _still_there(request: web.Request, set_id: int, sent: Fields) -> str:
    """The page that the planner came from, or the board when that theme has been emptied."""
    came_from = sent.get("from", "")
    if came_from in ("ungrouped", "comments", "board"):
        return _from(sent, frame.address(set_id, "" if came_from == "board" else came_from))
    seen = await request.app[DB].read(themes.view, set_id)
    if came_from in {str(theme.number) for theme in seen.every}:
        return _from(sent, frame.address(set_id, f"themes/{came_from}"))
    return frame.address(set_id)


def _from(sent: Fields, otherwise: str) -> str:
    """The page that the form came from."""
    given = frame.back(sent)
    return given if given != frame.ROOT else otherwise


def _scope(sent: Fields) -> Scope:
    """Where comments were chosen: a theme's number, "none" for no theme; else, and for whole comments, the set."""
    of = sent.get("of", "")
    if sent.get("whole") or of in ("", "all"):
        return "all"
    return None if of == "none" else frame.posted_number(sent, "of")


def _largest(seen: ThemeSetView, numbers: list[int]) -> int:
    chosen = [theme for theme in seen.every if theme.number in numbers]
    if not chosen:
        raise Refused(wording("admin.planner")["problem"]["which"])
    return max(chosen, key=lambda theme: (theme.people, -theme.number)).number


def _version(sent: Fields) -> int:
    return frame.posted_number(sent, "version")
