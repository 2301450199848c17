"""The public page of one consultation, and its privacy notice in full, in the language that is asked for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.keys import ACCOUNT, DB, SETTINGS
from admin.pages import render
from admin.public.outcome import outcome
from admin.public.speech import Speech, speech
from admin.qr import svg
from admin.ways import Way, ways
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.drafts import service as drafts
from consultation.errors import NotFound, not_found
from consultation.forms import files as form_files
from consultation.forms import service as forms
from consultation.forms.check import minutes
from consultation.forms.form import Form
from consultation.forms.xlsform_package import MEDIA
from consultation.invitations import codes
from consultation.law import told
from consultation.lifecycle import results as results_of
from consultation.lifecycle.service import is_old
from consultation.opinion import public as opinion_groups
from consultation.opinion import views as opinion
from consultation.places.schemes import cluster
from consultation.places.translated import cluster_names
from consultation.privacy.notices import service as versions_of
from consultation.privacy.notices import shown as notices
from consultation.privacy.notices.models import PrivacyNotice
from consultation.wording import wording


async def show(request: web.Request) -> web.Response:
    """What is asked, by whom, until when, and how to answer. A draft is not public."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    results = await request.app[DB].read(opinion.published, view.id) if view.votes else []
    groups = await request.app[DB].read(opinion_groups.published, view.id) if results else []
    drafted = await request.app[DB].read(drafts.published, view.id)
    spoken = speech(request, request.app[SETTINGS].zone)
    versions = await request.app[DB].read(results_of.published, view.id) if view.state in life.RESULTS else []
    invitation = codes.read(request.query.get("invite", "")) or ""
    context: dict[str, Any] = {
        "result": versions[0] if versions else None,
        "outcome": await request.app[DB].read(outcome, view.id) if versions else None,
        "earlier": versions[1:],
        "old": is_old(view),
        "drafted": bool(drafted),
        "facts": told.whole(form),
        "groups": groups,
        "asked": [spoken.asked(question) for question in form.questions if question.counted],
        "minutes": minutes(form),
        "ways": [
            _way(way, spoken)
            for way in ways(view, request.app[SETTINGS], invitation)
            if way.link and way.key != "public"
        ],
        "invitation": invitation,
        "svg": svg,
        "results": results,
    }
    answer = _page(request, "public/consultation.html", view, form, spoken, **context)
    if invitation:  # the address and the page are a letter's secret
        answer.headers.update(
            {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        )
    return answer


async def version(request: web.Request) -> web.Response:
    """One published version of the result, also one that was corrected since. Raises NotFound."""
    code, number = request.match_info["code"], int(request.match_info["version"])
    view, form = await request.app[DB].read(published, code)
    spoken = speech(request, request.app[SETTINGS].zone)
    versions = await request.app[DB].read(results_of.published, view.id)
    found = next((each for each in versions if each.version == number), None)
    if found is None:
        raise NotFound(wording("admin.public")["no_version"].format(version=number))
    context: dict[str, Any] = {"result": found, "newest": versions[0].version, "old": is_old(view)}
    return _page(request, "public/version.html", view, form, spoken, **context)


async def privacy(request: web.Request) -> web.Response:
    """The privacy notice of a consultation: PDPA section 23, every item that it asks for."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    settings = request.app[SETTINGS]
    spoken = speech(request, settings.zone)
    end = view.closed_at or view.closes_at
    asked = [question for question in form.questions if not question.role.startswith("consent")]
    shown, versions = await request.app[DB].read(_notice, view, request.query.get("version", ""))
    context: dict[str, Any] = {
        "p": {**spoken.words["privacy"], **(shown.texts.get(spoken.language, {}) if shown else {})},
        "shown": shown,
        "versions": versions,
        "keep_until": end + timedelta(days=settings.retention_link_days) if end else None,
        "asked": spoken.listed([spoken.asked(question) for question in asked if question.counted]),
        "asks_contact": form.by_role("consent_contact") is not None,
        "asks_quote": form.by_role("consent_quote") is not None,
    }
    return _page(request, "public/privacy.html", view, form, spoken, **context)


def _notice(session: Session, view: ConsultationView, asked: str) -> tuple[PrivacyNotice | None, list[int]]:
    """The notice's version that a consultation shows, or the one that is asked for, and the numbers of all that held.

    Raises NotFound for one that never held.
    """
    numbers = [each.number for each in notices.standings(session)]
    if not asked:
        return notices.of(session, view.opened_at), numbers
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10) or int(asked) not in numbers:
        raise not_found("notice_not_found", number=asked[:10])
    return versions_of.one(session, int(asked)), numbers


async def file(request: web.Request) -> web.Response:
    """A picture, sound or film that the questionnaire shows; a draft's only to who is signed in."""
    name = request.match_info["name"]
    kind = MEDIA.get(PurePath(name).suffix.lower())
    if kind is None:
        raise not_found("file_not_found", name=name)
    content = await request.app[DB].read(_file, request.match_info["code"], name, request.get(ACCOUNT) is not None)
    return web.Response(body=content, content_type=kind, headers={"Cache-Control": "public, max-age=3600"})


def published(session: Session, code: str) -> tuple[ConsultationView, Form]:
    """A consultation that everybody may know of, and its form. Raises NotFound, for drafts too."""
    found = consult.find_code(session, code)
    if found is None or found.id is None or not consult.is_public(found):
        raise NotFound(wording("admin.public")["unknown"].format(code=code))
    return consult.view(session, found.id), forms.current(session, found.id)


def page(request: web.Request, template: str, view: ConsultationView, form: Form, **context: Any) -> web.Response:
    """A page of a consultation in the language that is asked for."""
    return _page(request, template, view, form, speech(request, request.app[SETTINGS].zone), **context)


def _page(
    request: web.Request, template: str, view: ConsultationView, form: Form, spoken: Speech, **context: Any
) -> web.Response:
    names = cluster_names(cluster(view.scheme, view.cluster))
    common: dict[str, Any] = {
        "view": view,
        "speech": spoken,
        "ui": spoken.words,
        "title": spoken.title(form, view.title),
        "cluster_name": names.get(spoken.language) or view.cluster_name,
    }
    return render(request, template, section="public", **common, **context)


def _way(way: Way, spoken: Speech) -> Way:
    """A way in as the page calls it; the web chat begins in the page's language."""
    words = spoken.words["way"]
    link = f"{way.link}{spoken.query}" if way.key == "chat" else way.link
    return replace(way, title=words[way.key], about=words[f"{way.key}_about"], link=link)


def _file(session: Session, code: str, name: str, known: bool) -> bytes:
    found = consult.find_code(session, code)
    if found is None or (not known and not consult.is_public(found)):
        raise not_found("file_not_found", name=name)
    return form_files.one(session, f"consultation:{found.id}", name)
