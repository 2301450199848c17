"""Trying the talk as a citizen would: the real step, with its state kept in the page. Nothing is stored.

The page posts where the talk stands and what was done (`Said`) and gets `{"talk", "outgoing", "html", "quick"}`: the
talk as it is now, what was said, how the app that is looked at shows it, and the keys at its foot.
"""

from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session

from admin.accounts.access import allow
from admin.keys import DB
from admin.officer import frame
from admin.officer.builder import phone
from admin.officer.builder.sample_turn import RECEIPT
from admin.pages import text
from consultation import clock
from consultation.consult.models import Consultation
from consultation.errors import NotFound
from consultation.forms import service as forms
from consultation.forms import translations
from consultation.forms.form import Form
from consultation.forms.logic import parse_key
from consultation.opinion.serving import with_statements
from consultation.talk.model import Incoming, Media, Place, Step, Talk
from consultation.talk.service import about
from consultation.talk.step import begin, step

CARRIER = "LINE"


class Said(BaseModel):
    """What the officer did in the preview, as in `Incoming`; `talk` is what the last answer gave.

    app: whose screen it is; language: what the talk begins in.
    """

    model_config = ConfigDict(extra="forbid")

    talk: Talk | None = None
    kind: str = "hello"
    text: str = ""
    data: str = ""
    app: phone.App = "line"
    language: str = "th"
    media: Media | None = None
    place: Place | None = None


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The page with the phone; the talk begins by script."""
    view = await frame.find(request)
    form = await request.app[DB].read(forms.current, view.id)
    languages = ["th", *translations.languages(form)]
    return frame.show(request, "officer/preview.html", view, "preview", languages=languages, apps=phone.APPS)


@allow("consultation.read")
async def take_step(request: web.Request) -> web.Response:
    """One step of the talk on the newest revision."""
    try:
        said = Said.model_validate_json(await request.read())
        incoming = Incoming.model_validate({**said.model_dump(exclude={"talk", "app", "language"}), "at": clock.now()})
    except ValidationError as error:
        return web.json_response({"error": str(error.errors()[0]["msg"])}, status=400)
    try:
        form = await request.app[DB].read(form_for_talk, frame.number(request), said.talk)
    except NotFound as error:
        return web.json_response({"error": str(error)}, status=404)
    return web.json_response(_answer(request, said, _walk(form, said, incoming)))


def form_for_talk(session: Session, consultation: int, talk: Talk | None = None) -> Form:
    """The newest form with what the talk tells about its consultation. Raises NotFound."""
    form = forms.current(session, consultation)
    row = session.get(Consultation, consultation)
    assert row is not None, "a form belongs to a consultation"
    # The preview goes on after the close: it is about the wording.
    told = about(session, row, CARRIER).model_copy(update={"closes_at": row.closes_at})
    form = form.model_copy(update={"about": told})
    talk = talk or Talk(code=row.code, revision=form.revision, receipt=RECEIPT)
    begun = {question.name for question in form.questions} - talk.ballots.keys()
    return with_statements(session, consultation, form, talk, begun, trial=True)


def _walk(form: Form, said: Said, incoming: Incoming) -> Step:
    talk = said.talk
    if talk is None or not _fits(form, talk):
        fresh = Talk(code=form.about.code, revision=form.revision, receipt=RECEIPT, language=said.language)
        return begin(form, fresh, incoming.at)
    before_close = form.about.closes_at is None or incoming.at <= form.about.closes_at
    moment = incoming.at if before_close else form.about.closes_at
    return step(form, talk, incoming.model_copy(update={"at": moment}), moment or incoming.at)


def _fits(form: Form, talk: Talk) -> bool:
    """Whether a talk is about this form: a draft may have changed under it."""
    name = parse_key(talk.at)[0] if talk.at is not None else None
    return talk.revision == form.revision and (
        name is None or form.question(name) is not None or form.group(name) is not None
    )


def _answer(request: web.Request, said: Said, done: Step) -> dict[str, Any]:
    screen = phone.draw(done.outgoing, said.app)
    return {
        "talk": done.talk.model_dump(mode="json"),
        "outgoing": [message.model_dump(mode="json") for message in done.outgoing],
        "html": text(request, "officer/builder/screen.html", screen=screen, live=True),
        "quick": text(request, "officer/builder/quick.html", screen=screen, live=True),
    }
