"""Back to the people: what there is to tell, who would get what and how many, sending it, what they said to it."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.planner.frame import done, number, says_why
from admin.strategy import frame
from consultation.consult import service as consult
from consultation.replies import heard, service
from consultation.replies.saying import LONGEST
from consultation.replies.wording import PACKAGE, refused
from consultation.talk.wording import LANGUAGES, own_name
from consultation.wording import wording

may_read = allow("strategy.read")
may_send = allow("strategy.tell")


@may_read
async def show(request: web.Request) -> web.Response:
    """What there is to tell, and what became of what was told."""
    view = await request.app[DB].read(consult.view, number(request))
    found = await request.app[DB].read(service.occasions, view.id)
    tallies = await request.app[DB].read(heard.tally_of, [one.of for one in found])
    return frame.show(
        request, "strategy/replies.html", view, "replies", found=found, tallies=tallies, told=wording(PACKAGE)
    )


@may_read
async def one(request: web.Request) -> web.Response:
    """One thing to tell: the texts, and who would get what."""
    view = await request.app[DB].read(consult.view, number(request))
    found = await request.app[DB].read(service.find, view.id, request.match_info["of"])
    preview = None
    if found.state in ("", "draft", "dropped"):
        preview = await request.app[DB].read(service.preview, view.id, found.of)
    names = {language: own_name(language) for language in LANGUAGES}
    return frame.show(
        request, "strategy/reply.html", view, "replies", found=found, preview=preview, told=wording(PACKAGE),
        languages=names, most=LONGEST,
    )  # fmt: skip


@may_send
@says_why
async def act(request: web.Request) -> web.Response:
    """Keep the texts, let it go, or decide that nobody is told."""
    consultation, of, me = number(request), request.match_info["of"], account(request).name
    sent = await fields(request)
    here = frame.address(consultation, f"replies/{of}")
    match sent.line("act"):
        case "send":
            expected = sent.line("count")
            if not expected.isascii() or not expected.isdigit():
                raise refused("unknown")
            await request.app[DB].write(service.send, consultation, of, int(expected), me)
            return done(frame.address(consultation, "replies"), "sent")
        case "drop":
            await request.app[DB].write(service.drop, consultation, of, me)
            return done(frame.address(consultation, "replies"), "unsent")
    texts = {language: sent.get(f"text-{language}", "") for language in LANGUAGES}
    await request.app[DB].write(service.write, consultation, of, texts, me)
    return done(here, "written")
