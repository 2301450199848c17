"""After opening: links, QR codes and start codes for every channel, to copy, to download, to print."""

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.officer.broadcasts import ways_of
from admin.qr import png, svg
from admin.ways import ways
from consultation.broadcast import inviting

PNG_WIDTH = 1200  # pixels: sharp at 10 cm on paper


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """Links, QR codes and the start code."""
    return await _show(request, "officer/launch.html")


@allow("consultation.read")
async def poster(request: web.Request) -> web.Response:
    """A sheet to print and hang up."""
    return await _show(request, "officer/poster.html")


@allow("consultation.read")
async def picture(request: web.Request) -> web.Response:
    """The QR code of one way in, as a file to keep: `qr/line.png`."""
    view = await frame.find(request)
    key, kind = request.match_info["channel"], request.match_info["kind"]
    link = next((way.link for way in ways(view, request.app[SETTINGS]) if way.key == key), None)
    if link is None:
        raise web.HTTPNotFound()
    body = png(link, PNG_WIDTH) if kind == "png" else svg(link, standalone=True).encode()
    name = f"qr-{view.code}-{key}.{kind}"
    return web.Response(
        body=body,
        content_type="image/png" if kind == "png" else "image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _show(request: web.Request, template: str) -> web.Response:
    view = await frame.find(request)
    settings = request.app[SETTINGS]
    told = await request.app[DB].read(inviting.telling, view.id, ways_of(request))
    return frame.show(request, template, view, "launch", ways=ways(view, settings), svg=svg, telling=told)
