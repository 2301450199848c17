"""News feeds (Atom, RFC 4287): of one consultation, and of every public consultation of a cluster."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as xml

from aiohttp import web
from sqlmodel import Session, select

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
    entries = await request.app[DB].read(news, [view], base)
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
    return _answer(f"{base}/", request.path, base, of.full_name_th, entries)


def news(session: Session, of: Sequence[ConsultationView | Consultation], base: str) -> list[Entry]:
    """What everybody may know has happened to public consultations, the newest first, at most so many."""
    published = results.summaries(session, [each.id or 0 for each in of])
    found = [entry for each in of for entry in _news(each, published.get(each.id or 0, ()), base)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST]


def _news(
    of: ConsultationView | Consultation, published: Iterable[tuple[int, datetime, str]], base: str
) -> list[Entry]:
    words, link = wording("admin.public")["feed"], f"{base}/c/{of.code}"
    happened = [
        ("announced", of.announced_at),
        ("opened", of.opened_at),
        ("cancelled", of.cancelled_at),
        ("closed", None if of.cancelled_at else of.closed_at),
    ]
    found = [
        Entry(f"{link}#{key}", words[key].format(title=of.title), link, at, _said(key, of))
        for key, at in happened
        if at is not None
    ]
    for version, at, summary in published:
        place = f"{link}/results/{version}"
        found.append(Entry(place, words["published"].format(title=of.title, version=version), place, at, summary))
    return found


def _said(key: str, of: ConsultationView | Consultation) -> str:
    return of.cancel_reason if key == "cancelled" else ""


def _of_cluster(session: Session, of: Cluster, base: str) -> list[Entry]:
    mine = (Consultation.scheme == of.scheme, Consultation.cluster == of.number, consult.publicly())
    return news(session, session.exec(select(Consultation).where(*mine)).all(), base)


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
