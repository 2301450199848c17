"""What the pages of the privacy office share: tabs by right, the words, how an act ends, how a refusal is shown."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from admin.accounts.access import account
from admin.accounts.service import AccountView
from admin.pages import go, render
from consultation.privacy import watch
from consultation.wording import wording

ROOT = watch.ROOT
PACKAGE = "admin.privacy"
READ = watch.RIGHT
REQUESTS, INCIDENTS, WRITE = "office.privacy_requests", "office.privacy_incidents", "office.privacy_write"
APPROVE, PERSON = "office.privacy_approve", "office.privacy_person"
REFUSED = 409
PAGES = {
    "overview": ("", READ), "requests": ("/requests", READ), "person": ("/person", PERSON),
    "incidents": ("/incidents", READ), "notices": ("/notices", READ), "processing": ("/processing", READ),
    "destruction": ("/destruction", READ),
}  # address and right of each tab  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One page of the office."""

    href: str
    title: str
    key: str


def show(request: web.Request, template: str, tab: str, *, problem: str = "", **context: Any) -> web.Response:
    """Answer with a page of the office; with a problem, which is shown beside the form, as refused."""
    words = wording(PACKAGE)
    common: dict[str, Any] = {
        "tabs": tabs(account(request)), "tab": tab, "words": words, "problem": problem, "root": ROOT,
        "notice": words["did"].get(request.query.get("did", ""), ""),
    }  # fmt: skip
    status = REFUSED if problem else 200
    answer = render(request, f"privacy/{template}", section="privacy", status=status, **(common | context))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def tabs(asking: AccountView) -> list[Tab]:
    """The tabs that an account may open."""
    names = wording(PACKAGE)["tab"]
    return [Tab(f"{ROOT}{path}", names[key], key) for key, (path, right) in PAGES.items() if asking.may(right)]


def done(path: str, did: str) -> web.Response:
    """Lead on to a page that says what was done."""
    return go(f"{ROOT}{path}?did={did}")


def number(request: web.Request) -> int:
    """The number in the address. Raises 404 for one beyond what a database numbers."""
    given = int(request.match_info["number"])
    if given >= 2**63:
        raise web.HTTPNotFound()
    return given
