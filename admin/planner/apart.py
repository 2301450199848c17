"""What was said and is kept apart from the themes: emergencies, reports, and what came after the close."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from consultation.consult import service as consult
from consultation.responses import apart
from consultation.wording import wording


@allow("answers.read")
async def show(request: web.Request) -> web.Response:
    """Everything of a consultation that is kept apart, with what may be done with it."""
    db, id = request.app[DB], frame.number(request)
    view = await db.read(consult.view, id)
    found = await db.read(apart.apart, id)
    words = wording("admin.planner")
    notice = words["did"].get(request.query.get("did", ""), "")
    context = {"view": view, "apart": found, "words": words, "notice": notice, "here": address(id)}
    return render(request, "planner/apart.html", section=frame.SECTION, **context)


@allow("answers.sort")
@frame.says_why
async def act(request: web.Request) -> web.Response:
    """Say what a comment is: an opinion after all, or not one."""
    sent = await fields(request)
    comment, kind = frame.posted_number(sent, "comment"), sent.line("kind")
    consultation = await request.app[DB].write(
        apart.set_kind, comment, kind, account(request).name, frame.number(request)
    )
    did = "joined" if kind == "opinion" else "set_apart"
    return frame.done(address(consultation), did)


def address(consultation: int) -> str:
    """The address of the page of a consultation."""
    return f"{frame.ROOT}/consultations/{consultation}/apart"
