"""Writing news: to whom, in which languages, with which button; how it looks on each telephone while it is written."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow, must, reach
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import broadcasts
from admin.officer.broadcasts import address, clusters_of, consultations, must_reach, number, page, ways_of
from admin.officer.builder import phone
from admin.pages import go, text
from consultation.broadcast import content, service
from consultation.broadcast.audience import KINDS, Audience
from consultation.broadcast.figures import View
from consultation.broadcast.saying import start_code
from consultation.broadcast.service import Draft
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.places.schemes import Cluster, UnknownPlace, cluster
from consultation.talk.wording import LANGUAGES, THAI
from consultation.wording import wording

APPS: tuple[phone.App, ...] = ("line", "telegram")  # whose telephones ring


@dataclass(frozen=True)
class Typed:
    """What the officer has filled in so far, as text."""

    cluster: str
    consultation: str = ""
    title: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    starts: str = ""
    link: str = ""
    kind: str = "everyone"
    about: str = ""
    provinces: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    urgent: bool = False
    version: int = 0


@allow("news.send")
async def new(request: web.Request) -> web.Response:
    """First of what cluster or consultation it is (`?cluster=2567:10`, `?consultation=3`), then an empty text."""
    views = await request.app[DB].read(consultations, reach(request, "news.send"))
    given, code = request.query.get("consultation", ""), request.query.get("cluster", "")
    of = next((view for view in views if str(view.id) == given), None)
    if of is not None:
        code = f"{of.scheme}:{of.cluster}"
    if not code:
        return page(request, "broadcast_new", views=views, clusters=clusters_of(views))
    typed = Typed(
        cluster=code,
        consultation=str(of.id) if of else "",
        starts=str(of.id) if of is not None and of.state == "open" else "",
        kind="answered" if of is not None and of.phase == "after" else "everyone",
        about=str(of.id) if of is not None else "",
    )
    return await _compose(request, typed)


@allow("news.read")
async def edit(request: web.Request) -> web.Response:
    """One that has not been scheduled, to be written on; any other is watched."""
    view = await broadcasts.find(request)
    if view.state not in ("draft", "previewed"):
        return go(address(view.id, "progress"))
    return await _compose(request, _from(view), view=view)


@allow("news.send")
async def save(request: web.Request) -> web.Response:
    """Keep what is written and count whom it reaches; with the button "look" only show it."""
    sent = await fields(request)
    typed = _typed(sent)
    view = await broadcasts.find(request) if "id" in request.match_info else None
    if sent.get("act") == "look":
        return await _compose(request, typed, view=view, looked=True)
    try:
        id = await request.app[DB].write(
            _keep, number(request) if view else None, typed, request, account(request).name
        )
    except (Refused, UnknownPlace) as error:
        return await _compose(request, typed, view=view, problem=str(error.args[0]))
    return go(address(id, "confirm"))


@allow("news.send")
async def screens(request: web.Request) -> web.Response:
    """The telephones as they would show what is typed: a part of the page, asked for by its script."""
    typed = _typed(await fields(request))
    if (starts := _id(typed.starts)) is not None:
        await must(request, "news.send", starts)
    shown = await request.app[DB].read(_screens, typed)
    return web.Response(text=text(request, "officer/broadcast_screens.html", **shown), content_type="text/html")


def _keep(session: Session, id: int | None, typed: Typed, request: web.Request, actor: str) -> int:
    """Store the draft and preview it, in one transaction: what is confirmed is what was counted."""
    must_reach(request, cluster(typed.cluster))
    draft = _draft(typed)
    if id is None:
        id, version = service.create(session, draft, actor), 1
    else:
        service.edit(session, id, draft, typed.version, actor)
        version = typed.version + 1
    service.preview(session, id, version, ways_of(request), actor)
    return id


def _draft(typed: Typed) -> Draft:
    of = cluster(typed.cluster)
    kind = typed.kind if typed.kind in KINDS else "everyone"
    audience = Audience(
        kind=kind, consultation=_id(typed.about) if kind != "everyone" else None,
        provinces=typed.provinces, sectors=typed.sectors,
    )  # fmt: skip
    return Draft(
        scheme=of.scheme, cluster=of.number, consultation=_id(typed.consultation), title=typed.title,
        texts=typed.texts, starts=_id(typed.starts), link=typed.link, audience=audience, urgent=typed.urgent,
    )  # fmt: skip


def _id(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _typed(sent: Fields) -> Typed:
    return Typed(
        cluster=sent.line("cluster"),
        consultation=sent.line("consultation"),
        title=sent.line("title")[:200],
        texts={language: sent.get(f"text-{language}", "") for language in LANGUAGES},
        starts=sent.line("starts"),
        link=sent.line("link"),
        kind=sent.line("kind") or "everyone",
        about=sent.line("about"),
        provinces=tuple(sent.getall("province", [])),
        sectors=tuple(sent.getall("sector", [])),
        urgent=bool(sent.get("urgent")),
        version=_id(sent.line("version")) or 0,
    )


def _from(view: View) -> Typed:
    audience = Audience.model_validate(view.audience)
    return Typed(
        cluster=f"{view.scheme}:{view.cluster}",
        consultation=str(view.consultation_id or ""),
        title=view.title,
        texts=view.texts,
        starts=str(view.starts_id or ""),
        link=view.link,
        kind=audience.kind,
        about=str(audience.consultation or ""),
        provinces=audience.provinces,
        sectors=audience.sectors,
        urgent=view.urgent,
        version=view.version,
    )


def _screens(session: Session, typed: Typed) -> dict[str, Any]:
    """Each app's screen for each language that has a text; nothing where Thai is missing."""
    texts = {language: words for language, words in typed.texts.items() if words.strip()}
    starts = start_code(session, _id(typed.starts))
    names = wording("admin.officer")
    shown = [
        (
            names["app"][app],
            names["language"][language],
            language,
            phone.draw(_turn(texts, typed, starts, language), app),
        )
        for language in texts
        if THAI in texts
        for app in APPS
    ]
    return {"screens": shown, "most": content.MOST, "words": names}


def _turn(texts: dict[str, str], typed: Typed, starts: str, language: str) -> Any:
    return content.turn(texts, typed.link, starts, language)


async def _compose(
    request: web.Request, typed: Typed, *, view: View | None = None, problem: str = "", looked: bool = False
) -> web.Response:
    try:
        of = cluster(typed.cluster)
    except UnknownPlace as error:
        raise Refused(str(error.args[0])) from None
    must_reach(request, of, reading=request.method in ("GET", "HEAD"))
    context = await request.app[DB].read(_context, of, typed)
    status = 409 if problem else 200
    known = {"typed": typed, "view": view, "cluster": of, "problem": problem, "looked": looked, "languages": LANGUAGES}
    return page(request, "broadcast_compose", status=status, **(context | known))


def _context(session: Session, of: Cluster, typed: Typed) -> dict[str, Any]:
    here = [view for view in consultations(session) if (view.scheme, view.cluster) == (of.scheme, of.number)]
    about: list[ConsultationView] = [view for view in here if view.phase != "before"]
    startable = [view for view in here if view.phase != "after"]
    return {"startable": startable, "about": about} | _screens(session, typed)
