"""What the pages of one theme set share: finding it, its tabs, and saying in Thai why an act was refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from aiohttp import web

from admin.keys import DB
from admin.pages import go, render
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import NotFound, Refused
from consultation.themes import service as themes
from consultation.themes.values import SetView
from consultation.wording import wording

ROOT = "/admin/planner"
SECTION = "planner"
REFUSED = 409
READY = ("draft", "signed_off")
TYPED = ("label", "description", "statement", "note")  # fields whose text is shown back when an act is refused

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Tab:
    """One tab of a theme set; `count` is shown beside the title unless None."""

    href: str
    title: str
    key: str
    count: int | None = None


def address(set_id: int, page: str = "") -> str:
    """The address of a page of a theme set."""
    return f"{ROOT}/sets/{set_id}" + (f"/{page}" if page else "")


def number(request: web.Request, name: str = "id") -> int:
    """A number in the address. Raises 404 for one beyond what a database numbers."""
    given = int(request.match_info[name])
    if given >= 2**63:
        raise web.HTTPNotFound()
    return given


def asked(request: web.Request, name: str, default: int | None = None) -> int | None:
    """A number that the address asks for behind its question mark; what is none is left out."""
    given = request.query.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else default


async def find(request: web.Request) -> tuple[SetView, ConsultationView]:
    """The theme set that the address names and its consultation. Raises NotFound."""
    about = await request.app[DB].read(themes.summary, number(request))
    return about, await request.app[DB].read(consult.view, about.consultation_id)


async def ready(request: web.Request) -> tuple[SetView, ConsultationView]:
    """As `find`; a set that is not grouped yet sends to its progress page."""
    about, consultation = await find(request)
    if about.state not in READY:
        raise web.HTTPSeeOther(address(about.id))
    return about, consultation


def show(
    request: web.Request, template: str, about: SetView, consultation: ConsultationView, tab: str, **context: Any
) -> web.Response:
    """Answer with a page of a theme set."""
    words = wording("admin.planner")
    common = {
        "about": about,
        "consultation": consultation,
        "tabs": _tabs(about),
        "tab": tab,
        "words": words,
        "notice": words["did"].get(request.query.get("did", ""), ""),
        "here": address(about.id),
        "editable": about.state == "draft",
        "back": request.rel_url.path_qs.partition("did=")[0].rstrip("?&"),
    }
    return render(request, template, section=SECTION, **(common | context))


def says_why(act: Act) -> Act:
    """An act whose refusal is shown as a page with the way back and what was typed."""

    @wraps(act)
    async def tried(request: web.Request) -> web.StreamResponse:
        try:
            return await act(request)
        except NotFound:
            raise
        except Refused as error:
            sent = await request.post()
            typed = [str(sent[name]) for name in TYPED if sent.get(name)]
            return render(request, "planner/refused.html", section=SECTION, status=REFUSED,
                          message=str(error), typed=typed, back=back(sent))  # fmt: skip

    return tried


def done(where: str, what: str) -> web.Response:
    """Go to a page and say there what was done."""
    path, mark, fragment = where.partition("#")
    joint = "&" if "?" in path else "?"
    return go(f"{path}{joint}did={what}{mark}{fragment}")


def posted_number(sent: Any, name: str) -> int:
    """A number that a form sent. Raises Refused when it is missing or none."""
    text = str(sent.get(name, ""))
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Refused(wording("admin.planner")["problem"]["form"])
    return int(text)


def posted_numbers(sent: Any, name: str) -> list[int]:
    """Every number that a form sent under a name. Raises Refused when one is none."""
    return [posted_number({name: value}, name) for value in sent.getall(name, [])]


def back(sent: Any) -> str:
    """The page of ours that a form came from."""
    given = str(sent.get("back", ""))
    return given if given.startswith(ROOT) and given.isprintable() else ROOT


def _tabs(about: SetView) -> list[Tab]:
    names = wording("admin.planner")["tab"]
    counts = {"board": about.themes, "ungrouped": about.comments - about.grouped}
    pages = {key: address(about.id, "" if key == "board" else key) for key in names}
    return [
        Tab(pages[key], title, key, counts.get(key))
        for key, title in names.items()
        if key not in ("sign-off", "learn") or about.state == "draft"
    ]
