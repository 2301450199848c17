"""The questionnaire builder: the questions of a consultation, each act a saved edit that can be undone."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame, preview
from admin.officer.builder import acts, phone, shown
from admin.officer.builder.acts import Done
from admin.officer.builder.editor import editor
from admin.officer.builder.sample_turn import turn_at
from admin.pages import go, text
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.forms import history, saying, translations
from consultation.forms import service as forms
from consultation.forms.form import Form, Question
from consultation.forms.history import EditView
from consultation.forms.logic import names_in
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.wording import wording

READY_TEMPLATE = "needs"  # its questions with a role are the ready-made ones
FREE_WORDS = ("label", "short", "hint", "guidance_hint", "required_message", "constraint_message")


@dataclass(frozen=True)
class Look:
    """What of the page is open: a question or group, and how the telephone beside it looks."""

    opened: str = ""
    app: phone.App = "line"
    language: str = "th"


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The questions, with what is wrong, how long they take, and how the open one looks in a chat."""
    form = await request.app[DB].read(preview.form_for_talk, frame.number(request))
    return await _page(
        request, form, look(request.query.get("at", ""), request.query.get("as"), request.query.get("in"))
    )


@allow("consultation.prepare")
async def act(request: web.Request) -> web.Response:
    """Carry one act out on the newest revision and show the question it was about."""
    sent = await fields(request)
    consultation = frame.number(request)
    try:
        done = await request.app[DB].write(carry_out, consultation, sent, account(request).name)
    except Refused as error:
        form = await request.app[DB].read(preview.form_for_talk, consultation)
        edited = sent if "whole" in sent or "label" in sent else None
        seen = look(sent.get("name", "") if edited else "", sent.get("as"), sent.get("in"))
        return await _page(request, form, seen, problem=str(error), sent=edited)
    at = f"&at={quote(done.name)}" if done.opened else ""
    return go(frame.address(consultation, f"questions?done={done.key}{at}#q-{quote(done.name)}"))


@allow("consultation.prepare")
async def check(request: web.Request) -> web.Response:
    """What is wrong with what is being typed, and how it looks; nothing is stored. For the page's script.

    Answers `{"parts": {name: HTML}}`.
    """
    sent = await fields(request)
    form = await request.app[DB].read(preview.form_for_talk, frame.number(request))
    name = sent.get("name", "")
    refusal = ""
    try:
        form = acts.typed(form, sent)
    except Refused as error:
        refusal = str(error)
        form = _as_far_as_typed(form, sent)
    seen = look(name, sent.get("as"), sent.get("in"))
    part = form.question(name) or form.group(name)
    parts = {
        "figures": text(request, "officer/builder/figures.html", figures=shown.figures(form)),
        "problems": text(
            request, "officer/builder/problems.html", problem=refusal, problems=shown.problems_of(form, name)
        ),
        "sentence": saying.condition(form, part.relevant) if part else "",
        "expression": part.relevant if part else "",
        "preview": text(request, "officer/builder/preview.html", **_telephone(form, seen)),
    }
    return web.json_response({"parts": parts})


def carry_out(session: Session, consultation: int, sent: Fields, actor: str) -> Done:
    """Do what the pressed button says and save; what was done. Raises Refused."""
    form = forms.current(session, consultation)
    if sent.get("act") in ("undo", "redo"):
        back = sent["act"] == "undo"
        (history.undo if back else history.redo)(session, consultation, actor)
        return Done(form, sent.get("name", ""), "undone" if back else "redone")
    done = acts.edit(form, sent, ready_made(consult.view(session, consultation), form))
    edited = int(sent["revision"]) if sent.get("revision", "").isdecimal() else None
    if done.form != form:
        forms.save(session, consultation, done.form, actor, edited=edited, act=done.key, about=done.about)
    return done


def ready_made(view: ConsultationView, form: Form) -> tuple[Question, ...]:
    """The questions that the platform knows what to do with, as far as the form has none of their role."""
    made = fill(READY_TEMPLATE, cluster(f"{view.scheme}:{view.cluster}"))
    lacking = [question for question in made.questions if question.role and form.by_role(question.role) is None]
    there = {question.name for question in form.questions}
    usable = [one for one in lacking if one.name not in there and names_in(one.choice_filter) <= there]
    # One that is asked by the answer to a question that this form does not have is asked of everybody.
    return tuple(one if names_in(one.relevant) <= there else one.model_copy(update={"relevant": ""}) for one in usable)


def look(opened: str, app: str | None, language: str | None) -> Look:
    """What is open, from what an address or a form says."""
    return Look(opened, next((one for one in phone.APPS if one == app), "line"), language or "th")


def _as_far_as_typed(form: Form, sent: Fields) -> Form:
    """The form with the words as typed, where the rest cannot be read."""
    words = Fields((key, value) for key, value in sent.items() if key in (*FREE_WORDS, "name", "whole"))
    try:
        return acts.typed(form, words)
    except Refused:
        return form


def _telephone(form: Form, seen: Look) -> dict[str, Any]:
    words = wording("admin.officer")
    languages = ["th", *translations.languages(form)]
    language = seen.language if seen.language in languages else "th"
    screen = phone.draw(turn_at(form, seen.opened, clock.now(), language), seen.app)
    if lacking := _untranslated(form, seen.opened, language):
        screen = replace(screen, notes=(words["screen"]["untranslated"].format(language=lacking), *screen.notes))
    question = form.question(seen.opened)
    if question is not None and not screen.bubbles:
        screen = replace(screen, notes=(words["screen"]["nothing"],))
    return {"screen": screen, "languages": languages, "language": language, "look": seen, "words": words}


def _untranslated(form: Form, name: str, language: str) -> str:
    items = [
        item for item in translations.items(form) if item.owner == name and item.field in ("label", "hint", "choice")
    ]
    lacking = language != "th" and any(not item.texts.get(language, "").strip() for item in items)
    return str(wording("admin.officer")["language"].get(language, language)) if lacking else ""


async def _page(
    request: web.Request, form: Form, seen: Look, *, problem: str = "", sent: Fields | None = None
) -> web.Response:
    view = await frame.find(request)
    undo, redo = await request.app[DB].read(history.undoable, view.id)
    typed = _as_far_as_typed(form, sent) if sent else form
    part = form.question(seen.opened) or form.group(seen.opened)
    context = {
        "form": form,
        "rows": shown.rows(form),
        "figures": shown.figures(form),
        "whole": shown.whole(form),
        "editor": None if view.fixed else editor(typed, seen.opened, sent, saw=acts.seen(part) if part else ""),
        "types": wording("admin.officer")["types"],
        "ready": ready_made(view, form),
        "undo": _said(undo),
        "redo": _said(redo),
        "source": shown.source(form, seen.opened),
        "readonly": view.fixed,
        "problem": problem,
        "problems": shown.problems_of(form, seen.opened),
        **_telephone(typed, seen),
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/questions.html", view, "questions", status=status, **context)


def _said(edit: EditView | None) -> str:
    """An edit in words; empty for none."""
    return str(wording("admin.officer")["act"].get(edit.act, "{about}")).format(about=edit.about) if edit else ""
