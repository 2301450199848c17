"""What the pages of one consultation share: finding it by the address, its tabs, showing a refusal beside the form."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from admin.keys import DB
from admin.officer.late import LATE
from admin.pages import render
from admin.wording import wording
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.law import due

ROOT = "/admin/consultations"
REFUSED = 409


@dataclass(frozen=True)
class Tab:
    """One tab of a consultation."""

    href: str
    title: str
    key: str


def address(consultation: int, page: str) -> str:
    """The address of a page of a consultation."""
    return f"{ROOT}/{consultation}/{page}"


def number(request: web.Request) -> int:
    """The consultation's number in the address. Raises 404 for one beyond what a database numbers."""
    given = int(request.match_info["id"])
    if given >= 2**63:
        raise web.HTTPNotFound()
    return given


async def find(request: web.Request) -> ConsultationView:
    """The consultation that the address names. Raises NotFound."""
    return await request.app[DB].read(consult.view, number(request))


def show(
    request: web.Request, template: str, view: ConsultationView, tab: str, *, status: int = 200, **context: Any
) -> web.Response:
    """Answer with a page of a consultation. `problem` in the context is shown beside the form."""
    late = [(clock, clock.said(due.today())) for clock in request.get(LATE, ())]
    common = {
        "view": view,
        "tabs": _tabs(view),
        "tab": tab,
        "problem": "",
        "words": wording("admin.officer"),
        "late": late,
    }
    return render(request, template, section="officer", status=status, **(common | context))


def _tabs(view: ConsultationView) -> list[Tab]:
    names = wording("admin.officer")["tab"]
    left_out = {"statements": not view.votes, "law": view.kind != "hearing_2548"}
    shown = {key: title for key, title in names.items() if not left_out.get(key, False)}
    return [Tab(address(view.id, key), title, key) for key, title in shown.items()]
