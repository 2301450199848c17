"""Trying the talk as a citizen would: the real step, with its state kept in the page. Nothing is stored.

The page posts `{"talk": …, "incoming": …}` (both None at the beginning) and gets `{"talk": …, "outgoing": […]}`.
"""

from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session

from admin.accounts.access import allow
from admin.keys import DB
from admin.officer import frame
from consultation import clock
from consultation.consult.models import Consultation
from consultation.errors import NotFound
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.logic import parse_key
from consultation.opinion.serving import with_statements
from consultation.talk.model import Incoming, Media, Place, Step, Talk
from consultation.talk.service import about
from consultation.talk.step import begin, step

RECEIPT = "XXXX-XXXX"  # what a preview shows where a citizen gets a code
CARRIER = "LINE"


class Said(BaseModel):
    """What the officer did in the preview, as in `Incoming`; `talk` is what the last answer gave."""

    model_config = ConfigDict(extra="forbid")

    talk: Talk | None = None
    kind: str = "hello"
    text: str = ""
    data: str = ""
    media: Media | None = None
    place: Place | None = None


@allow("officer")
async def show(request: web.Request) -> web.Response:
    """The page with the phone; the talk begins by script."""
    return frame.show(request, "officer/preview.html", await frame.find(request), "preview")


@allow("officer")
async def take_step(request: web.Request) -> web.Response:
    """One step of the talk on the newest revision."""
    try:
        said = Said.model_validate_json(await request.read())
        incoming = Incoming.model_validate({**said.model_dump(exclude={"talk"}), "at": clock.now()})
    except ValidationError as error:
        return web.json_response({"error": str(error.errors()[0]["msg"])}, status=400)
    try:
        form = await request.app[DB].read(form_for_talk, frame.number(request), said.talk)
    except NotFound as error:
        return web.json_response({"error": str(error)}, status=404)
    return web.json_response(_answer(_walk(form, said.talk, incoming)))


def form_for_talk(session: Session, consultation: int, talk: Talk | None = None) -> Form:
    """The newest form with what the talk tells about its consultation. Raises NotFound."""
    form = forms.current(session, consultation)
    row = session.get(Consultation, consultation)
    assert row is not None, "a form belongs to a consultation"
    # The preview goes on after the close: it is about the wording.
    form = form.model_copy(update={"about": about(row, CARRIER).model_copy(update={"closes_at": row.closes_at})})
    talk = talk or Talk(code=row.code, revision=form.revision, receipt=RECEIPT)
    begun = {question.name for question in form.questions} - talk.ballots.keys()
    return with_statements(session, consultation, form, talk, begun, trial=True)


def _walk(form: Form, talk: Talk | None, incoming: Incoming) -> Step:
    if talk is None or not _fits(form, talk):
        return begin(form, Talk(code=form.about.code, revision=form.revision, receipt=RECEIPT), incoming.at)
    before_close = form.about.closes_at is None or incoming.at <= form.about.closes_at
    moment = incoming.at if before_close else form.about.closes_at
    return step(form, talk, incoming.model_copy(update={"at": moment}), moment or incoming.at)


def _fits(form: Form, talk: Talk) -> bool:
    """Whether a talk is about this form: a draft may have changed under it."""
    name = parse_key(talk.at)[0] if talk.at is not None else None
    return talk.revision == form.revision and (
        name is None or form.question(name) is not None or form.group(name) is not None
    )


def _answer(done: Step) -> dict[str, Any]:
    return {
        "talk": done.talk.model_dump(mode="json"),
        "outgoing": [message.model_dump(mode="json") for message in done.outgoing],
    }
