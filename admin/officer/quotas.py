"""Targets by province, sector and age, and how far they are: told as it happens, most urgent first."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import live
from admin.accounts.access import account, allow
from admin.fields import Fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go, text
from admin.uploads import sent
from consultation.consult import service as consult
from consultation.consult.life import phase
from consultation.errors import Refused
from consultation.forms.workbook import LARGEST_FILE
from consultation.invitations.file import rows
from consultation.invitations.listed import Fault
from consultation.quotas import service
from consultation.quotas.counting import Cell
from consultation.quotas.listed import read
from consultation.wording import wording


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The targets as they are now; the page follows the changes."""
    return await _page(request)


@allow("consultation.read")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows: `{"state": …, "parts": {"lines": HTML}}`."""
    consultation = frame.number(request)
    await frame.find(request)

    async def snapshot() -> dict[str, Any]:
        context = await request.app[DB].read(seen, consultation) | {"words": wording("admin.officer")}
        state = context["view"].state
        parts = {"lines": text(request, "officer/quota_lines.html", **context)}
        return {"state": state, "parts": parts, "end": phase(state) == "after"}

    return await live.follow(request, snapshot)


@allow("quotas.set")
async def act(request: web.Request) -> web.Response:
    """Propose targets evenly, take those of a file, or change them one by one; what cannot be taken changes nothing."""
    consultation, typed = frame.number(request), Fields()
    try:
        typed, files = await sent(request, LARGEST_FILE)
        faults = await _do(request, consultation, typed, files)
    except Refused as error:
        return await _page(request, problem=str(error), typed=typed)
    if faults:
        return await _page(request, typed=typed, faults=faults)
    return go(frame.address(consultation, "quotas?done=saved"))


def seen(session: Session, consultation: int) -> dict[str, Any]:
    """What the page shows at one moment: lines, others (who are in no target), names, known parts. Raises NotFound."""
    view = consult.view(session, consultation)
    known = service.choices(session, consultation)
    lines, others = service.standing(session, consultation)
    named = [(one, _name(one.cell, known)) for one in lines]
    return {
        "view": view,
        "lines": named,
        "others": others,
        "known": known,
        "missing": sum(one.gap for one in lines),
        "full": sum(not one.gap for one in lines),
    }


async def _do(request: web.Request, consultation: int, typed: Fields, files: dict[str, bytes]) -> Sequence[Fault]:
    db, actor = request.app[DB], account(request).name
    pressed, total = typed.get("act", ""), _count(typed.line("total"))
    if pressed == "propose":
        await db.write(service.propose, consultation, total, typed.getall("by", []), actor)
    elif pressed == "change":
        given = {name: _count(value) for name, value in typed.items() if name.startswith("n|")}
        cells = {Cell(*name.split("|")[1:4]): n for name, n in given.items() if name.count("|") == 3}
        before = await db.read(service.targets, consultation)
        await db.write(service.replace, consultation, {cell: cells.get(cell, n) for cell, n in before.items()}, actor)
    elif files:
        [(name, content), *_] = files.items()
        table = await asyncio.to_thread(rows, content, name)
        wanted, faults = read(table, await db.read(service.choices, consultation), total)
        if faults:
            return faults
        await db.write(service.replace, consultation, wanted, actor)
    else:
        raise Refused(wording("admin.officer")["quotas"]["no_file"])
    return ()


def _count(given: str) -> int:
    """A typed number, 0 for nothing. Raises Refused for anything else."""
    plain = given.replace(",", "").strip()
    if plain and not (plain.isdecimal() and len(plain) < 8):
        raise Refused(wording("admin.officer")["quotas"]["number"].format(given=given))
    return int(plain) if plain else 0


def _name(cell: Cell, known: dict[str, dict[str, str]]) -> str:
    parts = [str(known.get(part, {}).get(value, value)) for part, value in cell._asdict().items() if value]
    return " · ".join(parts) or str(wording("admin.officer")["quotas"]["anybody"])


async def _page(
    request: web.Request, *, problem: str = "", typed: Fields | None = None, faults: Sequence[Fault] = ()
) -> web.Response:
    context = await request.app[DB].read(seen, frame.number(request))
    status = frame.REFUSED if problem or faults else 200
    context |= {"typed": typed or Fields(), "faults": faults, "problem": problem}
    return frame.show(request, "officer/quotas.html", context.pop("view"), "quotas", status=status, **context)
