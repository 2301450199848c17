"""The rounds of a consultation: what each invitation and reminder achieved, who is missing, a reminder to just them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin import spreadsheet
from admin.accounts.access import allow
from admin.dates import date_and_time
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.officer.broadcasts import ROOT, ways_of
from admin.spreadsheet import guarded
from consultation.broadcast import choices, inviting, rounds
from consultation.broadcast.audience import Audience, Where
from consultation.broadcast.reach import Way
from consultation.broadcast.rounds import Line, Round
from consultation.broadcast.sparing import REMINDER, Same
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.invitations import views as invitations
from consultation.quotas import service as quotas
from consultation.quotas.counting import Cell, Reached
from consultation.responses.service import place_name
from consultation.responses.small import FEWEST_SHOWN
from consultation.wording import wording

MOST_GAPS = 8  # that are counted and shown; the page of targets has them all


@dataclass(frozen=True)
class Gap:
    """A target that is not reached. reach: how many of those can be reminded; None where no message can be aimed."""

    name: str
    line: Reached
    reach: int | None
    address: str


@allow("news.read")
async def show(request: web.Request) -> web.Response:
    """Every round with its response rate, the codes and targets beside, and what can be prepared."""
    found = await request.app[DB].read(seen, frame.number(request), ways_of(request))
    return frame.show(request, "officer/rounds.html", found.pop("view"), "rounds", **found)


@allow("news.read")
async def export(request: web.Request) -> web.Response:
    """The same as a table, by round, channel and province; numbers of fewer than five people are not in it."""
    view, kind = await frame.find(request), request.match_info["kind"]
    every = await request.app[DB].read(rounds.rounds, view.id)
    rows = list(_table(every, request.app[SETTINGS].zone))
    name = f"{wording('admin.officer')['rounds']['file']} {view.code}"
    return await spreadsheet.answer([("rounds", rows)], kind, "rounds", name)


def seen(session: Session, consultation: int, ways: Sequence[Way]) -> dict[str, Any]:
    """What the page shows at one moment. Raises NotFound."""
    view = consult.view(session, consultation)
    lines, _ = quotas.standing(session, consultation)
    return {
        "view": view,
        "rounds": rounds.rounds(session, consultation),
        "telling": inviting.telling(session, consultation, ways),
        "gaps": list(_gaps(session, view, lines, ways)) if view.state == "open" else [],
        "short": sum(bool(line.gap) for line in lines),
        "sectors": invitations.by_sector(session, consultation),
        "silent": _reach(session, view, Cell(), ways) if view.state == "open" else 0,
        "compose": compose(view.id, REMINDER, "unanswered"),
        "place": place_name,
        "few": few,
    }


def compose(consultation: int, purpose: str, kind: str, cell: Cell | None = None) -> str:
    """The address at which a round is prepared: to whom it would be, and of which target, is filled in."""
    given = {"consultation": consultation, "purpose": purpose, "kind": kind}
    parts = {name: value for name, value in (cell or Cell())._asdict().items() if value and name != "age"}
    return f"{ROOT}/new?{urlencode(given | parts)}"


def few(n: int) -> str:
    """A number of people as it is shown: one to four are not told apart."""
    return f"<{FEWEST_SHOWN}" if 0 < n < FEWEST_SHOWN else f"{n:,}"


def _gaps(session: Session, view: ConsultationView, lines: Sequence[Reached], ways: Sequence[Way]) -> Iterator[Gap]:
    known = quotas.choices(session, view.id)
    for line in [line for line in lines if line.gap][:MOST_GAPS]:
        aimed = bool(line.cell.province or line.cell.sector)
        parts = [str(known.get(part, {}).get(value, value)) for part, value in line.cell._asdict().items() if value]
        reach = _reach(session, view, line.cell, ways) if aimed else None
        name = " · ".join(parts) or str(wording("admin.officer")["quotas"]["anybody"])
        yield Gap(name, line, reach, compose(view.id, REMINDER, "unanswered", line.cell))


def _reach(session: Session, view: ConsultationView, cell: Cell, ways: Sequence[Way]) -> int:
    """How many of those meant can be reminded and have not answered."""
    audience = Audience(
        kind="unanswered", consultation=view.id, topics=inviting.topics_of(session, view.id),
        provinces=(cell.province,) if cell.province else (), sectors=(cell.sector,) if cell.sector else (),
    )  # fmt: skip
    where = Where(view.scheme, view.cluster, audience)
    return choices.reached(session, where, ways, Same(0, "", False, REMINDER, view.id))


def _table(every: Sequence[Round], zone: Any) -> Iterator[Sequence[str]]:
    words = wording("admin.officer")
    yield tuple(words["rounds"]["heads"])
    for each in every:
        begun = date_and_time(each.began_at, zone)
        head = (str(each.number), words["rounds"]["purpose"][each.purpose], each.title, begun)
        whole = words["rounds"]["all"]
        yield (*map(guarded, (*head, whole, whole)), *_figures(each.total))
        for line in each.lines:
            place = place_name(line.province) if line.province else words["rounds"]["unknown"]
            channel = words["channel"].get(line.channel, line.channel)
            yield (*map(guarded, (*head, channel, place)), *_figures(line))


def _figures(line: Line) -> list[str]:
    counts = (line.delivered, line.failed, line.blocked, line.held, line.left_out, line.began, line.finished)
    small = 0 < line.finished < FEWEST_SHOWN or line.delivered < FEWEST_SHOWN
    rate = "" if line.rate is None or small else f"{100 * line.rate:.1f}"
    return [*map(few, counts), rate]
