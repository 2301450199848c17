"""Who answered a consultation against who is registered: the page, and the same figures as files."""

from typing import Any

from aiohttp import web

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from admin.spreadsheet import Row
from consultation import audit
from consultation.consult import service as consult
from consultation.population.standing import standing
from consultation.population.values import Part, Standing
from consultation.responses.small import FEWEST_SHOWN, hidden
from consultation.wording import wording

Words = dict[str, Any]


@allow("answers.read")
async def show(request: web.Request) -> web.Response:
    """Answered against registered by province, sex and age; score, channels, weighted figures beside raw ones."""
    id = frame.number(request)
    view = await request.app[DB].read(consult.view, id)
    seen = await _standing(request, id)
    words = wording("admin.planner")
    return render(
        request, "planner/representativeness.html", section=frame.SECTION, consultation=view, seen=seen, words=words,
        few=FEWEST_SHOWN, here=f"{frame.ROOT}/consultations/{id}/representativeness",
        query=request.query_string,
    )  # fmt: skip


@allow("answers.read")
async def export(request: web.Request) -> web.Response:
    """The figures as a workbook or as CSV, small numbers of people hidden; written in the audit record."""
    id, ending = frame.number(request), request.match_info["ending"]
    view, seen = await request.app[DB].read(consult.view, id), await _standing(request, id)
    sheets = tables(seen, view.title)
    await request.app[DB].write(
        audit.record, account(request).name, "representativeness.export", f"consultation:{id}", after={"as": ending}
    )
    return await spreadsheet.answer(sheets, ending, "representativeness")


def tables(seen: Standing, title: str) -> list[tuple[str, list[Row]]]:
    """The figures as sheets. Numbers of people from 1 to 4 are not told, nor others by which they can be worked out."""
    words = wording("admin.planner")["representativeness"]
    of: list[Row] = [[words["about"], title], [words["sampling"], seen.says]]
    if seen.open:
        of.append([words["banner"], words["no_margin"]])
    if seen.table:
        of += [[words["source"], seen.table.source], [words["as_of"], seen.table.as_of.isoformat()]]
        of.append([words["youngest"], seen.youngest])
    of += [[words["people"], seen.people], [words["registered"], seen.registered]]
    of.append([words["weighting"], seen.method or seen.unweighted])
    if seen.weights:
        of.append([words["effective"], round(seen.weights.effective)])
    sheets = [(words["sheet_about"], of)]
    sheets += [(part.name, _part_rows(part, words)) for part in seen.parts]
    sheets.append((words["sheet_channels"], _channel_rows(seen, words)))
    if seen.questions:
        sheets.append((words["sheet_questions"], _question_rows(seen, words)))
    return sheets


def _part_rows(part: Part, words: Words) -> list[Row]:
    if part.cannot or not part.lines:
        return [[part.name], [part.cannot]]
    gone = hidden([line.answered for line in part.lines])
    rows: list[Row] = [[part.name, *words["column"].values()]]
    for at, line in enumerate(part.lines):
        told: Row = (line.answered, line.answered_share, line.per_100_000)
        told = (words["few"], None, None) if at in gone else told
        rows.append([line.name, line.registered, line.registered_share, *told])
    rows.append([words["score"], None if gone else part.score])
    return rows


def _channel_rows(seen: Standing, words: Words) -> list[Row]:
    names = wording("admin.planner")["channel"]
    gone = hidden([one.people for one in seen.channels])
    return [
        [words["channel"], words["people"]],
        *(
            [names.get(one.key, one.key), words["few"] if at in gone else one.people]
            for at, one in enumerate(seen.channels)
        ),
    ]


def _question_rows(seen: Standing, words: Words) -> list[Row]:
    rows: list[Row] = [list(words["question_column"].values())]
    for question in seen.questions:
        gone = hidden([choice.n for choice in question.choices])
        for at, choice in enumerate(question.choices):
            told: Row = (words["few"], None, None) if at in gone else (choice.n, choice.raw, choice.weighted)
            rows.append([question.label, choice.name, *told, question.base, round(question.effective)])
    return rows


async def _standing(request: web.Request, id: int) -> Standing:
    table, youngest = frame.asked(request, "table"), frame.asked(request, "from")
    return await request.app[DB].read(standing, id, table, youngest)
