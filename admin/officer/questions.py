"""Editing the questions of a consultation: change, add, duplicate, delete, up, down; each act is a saved revision."""

from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import editing, frame
from admin.officer.editing import Change
from admin.pages import go
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.forms.check import MOST_QUESTIONS, minutes, problems
from consultation.forms.form import SELECTS, TYPES, Form, Type


@allow("officer")
async def show(request: web.Request) -> web.Response:
    """The questions, with what is wrong and how long they take."""
    form = await request.app[DB].read(forms.current, frame.number(request))
    return await _page(request, form, opened=request.query.get("at", ""))


@allow("officer")
async def act(request: web.Request) -> web.Response:
    """Carry one act out on the newest revision and show the question it was about."""
    sent = await fields(request)
    consultation = frame.number(request)
    try:
        name, done = await request.app[DB].write(carry_out, consultation, sent, account(request).name)
    except Refused as error:
        form = await request.app[DB].read(forms.current, consultation)
        typed = _edited(form, sent)
        return await _page(request, typed, opened=sent.get("name", ""), problem=str(error))
    at = f"&at={quote(name)}" if done in ("added", "duplicated") else ""
    return go(frame.address(consultation, f"questions?done={done}{at}#q-{quote(name)}"))


def carry_out(session: Session, consultation: int, sent: Fields, actor: str) -> tuple[str, str]:
    """Do what the pressed button says and save; the question to show and the key of what was done. Raises Refused."""
    form = forms.current(session, consultation)
    form, name, done = edit(form, sent)
    edited = int(sent["revision"]) if sent.get("revision", "").isdecimal() else None
    forms.save(session, consultation, form, actor, edited=edited)
    return name, done


def edit(form: Form, sent: Fields) -> tuple[Form, str, str]:
    """The form after the act, the question it was about, and the key of what was done. Unknown acts only save."""
    name, pressed = sent.get("name", ""), sent.get("act", "save")
    if pressed == "add":
        type_: Type = next((type_ for type_ in TYPES if type_ == sent.get("type")), "text")
        return *editing.add(form, type_), "added"
    if pressed == "delete":
        return editing.delete(form, name), _neighbour(form, name), "deleted"
    form = _edited(form, sent)
    if pressed == "duplicate":
        return *editing.duplicate(form, name), "duplicated"
    if pressed in ("up", "down"):
        return editing.move(form, name, -1 if pressed == "up" else 1), name, "moved"
    return form, name, "saved"


def _edited(form: Form, sent: Fields) -> Form:
    if "label" not in sent:
        return form
    most = sent.get("most")
    change = Change(
        label=sent["label"],
        hint=sent.get("hint", ""),
        required="required" in sent,
        comment="comment" in sent,
        choices=sent.get("choices"),
        most=None if most is None else int(most) if most.strip().isdecimal() else 0,
    )
    return editing.change(form, sent.get("name", ""), change)


def _neighbour(form: Form, name: str) -> str:
    names = [question.name for question in form.questions]
    at = names.index(name) if name in names else 0
    left = names[:at] + names[at + 1 :]
    return left[min(at, len(left) - 1)] if left else ""


async def _page(request: web.Request, form: Form, *, opened: str, problem: str = "") -> web.Response:
    view = await frame.find(request)
    counted = sum(question.counted for question in form.questions)
    context = {
        "form": form,
        "counted": counted,
        "many": counted > MOST_QUESTIONS,
        "most_questions": MOST_QUESTIONS,
        "minutes": minutes(form),
        "problems": problems(form),
        "opened": opened,
        "selects": SELECTS,
        "types": TYPES,
        "fixed_choices": editing.fixed_choices,
        "choice_lines": editing.choice_lines,
        "problem": problem,
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/questions.html", view, "questions", status=status, **context)
