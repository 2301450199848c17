"""What became of what people said in one consultation, for anybody: what was decided and signed, what will be done."""

from aiohttp import web

from admin.keys import DB
from admin.public.consultation import page, published
from admin.public.followed import followed


async def show(request: web.Request) -> web.Response:
    """Every finding that was decided on, by number."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    found = await request.app[DB].read(followed, view.id)
    return page(request, "public/follow_up.html", view, form, found=found)
