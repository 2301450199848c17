"""The documents of a consultation: what each still lacks, its text to copy, files, what the office writes in them."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from admin.reports import announce
from admin.reports.announce import KINDS
from admin.reports.notice_compose import Missing
from admin.reports.offered import FORMS
from consultation.announcements import service as announcements
from consultation.errors import Refused
from consultation.wording import wording


@dataclass(frozen=True)
class Sheet:
    """One document as the page lists it."""

    key: str
    title: str
    about: str
    missing: tuple[Missing, ...]
    text: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that it cannot go without."""
        return all(each.soft for each in self.missing)


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The documents, and the form of what the office writes in them."""
    return await _page(request)


@allow("notice.write")
async def write(request: web.Request) -> web.Response:
    """Keep what the office wrote."""
    sent, consultation = await fields(request), frame.number(request)
    try:
        await request.app[DB].write(announcements.write, consultation, dict(sent), account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error), given=dict(sent))
    return go(frame.address(consultation, "documents?done=written"))


@allow("consultation.read")
async def download(request: web.Request) -> web.Response:
    """A document as a file, made now."""
    key, form = request.match_info["kind"], announce.FORMS[request.match_info["form"]]
    made = await request.app[DB].read(announce.KINDS[key], frame.number(request))
    body = await asyncio.to_thread(form.render, made.composed)
    name = quote(f"{wording('admin.officer')['sheet'][key]['title']} {made.code}.{form.suffix}")
    way = f"attachment; filename=\"{key}-{made.code}.{form.suffix}\"; filename*=UTF-8''{name}"
    return web.Response(body=body, headers={"Content-Type": form.content_type, "Content-Disposition": way})


async def refused_page(request: web.Request, problem: str) -> web.Response:
    """The page, saying why a document cannot be made."""
    return await _page(request, problem=problem)


def listed(session: Session, consultation: int) -> list[Sheet]:
    """Every document as it stands now. Raises NotFound."""
    words = wording("admin.officer")["sheet"]
    made = {key: make(session, consultation) for key, make in KINDS.items()}
    return [
        Sheet(key, words[key]["title"], words[key]["about"], tuple(each.missing), announce.text_of(each))
        for key, each in made.items()
    ]


async def _page(request: web.Request, *, problem: str = "", given: dict[str, str] | None = None) -> web.Response:
    view = await frame.find(request)
    context: dict[str, Any] = {"entries": announcements.entries(view.kind), "sheets": [], "problem": problem}
    context["reports"] = [(key, wording("admin.officer")["report"][key], forms) for key, forms in FORMS.items()]
    context["written"] = given or await request.app[DB].read(announcements.written, view.id)
    try:
        context["sheets"] = await request.app[DB].read(listed, view.id)
    except Refused as error:
        context["problem"] = problem or str(error)
    status = frame.REFUSED if context["problem"] else 200
    return frame.show(request, "officer/documents.html", view, "documents", status=status, **context)
