"""The officer's pages, one module a screen."""

from aiohttp import web

from admin.officer import (
    announcing,
    attachments,
    broadcast_compose,
    broadcast_confirm,
    broadcast_live,
    broadcasts,
    form_file,
    history,
    home,
    languages,
    launch,
    live,
    new,
    preview,
    questions,
    sections,
    sending,
    statements,
    templates,
    translations,
    window,
)
from admin.officer.frame import ROOT

ONE = ROOT + r"/{id:\d+}"
NEWS = broadcasts.ROOT + r"/{id:\d+}"


def routes() -> list[web.RouteDef]:
    """The routes of the officer's pages."""
    return [
        web.get("/admin", home.home),
        web.get("/admin/new", new.choose_cluster),
        web.post("/admin/new", new.create),
        web.get("/admin/templates", templates.show),
        web.post("/admin/templates", templates.keep),
        web.get(r"/admin/templates/{key:[a-z0-9-]+}/file", templates.download),
        web.post(r"/admin/templates/{key:[a-z0-9-]+}/delete", templates.delete),
        *_news(),
        *_documents(),
        web.get(ONE, home.enter),
        web.get(f"{ONE}/questions", questions.show),
        web.post(f"{ONE}/questions", questions.act),
        web.get(f"{ONE}/statements", statements.show),
        web.post(f"{ONE}/statements", statements.act),
        web.get(f"{ONE}/file", form_file.show),
        web.post(f"{ONE}/file", form_file.replace),
        web.get(f"{ONE}/file/download", form_file.download),
        web.post(f"{ONE}/file/template", form_file.keep),
        web.post(f"{ONE}/questions/check", questions.check),
        web.get(f"{ONE}/translations", translations.show),
        web.post(f"{ONE}/translations", translations.act),
        web.get(f"{ONE}/history", history.show),
        web.post(f"{ONE}/history", history.act),
        web.get(f"{ONE}/preview", preview.show),
        web.post(f"{ONE}/preview/step", preview.take_step),
        web.get(f"{ONE}/window", window.show),
        web.post(f"{ONE}/window", window.set_window),
        web.get(f"{ONE}/launch", launch.show),
        web.get(f"{ONE}/poster", launch.poster),
        web.get(ONE + r"/qr/{channel:[a-z]+}.{kind:png|svg}", launch.picture),
        web.get(f"{ONE}/live", live.show),
        web.get(f"{ONE}/live/events", live.events),
        web.get(f"{ONE}/sending", sending.show),
        web.post(f"{ONE}/sending", sending.act),
        web.get(f"{ONE}/attachments", attachments.show),
        web.get(ONE + r"/attachments/{attachment:\d+}", attachments.download),
        web.get(ONE + r"/attachments/{attachment:\d+}/thumbnail", attachments.thumbnail),
        web.get(f"{ONE}/untranslated", languages.show),
        web.get(f"{ONE}/close", window.confirm_close),
        web.post(f"{ONE}/close", window.close),
    ]


def _documents() -> list[web.RouteDef]:
    return [
        web.get(f"{ONE}/documents", announcing.show),
        web.post(f"{ONE}/documents", announcing.write),
        web.get(f"{ONE}/sections", sections.show),
        web.post(f"{ONE}/sections", sections.act),
        web.get(ONE + r"/documents/{kind:notice|result-notice}.{form:pdf|docx|txt}", announcing.download),
    ]


def _news() -> list[web.RouteDef]:
    return [
        web.get(broadcasts.ROOT, broadcasts.show),
        web.get(f"{ONE}/broadcasts", broadcasts.of_consultation),
        web.get(f"{broadcasts.ROOT}/new", broadcast_compose.new),
        web.post(f"{broadcasts.ROOT}/new", broadcast_compose.save),
        web.post(f"{broadcasts.ROOT}/screens", broadcast_compose.screens),
        web.get(NEWS, broadcast_compose.edit),
        web.post(NEWS, broadcast_compose.save),
        web.get(f"{NEWS}/confirm", broadcast_confirm.show),
        web.post(f"{NEWS}/act", broadcast_confirm.act),
        web.get(f"{NEWS}/progress", broadcast_live.show),
        web.get(f"{NEWS}/events", broadcast_live.events),
    ]
