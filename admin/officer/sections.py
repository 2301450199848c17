"""The draft text of a plan in sections: brought in, reviewed, opened to comment, with what people said of each."""

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.pages import go
from admin.uploads import sent
from consultation.consult.links import links
from consultation.drafts import reading, service
from consultation.drafts.models import DraftSection, PlanDraft
from consultation.drafts.wording import said
from consultation.errors import Refused
from consultation.responses.service import CommentView

LARGEST = 20 * 1024 * 1024
LATEST = 3
MOST_READ = 200  # comments of one section on a page


@dataclass(frozen=True)
class Shown:
    """A section with how many people commented on it, and their newest comments; all of them where it was opened."""

    section: DraftSection
    lines: tuple[str, ...]
    n: int
    comments: tuple[CommentView, ...]


@dataclass(frozen=True)
class Draft:
    """A draft with its sections. people: who commented on any; asked: whether the questionnaire asks about it now."""

    row: PlanDraft
    people: int
    asked: bool
    sections: tuple[Shown, ...]


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The newest draft under review, and every draft that was opened with its comments."""
    return await _page(request)


@allow("consultation.prepare")
async def act(request: web.Request) -> web.Response:
    """Bring a document in, change a section, or open the draft."""
    consultation, actor = frame.number(request), account(request).name
    given = Fields()
    try:
        given, files = await sent(request, LARGEST)
        at = await _act(request, consultation, given, files, actor)
    except Refused as error:
        return await _page(request, problem=str(error), pasted=given.get("text", ""))
    return go(frame.address(consultation, f"sections?done=saved{at}"))


def drafts(session: Session, consultation: int, opened: str = "") -> list[Draft]:
    """All drafts, the newest first; of those that were opened, with comments. opened: the section to be read whole."""
    newest = service.latest(session, consultation)
    rows = service.published(session, consultation)
    if newest is not None and newest.published_at is None:
        rows.insert(0, newest)
    asked = service.asked_now(session, consultation)
    return [_draft(session, row, opened, asked is not None and asked.id == row.id) for row in rows]


async def _act(request: web.Request, consultation: int, given: Fields, files: dict[str, bytes], actor: str) -> str:
    """Do what was asked, and say where on the page to go on."""
    db, name = request.app[DB], given.get("act", "")
    number = _whole(given.get("section", ""))
    if name == "bring":
        source, content = next(((file, body) for file, body in files.items() if body), ("", b""))
        read = (
            await asyncio.to_thread(reading.read, source, content) if source else reading.pasted(given.get("text", ""))
        )
        await db.write(service.bring, consultation, source or said("word", "pasted"), read, actor)
        return ""
    if name == "publish":
        link = f"{links(await frame.find(request), request.app[SETTINGS]).public}/draft"
        await db.write(service.publish, consultation, link, actor)
        return ""
    if name == "close":
        await db.write(service.close, consultation, actor)
        return ""
    if name == "rename":
        await db.write(service.rename, consultation, number, given.line("title"), actor)
    elif name in ("hide", "show"):
        await db.write(service.hide, consultation, number, name == "hide", actor)
    elif name in ("up", "down"):
        await db.write(service.move, consultation, number, -1 if name == "up" else 1, actor)
    elif name == "merge":
        await db.write(service.merge, consultation, number, actor)
        return ""
    elif name == "split":
        await db.write(service.part, consultation, number, _whole(given.get("line", "")), actor)
    return f"#section-{number}"


def _whole(given: str) -> int:
    """A number that a button sent; 0, which nothing has, for anything else."""
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _draft(session: Session, row: PlanDraft, opened: str, asked: bool) -> Draft:
    found, of = service.sections(session, row), row.consultation_id
    counts, people = service.counts(session, of, found), service.people(session, of, found)
    shown = (_shown(session, of, each, counts.get(each.question, 0), opened) for each in found)
    return Draft(row, people, asked, tuple(shown))


def _shown(session: Session, consultation: int, section: DraftSection, n: int, opened: str) -> Shown:
    most = MOST_READ if opened == section.question else LATEST
    comments = service.comments(session, consultation, section.question, most) if n else []
    return Shown(section, tuple(section.text.splitlines()), n, tuple(comments))


async def _page(request: web.Request, *, problem: str = "", pasted: str = "") -> web.Response:
    view = await frame.find(request)
    opened = request.query.get("read", "")
    found = await request.app[DB].read(drafts, view.id, opened)
    context: dict[str, Any] = {"drafts": found, "pasted": pasted, "problem": problem, "most": service.MOST_SECTIONS}
    context |= {"opened": opened, "latest": LATEST, "most_read": MOST_READ}
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/sections.html", view, "sections", status=status, **context)
