"""Open data of a consultation: a page that says what it is, its files, and how to show it on a page of one's own."""

import asyncio
import re
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import open_files
from admin.keys import DB, SETTINGS, VAULT
from admin.public.consultation import page, published
from admin.spreadsheet import CSV, download
from consultation.errors import not_found
from consultation.opendata import service
from consultation.opendata.values import About, OpenData
from consultation.opinion.opened import opened, tellable
from consultation.opinion.polis import Conversation
from consultation.vault import Vault

KINDS = {"csv": CSV, "json": "application/json", "zip": "application/zip"}
KEPT = "public, max-age=300"
POLIS = re.compile(r"polis-([\w.-]{1,100})\.zip", re.ASCII)
EVERYTHING = "everything.zip"
Polis = list[tuple[str, Conversation]]


async def show(request: web.Request) -> web.Response:
    """What there is to take away and under which rules; how to embed the consultation, where its news are."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    found, votes = await request.app[DB].read(_shown, view.id)
    context: dict[str, Any] = {
        "data": found,
        "polis": votes,
        "base": request.app[SETTINGS].base_url.rstrip("/"),
    }
    return page(request, "public/open_data.html", view, form, **context)


async def file(request: web.Request) -> web.Response:
    """One file. Raises NotFound before anything was published, and for a file that there is not."""
    code, name = request.match_info["code"], request.match_info["name"]
    view, _ = await request.app[DB].read(published, code)
    base = request.app[SETTINGS].base_url.rstrip("/")
    found, votes = await request.app[DB].read(_all, request.app[VAULT], view.id, base)
    content = await asyncio.to_thread(_content, found, votes, name)
    if content is None:
        raise not_found("file_not_found", name=name[:60])
    answer = download(content, f"{view.code}-{name}", KINDS[name.rpartition(".")[2]])
    answer.headers["Cache-Control"] = KEPT
    return answer


def _shown(session: Session, consultation_id: int) -> tuple[About | None, list[str]]:
    found = service.about(session, consultation_id)
    return found, [board.question for board in tellable(session, consultation_id)] if found else []


def _all(session: Session, vault: Vault, consultation_id: int, base: str) -> tuple[OpenData, Polis]:
    return service.read(session, consultation_id), opened(session, vault, consultation_id, base)


def _content(of: OpenData, votes: Polis, name: str) -> bytes | None:
    if name == EVERYTHING:
        return open_files.archive(of, votes)
    if name == "data.json":
        return open_files.as_json(of)
    if asked := POLIS.fullmatch(name):
        conversation = dict(votes).get(asked[1])
        return open_files.packed(open_files.polis_files(conversation)) if conversation is not None else None
    table, _, ending = name.rpartition(".")
    return open_files.table(of, table) if ending == "csv" and table in (*open_files.TABLES, "dictionary") else None
