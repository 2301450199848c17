"""News feeds (Atom, RFC 4287): of one consultation, and of every public consultation of a cluster."""

import re
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as xml

from aiohttp import web
from sqlmodel import Session, col, select

from admin.keys import DB, SETTINGS
from admin.public.consultation import published
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView
from consultation.errors import NotFound
from consultation.lifecycle import results
from consultation.places.schemes import Cluster, UnknownPlace, cluster
from consultation.wording import wording

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml"
MOST = 50
KEPT = "public, max-age=300"
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot say


@dataclass(frozen=True)
class Entry:
    """One piece of news."""

    id: str
    title: str
    link: str
    at: datetime
    text: str


async def of_consultation(request: web.Request) -> web.Response:
    """What happened to one consultation, the newest first."""
    view, _ = await request.app[DB].read(published, request.match_info["code"])
    base = request.app[SETTINGS].base_url.rstrip("/")
    entries = await request.app[DB].read(news, view, base)
    return _answer(f"{base}/c/{view.code}", request.path, base, view.title, entries)


async def of_cluster(request: web.Request) -> web.Response:
    """What happened to the consultations of a cluster, the newest first. Raises NotFound for no cluster."""
    scheme, number = request.match_info["scheme"], int(request.match_info["number"])
    try:
        of = cluster(scheme, number)
    except UnknownPlace:
        raise NotFound(wording("admin.public")["no_cluster"].format(scheme=scheme, number=number)) from None
    base = request.app[SETTINGS].base_url.rstrip("/")
    entries = await request.app[DB].read(_of_cluster, of, base)
    return _answer(f"{base}/", request.path, base, of.full_name_th, entries[:MOST])


def news(session: Session, view: ConsultationView, base: str) -> list[Entry]:
    """What everybody may know has happened, the newest first."""
    words, link = wording("admin.public")["feed"], f"{base}/c/{view.code}"
    happened = [
        ("announced", view.announced_at if view.public else None),
        ("opened", view.opened_at),
        ("cancelled", view.cancelled_at),
        ("closed", None if view.cancelled_at else view.closed_at),
    ]
    found = [
        Entry(f"{link}#{key}", words[key].format(title=view.title), link, at, _said(key, view))
        for key, at in happened
        if at is not None
    ]
    for each in results.published(session, view.id):
        if each.published_at is not None:
            place = f"{link}/results/{each.version}"
            title = words["published"].format(title=view.title, version=each.version)
            found.append(Entry(place, title, place, each.published_at, each.summary))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _said(key: str, view: ConsultationView) -> str:
    return view.cancel_reason if key == "cancelled" else ""


def _of_cluster(session: Session, of: Cluster, base: str) -> list[Entry]:
    mine = (Consultation.scheme == of.scheme, Consultation.cluster == of.number)
    ids = session.exec(select(Consultation.id).where(*mine).order_by(col(Consultation.id).desc()).limit(MOST)).all()
    views = [consult.view(session, id) for id in ids if id is not None]
    found = [entry for view in views if view.public for entry in news(session, view, base)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _answer(about: str, path: str, base: str, title: str, entries: list[Entry]) -> web.Response:
    xml.register_namespace("", ATOM)
    feed = xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "th"})
    _add(feed, "id", f"{base}{path}")
    _add(feed, "title", title)
    _add(feed, "updated", max((entry.at for entry in entries), default=clock.now()).isoformat())
    xml.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": f"{base}{path}"})
    xml.SubElement(feed, f"{{{ATOM}}}link", {"href": about})
    _add(xml.SubElement(feed, f"{{{ATOM}}}author"), "name", title)
    for entry in entries:
        item = xml.SubElement(feed, f"{{{ATOM}}}entry")
        _add(item, "id", entry.id)
        _add(item, "title", entry.title)
        _add(item, "updated", entry.at.isoformat())
        xml.SubElement(item, f"{{{ATOM}}}link", {"href": entry.link})
        _add(item, "summary", entry.text or entry.title)
    body = xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return web.Response(body=body, content_type=MEDIA, charset="utf-8", headers={"Cache-Control": KEPT})


def _add(to: xml.Element, name: str, text: str) -> None:
    xml.SubElement(to, f"{{{ATOM}}}{name}").text = _UNSPEAKABLE.sub("", text)
