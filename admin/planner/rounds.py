"""Several consultations side by side: which to choose, what was asked alike, and the same figures as files."""

from collections.abc import Sequence

from aiohttp import web

from admin import spreadsheet
from admin.accounts.access import account, allow, reach
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from admin.spreadsheet import Row
from consultation import audit
from consultation.consult import service as consult
from consultation.errors import Refused
from consultation.places.schemes import province
from consultation.responses.small import FEWEST_SHOWN, hidden
from consultation.rounds import service
from consultation.rounds.saying import WORDS
from consultation.rounds.values import Block, Cell, Comparison
from consultation.wording import wording

HERE, RIGHT = f"{frame.ROOT}/rounds", "rounds.read"


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """Choose rounds; with two or more chosen (`c`) what they have in common; of one subject (`by`) every province."""
    chosen, problem, seen, there = ids(request), "", None, reach(request, RIGHT)
    views = [one for one in await request.app[DB].read(consult.listing, there) if one.phase != "before"]
    if chosen:
        try:
            seen = await request.app[DB].read(service.compare, chosen, there)
        except Refused as error:
            problem = str(error)
    by = next((block for block in seen.blocks if block.key == request.query.get("by")), None) if seen else None
    return render(
        request, "planner/rounds.html", section=frame.SECTION, views=views, chosen=chosen, seen=seen, by=by,
        problem=problem, status=frame.REFUSED if problem else 200, words=wording("admin.planner"),
        kinds=wording(WORDS)["kind"], samplings=wording(WORDS)["sampling"], here=HERE, few=FEWEST_SHOWN,
        query="&".join(f"c={id}" for id in chosen), least=service.LEAST, most=service.MOST,
        places=places(by) if by else [],
    )  # fmt: skip


@allow(RIGHT)
async def export(request: web.Request) -> web.Response:
    """The comparison as a workbook or as CSV, small numbers of people hidden; written in the audit record."""
    seen = await request.app[DB].read(service.compare, ids(request), reach(request, RIGHT))
    sheets, ending = tables(seen), request.match_info["ending"]
    of = ",".join(str(one.id) for one in seen.rounds)
    await request.app[DB].write(audit.record, account(request).name, "rounds.export", f"consultations:{of}")
    return await spreadsheet.answer(sheets, ending, "rounds")


def ids(request: web.Request) -> list[int]:
    """The consultations that the address names."""
    given = request.query.getall("c", [])
    return list(dict.fromkeys(int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19))


def places(block: Block) -> list[tuple[str, str]]:
    """The provinces that a subject has figures of, by code and name."""
    found = {iso for row in block.rows for iso in row.provinces}
    return sorted(((iso, province(iso).name_th) for iso in found if iso.startswith("TH-")), key=lambda pair: pair[0])


def tables(seen: Comparison) -> list[tuple[str, list[Row]]]:
    """What is to be known of the rounds, and every figure, everywhere and by province, as sheets."""
    words = wording("admin.planner")["rounds"]
    samplings = wording(WORDS)["sampling"]
    of: list[Row] = [[words["round"], words["opened"], words["people"], words["sampling"]]]
    of += [
        [one.title, one.opened_at.date().isoformat() if one.opened_at else "", one.people, samplings[one.sampling]]
        for one in seen.rounds
    ]
    of += [[text] for text in seen.cautions]
    of += [[block.label, *block.differences] for block in seen.blocks if block.differences]
    heads = [f"{words[name]}: {one.title}" for one in seen.rounds for name in ("n", "base", "share")]
    rows: list[Row] = [
        [words["question"], words["row"], words["province"], words["comparable"], *heads, words["change"]]
    ]
    for block in seen.blocks:
        rows += _of_block(block, "", words["everywhere"])
        for iso, name in places(block):
            rows += _of_block(block, iso, name)
    return [(words["sheet_about"], of), (words["sheet_rows"], rows)]


def _of_block(block: Block, iso: str, name: str) -> list[Row]:
    """The rows of one subject in one place; within a round counts that add up are hidden together."""
    words = wording("admin.planner")["rounds"]
    cells = [row.provinces.get(iso, (None,) * len(block.asked)) if iso else row.cells for row in block.rows]
    gone = [hidden([each[at].n if each[at] else 0 for each in cells]) for at in range(len(block.asked))]  # type: ignore[union-attr]
    found: list[Row] = []
    for at, (row, each) in enumerate(zip(block.rows, cells, strict=True)):
        told = [_told(cell, at in gone[place], words["few"]) for place, cell in enumerate(each)]
        change = None if iso or any(at in one for one in gone) else row.change(block.alike)
        can = words["yes"] if block.alike else words["no"]
        found.append([block.label, row.name, name, can, *(one for cell in told for one in cell), change])
    return found


def _told(cell: Cell | None, untold: bool, few: str) -> Sequence[str | int | float | None]:
    if cell is None:
        return (None, None, None)
    if untold or 0 < cell.base < FEWEST_SHOWN:
        return (few, None, None)
    return (cell.n, cell.base, cell.share)
