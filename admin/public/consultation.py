"""The public page of one consultation, and its privacy notice in full."""

from datetime import timedelta
from pathlib import PurePath
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.keys import ACCOUNT, DB, SETTINGS
from admin.pages import render
from admin.qr import svg
from admin.ways import ways
from admin.wording import wording
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import NotFound, not_found
from consultation.forms import files as form_files
from consultation.forms import service as forms
from consultation.forms.check import minutes
from consultation.forms.form import Form, in_language
from consultation.forms.xlsform_package import MEDIA


async def show(request: web.Request) -> web.Response:
    """What is asked, by whom, until when, and how to answer. A draft is not public."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    asked = [in_language(question.short or question.label, "th") for question in form.questions if question.counted]
    settings = request.app[SETTINGS]
    open_ways = [way for way in ways(view, settings) if way.link and way.key != "public"]
    context: dict[str, Any] = {"asked": asked, "minutes": minutes(form), "ways": open_ways, "svg": svg}
    return render(request, "public/consultation.html", section="public", view=view, **context)


async def privacy(request: web.Request) -> web.Response:
    """The privacy notice of a consultation: PDPA section 23, every item that it asks for."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    settings = request.app[SETTINGS]
    end = view.closed_at or view.closes_at
    asked = [question for question in form.questions if not question.role.startswith("consent")]
    context: dict[str, Any] = {
        "keep_until": end + timedelta(days=settings.retention_link_days) if end else None,
        "asked": [in_language(question.short or question.label, "th") for question in asked if question.counted],
        "asks_contact": form.by_role("consent_contact") is not None,
        "asks_quote": form.by_role("consent_quote") is not None,
    }
    return render(request, "public/privacy.html", section="public", view=view, **context)


async def file(request: web.Request) -> web.Response:
    """A picture, sound or film that the questionnaire shows; a draft's only to who is signed in."""
    name = request.match_info["name"]
    kind = MEDIA.get(PurePath(name).suffix.lower())
    if kind is None:
        raise not_found("file_not_found", name=name)
    content = await request.app[DB].read(_file, request.match_info["code"], name, request.get(ACCOUNT) is not None)
    return web.Response(body=content, content_type=kind, headers={"Cache-Control": "public, max-age=3600"})


def published(session: Session, code: str) -> tuple[ConsultationView, Form]:
    """An open or closed consultation and its form. Raises NotFound, for drafts too."""
    found = consult.find_code(session, code)
    if found is None or found.id is None or found.state == "draft":
        raise NotFound(wording("admin.public")["unknown"].format(code=code))
    return consult.view(session, found.id), forms.current(session, found.id)


def _file(session: Session, code: str, name: str, known: bool) -> bytes:
    found = consult.find_code(session, code)
    if found is None or (found.state == "draft" and not known):
        raise not_found("file_not_found", name=name)
    return form_files.one(session, f"consultation:{found.id}", name)
