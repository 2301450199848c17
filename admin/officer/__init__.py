"""The officer's pages, one module a screen."""

from aiohttp import web

from admin.officer import (
    announcing,
    attachments,
    broadcast_compose,
    broadcast_confirm,
    broadcast_live,
    broadcasts,
    calendar,
    entry,
    form_file,
    history,
    home,
    imports,
    invitations,
    languages,
    launch,
    law,
    live,
    meeting,
    meeting_comments,
    meeting_remote,
    meetings,
    new,
    paper,
    preview,
    publish,
    questions,
    quotas,
    reports,
    rounds,
    sections,
    sending,
    statements,
    steps,
    subscribers,
    templates,
    translations,
    window,
)
from admin.officer.frame import ROOT

ONE = ROOT + r"/{id:\d+}"
NEWS = broadcasts.ROOT + r"/{id:\d+}"
MEETING = ONE + r"/meetings/{meeting:\d+}"


def routes() -> list[web.RouteDef]:
    """The routes of the officer's pages."""
    return [
        web.get("/admin", home.home),
        *_clocks(),
        web.get("/admin/new", new.choose_cluster),
        web.post("/admin/new", new.create),
        web.get("/admin/templates", templates.show),
        web.post("/admin/templates", templates.keep),
        web.get(r"/admin/templates/{key:[a-z0-9-]+}/file", templates.download),
        web.post(r"/admin/templates/{key:[a-z0-9-]+}/delete", templates.delete),
        *_news(),
        *_life(),
        *_invited(),
        *_papers(),
        *_questions(),
        *_documents(),
        web.get(ONE, home.enter),
        web.get(f"{ONE}/launch", launch.show),
        web.get(f"{ONE}/poster", launch.poster),
        web.get(ONE + r"/qr/{channel:[a-z]+}.{kind:png|svg}", launch.picture),
        web.get(f"{ONE}/live", live.show),
        web.get(f"{ONE}/live/events", live.events),
        *_meetings(),
        web.get(f"{ONE}/sending", sending.show),
        web.post(f"{ONE}/sending", sending.act),
        web.get(f"{ONE}/attachments", attachments.show),
        web.get(ONE + r"/attachments/{attachment:\d+}", attachments.download),
        web.get(ONE + r"/attachments/{attachment:\d+}/thumbnail", attachments.thumbnail),
        web.get(f"{ONE}/untranslated", languages.show),
    ]


def _life() -> list[web.RouteDef]:
    return [
        web.get(f"{ONE}/steps", steps.show),
        web.post(f"{ONE}/steps", steps.act),
        web.get(f"{ONE}/publish", publish.show),
        web.post(f"{ONE}/publish", publish.act),
        web.get(f"{ONE}/window", window.show),
        web.post(f"{ONE}/window", window.set_window),
        web.get(f"{ONE}/close", window.confirm_close),
        web.post(f"{ONE}/close", window.close),
    ]


def _clocks() -> list[web.RouteDef]:
    return [web.post("/admin/reminders", home.seen), *calendar.routes(), *law.routes()]


def _meetings() -> list[web.RouteDef]:
    return [
        web.get(f"{ONE}/meetings", meetings.show),
        web.get(f"{ONE}/meetings/new", meetings.new),
        web.post(f"{ONE}/meetings/new", meetings.create),
        web.get(MEETING, meeting.show),
        web.post(MEETING, meeting.act),
        web.get(f"{MEETING}/edit", meetings.edit),
        web.post(f"{MEETING}/edit", meetings.save),
        web.post(f"{MEETING}/minutes", meeting.keep_minutes),
        web.get(f"{MEETING}/minutes", meeting.minutes),
        web.get(f"{MEETING}/poster", meeting.poster),
        web.get(f"{MEETING}/remote", meeting_remote.show),
        web.post(f"{MEETING}/remote", meeting_remote.act),
        web.get(f"{MEETING}/comments", meeting_comments.show),
        web.post(f"{MEETING}/comments", meeting_comments.act),
        web.get(f"{MEETING}/comments/events", meeting_comments.events),
    ]


def _invited() -> list[web.RouteDef]:
    return [
        web.get(f"{ONE}/quotas", quotas.show),
        web.post(f"{ONE}/quotas", quotas.act),
        web.get(f"{ONE}/quotas/events", quotas.events),
        web.get(f"{ONE}/rounds", rounds.show),
        web.get(ONE + r"/rounds.{kind:csv|xlsx}", rounds.export),
        web.get(f"{ONE}/invitations", invitations.show),
        web.post(f"{ONE}/invitations", invitations.make),
        web.get(f"{ONE}/invitations/example", invitations.example),
        web.post(f"{ONE}/invitations/codes", invitations.act),
    ]


def _questions() -> list[web.RouteDef]:
    return [
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
    ]


def _papers() -> list[web.RouteDef]:
    receipt, batch = r"{receipt:[A-Z0-9]{4}-[A-Z0-9]{4}}", r"{batch:\d{1,18}}"
    return [
        web.get(f"{ONE}/entry", entry.show),
        web.post(f"{ONE}/entry", entry.act),
        web.get(f"{ONE}/entry/{receipt}", entry.look),
        web.post(f"{ONE}/entry/{receipt}", entry.change),
        web.get(f"{ONE}/paper.pdf", paper.show),
        web.get(f"{ONE}/paper.docx", paper.document),
        web.get(f"{ONE}/imports", imports.show),
        web.post(f"{ONE}/imports", imports.bring),
        web.get(f"{ONE}/imports/template.xlsx", imports.template),
        web.get(f"{ONE}/imports/{batch}", imports.look),
        web.post(f"{ONE}/imports/{batch}", imports.act),
        web.get(f"{ONE}/imports/{batch}/bad.xlsx", imports.bad),
    ]


def _documents() -> list[web.RouteDef]:
    return [
        web.get(f"{ONE}/documents", announcing.show),
        web.post(f"{ONE}/documents", announcing.write),
        web.get(f"{ONE}/sections", sections.show),
        web.post(f"{ONE}/sections", sections.act),
        web.get(ONE + r"/documents/{kind:notice|result-notice}.{form:pdf|docx|txt}", announcing.download),
        web.get(f"{ONE}/documents/o25.xlsx", reports.sheet),
        web.get(f"{ONE}/documents/reports/{{kind:{reports.KINDS}}}.{{form:{reports.ENDINGS}}}", reports.download),
    ]


def _news() -> list[web.RouteDef]:
    return [
        web.get(broadcasts.ROOT, broadcasts.show),
        web.get(f"{ONE}/broadcasts", broadcasts.of_consultation),
        web.get(f"{broadcasts.ROOT}/new", broadcast_compose.new),
        web.post(f"{broadcasts.ROOT}/new", broadcast_compose.save),
        web.post(f"{broadcasts.ROOT}/screens", broadcast_compose.screens),
        web.post(f"{broadcasts.ROOT}/counts", broadcast_compose.counts),
        web.get(subscribers.ROOT, subscribers.show),
        web.get(NEWS, broadcast_compose.edit),
        web.post(NEWS, broadcast_compose.save),
        web.get(f"{NEWS}/confirm", broadcast_confirm.show),
        web.post(f"{NEWS}/act", broadcast_confirm.act),
        web.get(f"{NEWS}/progress", broadcast_live.show),
        web.get(f"{NEWS}/events", broadcast_live.events),
    ]
