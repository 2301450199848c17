"""The questionnaire as a sheet to be printed."""

import asyncio

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.reports.paper import paper_pdf
from consultation.entry.service import form_of


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The sheet as a PDF file."""
    view = await frame.find(request)
    form = await request.app[DB].read(form_of, view.id)
    pdf = await asyncio.to_thread(paper_pdf, view, form, request.app[SETTINGS].base_url)
    headers = {"Content-Disposition": f'inline; filename="paper-{view.code}.pdf"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)
