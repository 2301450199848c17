"""Messages that several people sent, the short whiles in which many came, and what a planner makes of them."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from consultation.consult import service as consult
from consultation.themes import service as themes
from consultation.traits import voices
from consultation.wording import wording


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """The repeated messages of one question, most people first, with their evidence and samples."""
    db, id = request.app[DB], frame.number(request)
    view = await db.read(consult.view, id)
    questions = await db.read(themes.questions, id)
    readings = {reading.question: reading for reading in await db.read(voices.readings, id)}
    asked = request.query.get("question", "")
    most = max(questions, key=lambda each: each.n, default=None)  # where repeated messages are likeliest
    question = next((each for each in questions if each.key == asked), most)
    context = {
        "view": view, "questions": questions, "question": question, "here": address(id),
        "short": request.query.get("short") == "1", "words": wording("admin.planner"),
        "notice": wording("admin.planner")["did"].get(request.query.get("did", ""), ""),
        "reading": readings.get(question.key) if question else None, "page": None, "samples": {}, "counts": None,
    }  # fmt: skip
    if question is not None and context["reading"] is not None:
        context |= await _found(request, id, question.key, long=not context["short"])
    return render(request, "planner/voices.html", section=frame.SECTION, **context)


@allow("themes.work")
@frame.says_why
async def mark(request: web.Request) -> web.Response:
    """Keep what a planner makes of a message. Nothing is removed by it."""
    sent, id = await fields(request), frame.number(request)
    voice, given = frame.posted_number(sent, "voice"), sent.line("mark")
    found = await request.app[DB].write(voices.mark, id, voice, given, sent.line("note"), account(request).name)
    short = "" if found.long else "&short=1"
    where = f"{address(id)}?question={found.question}{short}#v{found.id}"
    return frame.done(where, "voice_marked" if given else "voice_unmarked")


def address(consultation: int) -> str:
    """The address of the page of a consultation."""
    return f"{frame.ROOT}/consultations/{consultation}/voices"


async def _found(request: web.Request, id: int, question: str, *, long: bool) -> dict[str, object]:
    db, at = request.app[DB], request.query.get("page", "1")
    wanted = int(at) if at.isascii() and at.isdigit() and len(at) < 9 else 1
    page = await db.read(voices.page, id, question, long=long, at=wanted)
    return {
        "page": page,
        "samples": await db.read(voices.samples_of, [voice.id for voice in page.voices]),
        "counts": await db.read(voices.counts, id, question),
    }
