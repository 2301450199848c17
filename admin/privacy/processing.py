"""The register of processing as a page, a workbook and a PDF; the officer's own words in place of what ships."""

import asyncio
from typing import Any

from aiohttp import web

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.job_kinds import PERSONAL_STORES
from admin.keys import CHANNELS, DB, SITE
from admin.privacy import frame
from admin.reports.blocks import Block, Composed, Facts, Heading, Paragraph
from admin.reports.pdf import draw_pdf
from admin.reports.thai import MONTHS, thai_date, thai_digits, thai_number
from admin.site import Site
from consultation.errors import Refused
from consultation.privacy.processing.counting import counted
from consultation.privacy.processing.register import PACKAGE, PARTS, Activity, Register, register, tables
from consultation.privacy.processing.register import write as write_part
from consultation.privacy.requests.wording import PACKAGE as REQUESTS
from consultation.wording import wording


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """The register as it is now."""
    return await _page(request)


@allow(frame.WRITE)
async def write(request: web.Request) -> web.Response:
    """Put a part of an activity into own words, or back to what ships."""
    sent = await fields(request)
    activity, part = sent.get("activity", ""), sent.get("part", "")
    text = "" if sent.get("act") == "back" else sent.get("text", "")
    try:
        await request.app[DB].write(write_part, activity, part, text, account(request).name)
    except Refused as error:
        return await _page(request, sent, str(error))
    return frame.done("/processing", "processing")


@allow(frame.READ)
async def sheet(request: web.Request) -> web.Response:
    """The register as a workbook: the activities, and what each holds."""
    found, words = await _register(request), wording(frame.PACKAGE)["processing"]
    names = wording(PACKAGE)["part"]
    head: list[spreadsheet.Cell] = [words["activity"], *(names[part] for part in PARTS), words["holds"]]
    rows: list[spreadsheet.Row] = [
        head,
        *([one.title, *(one.parts[part].text for part in PARTS), _holds(one)] for one in found.activities),
    ]
    held: list[spreadsheet.Row] = [words["columns"]]
    held += [[one.title, each.title, each.name, each.rows] for one in found.activities for each in one.holdings]
    sheets = [(words["sheet"], rows), (words["sheet_held"], held)]
    return await spreadsheet.answer(sheets, "xlsx", "processing", words["file"])


@allow(frame.READ)
async def document(request: web.Request) -> web.Response:
    """The register as a PDF."""
    made = composed(await _register(request), request.app[SITE])
    body = await asyncio.to_thread(draw_pdf, made)
    name = wording(frame.PACKAGE)["processing"]["file"]
    return spreadsheet.download(body, "processing.pdf", "application/pdf", f"{name}.pdf")


def composed(found: Register, site: Site) -> Composed:
    """The register laid out in official Thai: one part for each activity."""
    words, names = wording(frame.PACKAGE)["processing"], wording(PACKAGE)["part"]
    counted = {"all": thai_number(found.consultations), "running": thai_number(found.running)}
    blocks: list[Block] = [
        Facts(
            (
                (words["controller"], thai_digits(site.controller or words["missing"])),
                (words["dpo"], thai_digits(site.dpo_contact or words["missing"])),
                (words["consultations"], words["consultations_n"].format(**counted)),
            )
        ),
        Paragraph(words["refusals"], note=True),
    ]
    for n, one in enumerate(found.activities, 1):
        rows = [(names[part], thai_digits(one.parts[part].text)) for part in PARTS]
        title = f"{thai_digits(n)}. {one.title}"
        blocks += [Heading(1, title), Facts((*rows, (words["holds"], _holds(one))), splittable=True)]
    letter = wording(frame.PACKAGE)["letter"]
    return Composed(
        title=words["title"], subtitle=(words["law"], words["made"].format(date=thai_date(found.made_at))),
        footer=words["footer"], marks=(letter["sample"],) if site.demo else (),
        watermark=letter["sample"] if site.demo else "", made_at=found.made_at, unbroken=MONTHS, blocks=tuple(blocks),
    )  # fmt: skip


def _holds(one: Activity) -> str:
    return str(wording(PACKAGE)["said"]["list"]).join(dict.fromkeys(each.title for each in one.holdings))


async def _register(request: web.Request) -> Register:
    names = wording(REQUESTS)["channel"]
    channels = list(dict.fromkeys(names.get(each.name, each.name) for each in request.app[CHANNELS]))
    rows = await counted(request.app[DB], tables(PERSONAL_STORES))
    return await request.app[DB].read(register, PERSONAL_STORES, channels, rows)


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    context: dict[str, Any] = {"parts": PARTS, "names": wording(PACKAGE)["part"], "typed": typed or Fields()}
    found = await _register(request)
    return frame.show(request, "processing.html", "processing", problem=problem, found=found, **context)
