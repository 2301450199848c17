"""Writing news: to whom, in which languages, with which button; how it looks on each telephone while it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow, must, reach
from admin.fields import fields
from admin.keys import DB
from admin.officer import broadcasts
from admin.officer.broadcast_typed import Typed, audience, draft, number_of, of_view, purpose_of, read
from admin.officer.broadcasts import address, clusters_of, consultations, must_reach, number, page, ways_of
from admin.officer.builder import phone
from admin.officer.rounds import few
from admin.pages import go, text
from consultation.broadcast import choices, content, inviting, service
from consultation.broadcast.audience import KINDS, Where
from consultation.broadcast.figures import View
from consultation.broadcast.reach import Way
from consultation.broadcast.saying import start_code
from consultation.broadcast.sparing import ROUNDS, Same
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.places.districts import districts
from consultation.places.schemes import Cluster, UnknownPlace, cluster
from consultation.subscriptions.targets import topics
from consultation.talk.wording import LANGUAGES, THAI
from consultation.wording import wording

APPS: tuple[phone.App, ...] = ("line", "telegram")  # whose telephones ring


@allow("news.send")
async def new(request: web.Request) -> web.Response:
    """First of what cluster or consultation it is (`?cluster=2567:10`, `?consultation=3`), then an empty text.

    A round that another page prepares has its text and audience: `&purpose=reminder&kind=unanswered&province=TH-41`.
    """
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
    if of is not None:
        typed = await request.app[DB].read(_prepared, typed, of.id, request.query)
    return await _compose(request, typed)


@allow("news.read")
async def edit(request: web.Request) -> web.Response:
    """One that has not been scheduled, to be written on; any other is watched."""
    view = await broadcasts.find(request)
    if view.state not in ("draft", "previewed"):
        return go(address(view.id, "progress"))
    return await _compose(request, of_view(view), view=view)


@allow("news.send")
async def save(request: web.Request) -> web.Response:
    """Keep what is written and count whom it reaches; with the button "look" only show it."""
    sent = await fields(request)
    typed = read(sent)
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
    typed = read(await fields(request))
    if (starts := number_of(typed.starts)) is not None:
        await must(request, "news.send", starts)
    shown = await request.app[DB].read(_screens, typed)
    return web.Response(text=text(request, "officer/broadcast_screens.html", **shown), content_type="text/html")


@allow("news.send")
async def counts(request: web.Request) -> web.Response:
    """How many each audience, place and sector would reach: a part of the page, asked for by its script."""
    typed = read(await fields(request))
    shown = await request.app[DB].read(counted, typed, ways_of(request))
    return web.json_response(shown)


def counted(session: Session, typed: Typed, ways: Sequence[Way]) -> dict[str, str]:
    """What stands beside each choice, by the field's name and value ("province:TH-41")."""
    of, to = cluster(typed.cluster), audience(typed)
    if to.consultation is None:
        to = to.model_copy(update={"consultation": number_of(typed.about)})
    same = Same(0, "", typed.urgent, purpose_of(typed), number_of(typed.consultation))
    found = choices.count(session, Where(of.scheme, of.number, to), ways, same)
    by_field = {"kind": found.kinds, "province": found.provinces, "district": found.districts, "sector": found.sectors}
    return {f"{name}:{key}": few(n) for name, each in by_field.items() for key, n in each.items()}


def _prepared(session: Session, typed: Typed, consultation: int, query: Mapping[str, str]) -> Typed:
    """A round with its text, as the page that prepares it asks."""
    purpose, kind = query.get("purpose", ""), query.get("kind", "")
    if purpose not in ROUNDS or kind not in KINDS:
        return typed
    said = inviting.texts(session, consultation, purpose)
    starts = typed.starts
    return replace(
        typed, purpose=purpose, kind=kind, texts=said, starts=starts,
        link="" if starts else inviting.page_of(session, consultation),
        topics=inviting.topics_of(session, consultation),
        provinces=tuple(filter(None, [query.get("province", "")])),
        sectors=tuple(filter(None, [query.get("sector", "")])),
    )  # fmt: skip


def _keep(session: Session, id: int | None, typed: Typed, request: web.Request, actor: str) -> int:
    """Store the draft and preview it, in one transaction: what is confirmed is what was counted."""
    must_reach(request, cluster(typed.cluster))
    kept = draft(typed)
    if id is None:
        id, version = service.create(session, kept, actor), 1
    else:
        service.edit(session, id, kept, typed.version, actor)
        version = typed.version + 1
    service.preview(session, id, version, ways_of(request), actor)
    return id


def _screens(session: Session, typed: Typed) -> dict[str, Any]:
    """Each app's screen for each language that has a text; nothing where Thai is missing."""
    texts = {language: words for language, words in typed.texts.items() if words.strip()}
    starts = start_code(session, number_of(typed.starts))
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
    return content.turn(texts, typed.link, starts, language, content.stop_of(audience(typed).kind))


async def _compose(
    request: web.Request, typed: Typed, *, view: View | None = None, problem: str = "", looked: bool = False
) -> web.Response:
    try:
        of = cluster(typed.cluster)
    except UnknownPlace as error:
        raise Refused(str(error.args[0])) from None
    must_reach(request, of, reading=request.method in ("GET", "HEAD"))
    context = await request.app[DB].read(_context, of, typed, ways_of(request))
    status = 409 if problem else 200
    known = {"typed": typed, "view": view, "cluster": of, "problem": problem, "looked": looked, "languages": LANGUAGES}
    return page(request, "broadcast_compose", status=status, **(context | known))


def _context(session: Session, of: Cluster, typed: Typed, ways: Sequence[Way]) -> dict[str, Any]:
    here = [view for view in consultations(session) if (view.scheme, view.cluster) == (of.scheme, of.number)]
    about: list[ConsultationView] = [view for view in here if view.phase != "before"]
    startable = [view for view in here if view.phase != "after"]
    more = {"topics": topics(), "districts": {each.iso: districts(each.iso) for each in of.provinces}}
    numbers = counted(session, typed, ways)
    return {"startable": startable, "about": about, "counts": numbers, **more} | _screens(session, typed)
