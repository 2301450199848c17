"""Pages: one Jinja environment, one `render`, Thai filters, static files with a version in their address.

    return render(request, "officer/home.html", section="officer", views=views)

Templates extend `layout.html`; `admin/static/app.css` lists the components. Filters: date, longdate, datetime, clock
(moments in UTC to the office's time, Buddhist Era), day and month (of a day), field (for date inputs), number, percent.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from admin import dates
from admin.accounts.service import AccountView
from admin.keys import ACCOUNT, PAGES, SETTINGS, SITE
from consultation.settings import Settings
from consultation.wording import wording

STATIC = Path(str(files("admin"))) / "static"


@dataclass(frozen=True)
class MenuLink:
    """An entry of the main menu."""

    href: str
    title: str
    section: str


class Compiled(BytecodeCache):
    """Templates compiled once in a process, however many applications it makes; a changed source is compiled anew."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (kept := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def environment(settings: Settings) -> Environment:
    """The Jinja environment of all pages: escapes everything, refuses unknown names, speaks Thai dates."""
    pages = Environment(
        loader=PackageLoader("admin", "templates"),
        autoescape=True,
        bytecode_cache=COMPILED,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    moments = {
        "date": dates.short_date,
        "longdate": dates.long_date,
        "datetime": dates.date_and_time,
        "clock": dates.clock_time,
        "field": dates.for_field,
    }
    pages.filters.update({name: partial(f, zone=settings.zone) for name, f in moments.items()})
    pages.filters.update(day=dates.day, month=dates.month)
    pages.filters.update(number=dates.number, baht=dates.baht, percent=dates.percent)
    pages.globals.update(static=static)
    return pages


@cache
def static(name: str) -> str:
    """The address of a file of `admin/static`, with its hash, so that browsers may keep it for ever."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={version}"


def text(request: web.Request, template: str, *, section: str = "", **context: Any) -> str:
    """A template filled in as `render` does, as text: for a part of a page."""
    account = request.get(ACCOUNT)
    common = {
        "account": account,
        "may": account.may if account is not None else _nobody_may,
        "menu": _menu(account),
        "section": section,
        "site": request.app[SITE],
        "settings": request.app[SETTINGS],
        "notice": _notice(request),
    }
    return request.app[PAGES].get_template(template).render(common | context)


def render(
    request: web.Request, template: str, *, section: str = "", status: int = 200, **context: Any
) -> web.Response:
    """Answer with a page. section: which menu entry is the present one. A `notice` is shown above the content."""
    body = text(request, template, section=section, **context)
    return web.Response(text=body, content_type="text/html", status=status)


def go(address: str) -> web.Response:
    """Answer an act with the page to look at now (303), so that reloading does not repeat the act."""
    return web.Response(status=303, headers={"Location": address})


def _nobody_may(act: str, of: object = None) -> bool:
    return False


def _menu(account: AccountView | None) -> list[MenuLink]:
    if account is None:
        return []
    return [MenuLink(href, title, name) for href, title, name, right in _entries() if account.may(right)]


@cache
def _entries() -> tuple[tuple[str, str, str, str], ...]:
    menu = wording("admin")["menu"]
    return tuple((entry["href"], entry["title"], entry["section"], entry["right"]) for entry in menu)


def _notice(request: web.Request) -> str:
    """What the act before this page achieved: `?done=KEY` names a text of the catalogue, nothing else is shown."""
    return str(wording("admin")["done"].get(request.query.get("done", ""), ""))
