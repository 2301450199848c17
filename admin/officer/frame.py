"""What the pages of one consultation share: finding it by the address, its tabs, showing a refusal beside the form.

Tabs come in groups: a row of four groups, and below it the pages of the present group. A page's name stands in `[tab]`
of `th.toml`; `GROUPS` says where it is shown, and one that no group names is shown with what is prepared.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from admin.accounts.access import READ, account
from admin.accounts.service import AccountView
from admin.keys import DB
from admin.officer.late import LATE
from admin.pages import render
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.law import due
from consultation.wording import wording

ROOT = "/admin/consultations"
REFUSED = 409
GROUPS: dict[str, tuple[str, ...]] = {
    "steps": ("steps",),
    "prepare": ("questions", "sections", "preview", "law", "window", "documents"),
    "hear": (
        "launch", "notices", "invitations", "quotas", "rounds", "meetings", "entry", "imports", "live", "statements",
        "broadcasts",
    ),
    "results": ("publish",),
}  # fmt: skip
RIGHTS = {
    "invitations": "invitations.read", "entry": "answers.enter", "imports": "answers.read", "broadcasts": "news.read",
    "rounds": "news.read",
}  # what a page's route asks for, where it is more than reading  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One page of a consultation, or a group of them (its address: of the first page)."""

    href: str
    title: str
    key: str


@dataclass(frozen=True)
class Tabs:
    """The groups, which of them is shown, and its pages: none where the group is one page."""

    groups: tuple[Tab, ...]
    group: str
    pages: tuple[Tab, ...]


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
        "tabs": tabs(view, tab, account(request)),
        "tab": tab,
        "problem": "",
        "words": wording("admin.officer"),
        "late": late,
    }
    return render(request, template, section="officer", status=status, **(common | context))


def tabs(view: ConsultationView, present: str, asking: AccountView) -> Tabs:
    """The tabs of a page of a consultation, as an account sees them: those that answer it."""
    shown = {key: title for key, title in wording("admin.officer")["tab"].items() if _has(view, key, asking)}
    placed = {key for keys in GROUPS.values() for key in keys}
    of = {**GROUPS, "prepare": (*GROUPS["prepare"], *(key for key in shown if key not in placed))}
    pages = {
        group: [Tab(address(view.id, key), shown[key], key) for key in keys if key in shown]
        for group, keys in of.items()
    }
    names = wording("admin.officer")["tab_group"]
    groups = tuple(Tab(inner[0].href, names[group], group) for group, inner in pages.items() if inner)
    group = next((name for name, keys in of.items() if present in keys), "")
    within = pages.get(group, [])
    return Tabs(groups, group, tuple(within) if len(within) > 1 else ())


def _has(view: ConsultationView, key: str, asking: AccountView) -> bool:
    if not asking.may(RIGHTS.get(key, READ), view):
        return False
    left_out = {"statements": not view.votes, "law": view.kind != "hearing_2548"}
    return not left_out.get(key, False)
