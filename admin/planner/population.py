"""Tables of registered people: what is there, bringing one (or only looking at it), using one no longer."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from admin.accounts.access import account, allow, reach
from admin.fields import Fields
from admin.keys import DB
from admin.pages import go, render
from admin.planner import frame
from admin.uploads import sent
from consultation.errors import Refused
from consultation.forms.workbook import LARGEST_FILE
from consultation.invitations.listed import Fault
from consultation.places.schemes import cluster, province
from consultation.population import service
from consultation.population.file import rows
from consultation.population.listed import Cells, read
from consultation.wording import wording

HERE, RIGHT = f"{frame.ROOT}/population", "population.read"
SHOWN = 30


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """All tables, and the form for another."""
    return await _page(request)


@allow("office.population")
async def act(request: web.Request) -> web.Response:
    """Look at a file (`look`) or bring it; a file with a fault changes nothing, and what was typed stays."""
    typed = Fields()
    try:
        typed, files = await sent(request, LARGEST_FILE)
        if not files:
            raise Refused(service.problem("no_file"))
        [(name, content), *_] = files.items()
        of = service.origin(
            typed.line("source"), typed.line("as_of"), typed.line("address"), sample=typed.get("sample") == "1",
            file_name=name,
        )  # fmt: skip
        found, faults = read(await asyncio.to_thread(rows, content, name))
        if faults:
            return await _page(request, typed=typed, faults=faults)
        if typed.get("act") == "look":
            return await _page(request, typed=typed, looked=summary(found))
        await request.app[DB].write(service.bring, of, found, account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error), typed=typed)
    return go(f"{HERE}?did=population_brought")


@allow("office.population")
@frame.says_why
async def retire(request: web.Request) -> web.StreamResponse:
    """Use a table no longer."""
    await request.app[DB].write(service.retire, frame.number(request, "table"), account(request).name)
    return go(f"{HERE}?did=population_retired")


def summary(cells: Cells) -> dict[str, Any]:
    """What a file holds: people of each province, all people, how many bands of ages, from the first to the last."""
    by_province: dict[str, int] = {}
    for (iso, _, _), n in cells.items():
        by_province[iso] = by_province.get(iso, 0) + n
    bands = sorted({band for _, _, band in cells}, key=lambda band: band.first)
    return {
        "provinces": [(province(iso).name_th, n) for iso, n in sorted(by_province.items())],
        "people": sum(by_province.values()),
        "bands": len(bands),
        "first": bands[0].first,
        "last": bands[-1].last,
    }


async def _page(
    request: web.Request, *, problem: str = "", typed: Fields | None = None, faults: Sequence[Fault] = (),
    looked: dict[str, Any] | None = None,
) -> web.Response:  # fmt: skip
    there = reach(request, RIGHT).places
    near = None if there is None else {iso for one in there for iso in cluster(one.scheme, one.cluster).isos}
    tables = await request.app[DB].read(service.listing, near)
    words = wording("admin.planner")
    return render(
        request, "planner/population.html", section=frame.SECTION, tables=tables, words=words, problem=problem,
        typed=typed or Fields(), faults=faults[:SHOWN], more=max(0, len(faults) - SHOWN), looked=looked, here=HERE,
        status=frame.REFUSED if problem or faults else 200,
        notice=words["did"].get(request.query.get("did", ""), ""),
        names={iso: province(iso).name_th for table in tables for iso in table.provinces},
    )  # fmt: skip
