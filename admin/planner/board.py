"""One theme set: its board, its progress while it is made, its provinces, its history, its sign-off."""

from typing import Any

from aiohttp import web

from admin import live
from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.planner import frame
from admin.wording import wording
from consultation.plans import service as plans
from consultation.themes import service as themes
from consultation.themes.values import ThemeSetView

FEW = 5  # cells below this are marked: too few people to compare by


@allow("planner")
async def show(request: web.Request) -> web.Response:
    """The board; while the set is made its progress, and after a failure why."""
    about, consultation = await frame.find(request)
    if about.state not in frame.READY:
        return frame.show(request, "planner/progress.html", about, consultation, "board")
    seen = await request.app[DB].read(themes.view, about.id)
    edits = await request.app[DB].read(themes.history, about.id)
    as_list = request.query.get("view") == "list"
    last = next((edit for edit in edits if edit.act not in ("undo", "sign_off") and not edit.undone), None)
    plan = await request.app[DB].read(plans.view, consultation.plan_id) if consultation.plan_id else None
    return frame.show(
        request, "planner/board.html", seen.about, consultation, "board", seen=seen, as_list=as_list, last=last,
        issues=plan.issues if plan else (),
    )  # fmt: skip


@allow("planner")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the progress page follows: `{"stage", "progress", "end"}`."""
    about, _ = await frame.find(request)

    async def snapshot() -> dict[str, Any]:
        now = await request.app[DB].read(themes.summary, about.id)
        stage = now.stage or wording("admin.planner")["state"][now.state]
        return {"stage": stage, "progress": now.progress, "end": now.state not in ("queued", "grouping")}

    return await live.follow(request, snapshot, every=0.5)


@allow("planner")
async def provinces(request: web.Request) -> web.Response:
    """Themes by province: people, and their share of everybody who answered there."""
    about, consultation = await frame.ready(request)
    seen = await request.app[DB].read(themes.view, about.id)
    rows = [(theme, _cells(seen, {place.key: place.n for place in theme.provinces})) for theme in seen.themes]
    return frame.show(
        request, "planner/provinces.html", about, consultation, "provinces", seen=seen, rows=rows, few=FEW
    )


@allow("planner")
async def history(request: web.Request) -> web.Response:
    """Every edit, newest first."""
    about, consultation = await frame.ready(request)
    edits = await request.app[DB].read(themes.history, about.id)
    return frame.show(request, "planner/history.html", about, consultation, "history", edits=edits)


@allow("planner")
async def confirm_sign_off(request: web.Request) -> web.Response:
    """What signing off means, before it is done."""
    about, consultation = await frame.ready(request)
    if about.state != "draft":
        raise web.HTTPSeeOther(frame.address(about.id))
    seen = await request.app[DB].read(themes.view, about.id)
    return frame.show(request, "planner/sign_off.html", seen.about, consultation, "sign-off", seen=seen)


@allow("planner")
@frame.says_why
async def sign_off(request: web.Request) -> web.Response:
    """Sign the theme set off."""
    set_id, sent = frame.number(request), await fields(request)
    await request.app[DB].write(themes.sign_off, set_id, account(request).name, frame.posted_number(sent, "version"))
    return frame.done(frame.address(set_id), "signed_off")


def _cells(seen: ThemeSetView, counts: dict[str, int]) -> list[tuple[int, float, int]]:
    """For each province of the cluster: people, their share of the province, and a heat from 0 to 5."""
    cells = []
    for place in seen.provinces:
        n = counts.get(place.key, 0)
        share = n / place.n if place.n else 0.0
        cells.append((n, share, min(5, round(share * 15)) if n >= FEW else 0))
    return cells
