"""Opinion groups for planners: what all groups share first, then the groups, what divides them, and the export."""

import asyncio
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.exporting import FORMATS, Wanted, into_archive
from admin.fields import fields
from admin.keys import DB, SETTINGS, VAULT
from admin.pages import render
from admin.planner import frame
from admin.planner.opinion_picture import HEIGHT, WIDTH, picture
from consultation import audit
from consultation.consult import service as consult
from consultation.errors import refused
from consultation.opinion import membership, result, service, views
from consultation.opinion.result import Result
from consultation.wording import wording

LISTS = ("common", "common_against", "dividing", "uncertain")


@dataclass(frozen=True)
class Cell:
    """Votes of one group, or of everybody (letter empty), on a statement."""

    number: int
    letter: str
    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """Everybody of the group who was shown it and answered."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class Line:
    """A statement with the votes of everybody and of each group that is told of."""

    ref: str
    text: str
    whole: Cell
    cells: tuple[Cell, ...]


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The opinion groups of a question as they were last computed."""
    db, id = request.app[DB], frame.number(request)
    view = await db.read(consult.view, id)
    found = await db.read(result.results, id)
    asked = request.query.get("q", "")
    chosen = next((one for one in found if one.question == asked), found[0] if found else None)
    words = wording("admin.planner")
    context: dict[str, Any] = {
        "view": view,
        "found": found,
        "chosen": chosen,
        "words": words,
        "notice": words["did"].get(request.query.get("did", ""), ""),
        "here": address(id),
        "drawn": picture(chosen.figures) if chosen and chosen.figures else None,
        "width": WIDTH,
        "height": HEIGHT,
        "lists": {name: lines(chosen, name) for name in LISTS} if chosen else {},
        "lines": {one.id: line(chosen, one.id) for one in chosen.figures.statements}
        if chosen and chosen.figures
        else {},
        "few": views.FEWEST_SHOWN,
    }
    return render(request, "planner/opinion.html", section=frame.SECTION, **context)


@allow("themes.work")
@frame.says_why
async def act(request: web.Request) -> web.Response:
    """Have the groups computed now."""
    sent = await fields(request)
    id, question = frame.number(request), sent.line("q")
    await request.app[DB].write(_again, id, question, account(request).name)
    return frame.done(f"{address(id)}?{urlencode({'q': question})}", "opinion_again")


@allow("themes.export")
@frame.says_why
async def polis(request: web.Request) -> web.Response:
    """The votes and groups of a question as Polis exports them, in an archive; who took it is on record."""
    id, of = frame.number(request), FORMATS["polis"]
    question = request.query.get("q", "")
    wanted = Wanted(id, question, request.app[SETTINGS].base_url, account(request).name)
    value = await request.app[DB].read(of.read, request.app[VAULT], wanted)
    await request.app[DB].write(of.record, wanted, value)
    archive = io.BytesIO()
    await asyncio.to_thread(into_archive, of, value, archive)
    way = f'attachment; filename="polis-{id}.zip"'
    headers = {"Content-Type": "application/zip", "Content-Disposition": way, "Cache-Control": "no-store"}
    return web.Response(body=archive.getvalue(), headers=headers)


def lines(of: Result, name: str) -> list[Line]:
    """The statements of one of the lists, strongest first."""
    return [line(of, id) for id in getattr(of.figures, name)] if of.figures else []


def line(of: Result, id: int) -> Line:
    """One statement with its votes; groups that are too small are left out."""
    told = of.statement(id)
    cells = tuple(
        Cell(group.number, group.letter, *told.groups[group.number]) for group in of.groups if group.people is not None
    )
    return Line(service.reference(id), of.texts[id], Cell(-1, "", *told.votes), cells)


def address(consultation: int) -> str:
    """The address of the page of a consultation."""
    return f"{frame.ROOT}/consultations/{consultation}/opinion"


def _again(session: Session, consultation: int, question: str, actor: str) -> None:
    consult.view(session, consultation)
    if question not in views.labels(session, consultation):
        raise refused("statements_no_question", question=question)
    membership.again(session, consultation, question, now=True)
    audit.record(session, actor, "opinion.again", f"consultation:{consultation}", after={"question": question})
