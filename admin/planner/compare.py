"""Two theme sets of one question side by side, as a picture of what went where and as the table of the same figures."""

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.planner import frame
from admin.planner.sankey import draw
from consultation.themes import service as themes


@allow("themes.read")
@frame.says_why
async def show(request: web.Request) -> web.Response:
    """What became of each theme of the other set (`with`) in this one. Without it, the set made before this one."""
    about, consultation = await frame.ready(request)
    sets = await request.app[DB].read(themes.listing, consultation.id)
    others = [s for s in sets if s.question == about.question and s.id != about.id and s.state in frame.READY]
    wanted = frame.asked(request, "with") or about.previous_id
    other = next((s for s in others if s.id == wanted), others[0] if others and wanted is None else None)
    if other is None:
        if frame.asked(request, "with"):
            await request.app[DB].read(themes.compare, frame.asked(request, "with") or 0, about.id)  # says why not
        return frame.show(request, "planner/compare.html", about, consultation, "compare", others=others, other=None)
    found = await request.app[DB].read(themes.compare, other.id, about.id)
    return frame.show(
        request, "planner/compare.html", about, consultation, "compare", others=others, other=other, found=found,
        picture=draw(found),
    )  # fmt: skip
