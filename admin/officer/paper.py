"""The questionnaire as a sheet to be printed."""

import asyncio

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.reports.paper import paper_pdf
from admin.reports.paper_docx import paper_docx
from consultation.entry.service import form_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The sheet as a PDF file."""
    view = await frame.find(request)
    form = await request.app[DB].read(form_of, view.id)
    pdf = await asyncio.to_thread(paper_pdf, view, form, request.app[SETTINGS].base_url)
    headers = {"Content-Disposition": f'inline; filename="paper-{view.code}.pdf"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


@allow("consultation.read")
async def document(request: web.Request) -> web.Response:
    """The sheet as a DOCX file, to be edited before it is printed."""
    view = await frame.find(request)
    form = await request.app[DB].read(form_of, view.id)
    docx = await asyncio.to_thread(paper_docx, view, form, request.app[SETTINGS].base_url)
    headers = {"Content-Disposition": f'attachment; filename="paper-{view.code}.docx"', "Content-Type": DOCX}
    return web.Response(body=docx, headers=headers)
