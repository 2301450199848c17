"""Open data of a consultation: a page that says what it is, its files, and how to show it on a page of one's own."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import open_files
from admin.keys import DB, SETTINGS
from admin.public.consultation import page, published
from admin.spreadsheet import CSV, download
from consultation.errors import not_found
from consultation.opendata import service, votes
from consultation.opendata.values import About

KINDS = {"csv": CSV, "json": "application/json", "zip": "application/zip"}
KEPT = "public, max-age=300"
POLIS = re.compile(r"polis-([\w.-]{1,100})\.zip", re.ASCII)
EVERYTHING = "everything.zip"
FILES = frozenset({EVERYTHING, "data.json", *(f"{name}.csv" for name in (*open_files.TABLES, "dictionary"))})


async def show(request: web.Request) -> web.Response:
    """What there is to take away and under which rules; how to embed the consultation, where its news are."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    found, voted = await request.app[DB].read(_shown, view.id)
    base = request.app[SETTINGS].base_url.rstrip("/")
    context: dict[str, Any] = {
        "data": found,
        "polis": voted,
        "base": base,
        "snippet": partial(_snippet, f"{base}/c/{view.code}/embed"),
    }
    return page(request, "public/open_data.html", view, form, **context)


def _snippet(address: str, query: str, title: str) -> str:
    """What a web master copies: the frame as HTML, in which no title ends an attribute."""
    return (
        f'<iframe src="{escape(address + query)}" title="{escape(title)}" '
        'width="100%" height="560" loading="lazy"></iframe>'
    )


async def file(request: web.Request) -> web.Response:
    """One file. Raises NotFound before anything was published, and for a file that there is not.

    What is read is decided by the name: a file of codes reads no comment, and a wrong name nothing.
    """
    code, name = request.match_info["code"], request.match_info["name"]
    view, _ = await request.app[DB].read(published, code)
    base = request.app[SETTINGS].base_url.rstrip("/")
    pack = await request.app[DB].read(_file, view.id, name, base)
    if pack is None:
        raise not_found("file_not_found", name=name[:60])
    answer = download(await asyncio.to_thread(pack), f"{view.code}-{name}", KINDS[name.rpartition(".")[2]])
    answer.headers["Cache-Control"] = KEPT
    return answer


def _shown(session: Session, consultation_id: int) -> tuple[About | None, list[str]]:
    found = service.about(session, consultation_id)
    return found, votes.questions(session, consultation_id) if found else []


def _file(session: Session, consultation_id: int, name: str, base: str) -> Callable[[], bytes] | None:
    """Read what a file is made of, and give what makes it; None for a name that there is not."""
    if asked := POLIS.fullmatch(name):
        found = dict(votes.opened(session, consultation_id, base, asked[1])).get(asked[1])
        return (lambda: open_files.packed(open_files.polis_files(found))) if found is not None else None
    if name not in FILES:
        return None
    table, _, ending = name.rpartition(".")
    of = service.read(session, consultation_id, (table,) if ending == "csv" else open_files.TABLES)
    if name == EVERYTHING:
        every = votes.opened(session, consultation_id, base)
        return lambda: open_files.archive(of, every)
    return (lambda: open_files.table(of, table)) if ending == "csv" else (lambda: open_files.as_json(of))
