"""Checking a theme set: random samples, one comment at a time, and what they say of the whole set."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.planner import frame
from consultation.errors import Refused
from consultation.themes import service as themes
from consultation.themes.learning import service as learning
from consultation.themes.learning.models import ANSWERS
from consultation.themes.learning.values import Dealt, SampleView
from consultation.themes.values import ThemeSetView
from consultation.themes.wording import not_found
from consultation.wording import wording


@dataclass(frozen=True)
class Checking:
    """One sample before one checker: the next comment, None when they have judged all; done: how many they have."""

    sample: SampleView
    dealt: Dealt | None
    seen: ThemeSetView
    done: int


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """The samples of a set with their results, and the button that draws another."""
    about, consultation = await frame.ready(request)
    found = await request.app[DB].read(learning.samples, about.id)
    me = account(request).name
    done = {sample.id: _done(sample, me) for sample in found}
    return frame.show(request, "planner/check.html", about, consultation, "check", samples=found, done=done)


@allow("themes.work")
@frame.says_why
async def draw(request: web.Request) -> web.Response:
    """Draw a sample and begin with its first comment."""
    set_id = frame.number(request)
    sample = await request.app[DB].write(learning.draw, set_id, account(request).name)
    return frame.done(frame.address(set_id, f"check/{sample}"), "drawn")


@allow("themes.work")
async def judge(request: web.Request) -> web.Response:
    """The next comment of a sample; after the last one what came of it."""
    about, consultation = await frame.ready(request)
    sample, me = frame.number(request, "sample"), account(request).name
    found = await request.app[DB].read(_read, about.id, sample, me)
    return frame.show(
        request, "planner/judge.html", about, consultation, "check", check=found, dealt=found.dealt, seen=found.seen,
        sample=found.sample,
    )  # fmt: skip


@allow("themes.work")
@frame.says_why
async def answer(request: web.Request) -> web.Response:
    """Keep an answer, and go to the next comment."""
    set_id, sample, sent = frame.number(request), frame.number(request, "sample"), await fields(request)
    place, said = frame.posted_number(sent, "place"), sent.get("answer", "")
    if said not in ANSWERS:
        raise Refused(wording("admin.planner")["problem"]["answer"])
    to = sent.get("to", "")
    if said == "wrong" and not to:
        raise Refused(wording("admin.planner")["problem"]["where_right"])
    number = frame.posted_number(sent, "to") if said == "wrong" and to != "none" else None
    await request.app[DB].write(_answer, set_id, sample, place, account(request).name, said, number)
    return frame.done(frame.address(set_id, f"check/{sample}"), "answered")


def _answer(session: Session, set_id: int, sample_id: int, place: int, me: str, said: str, number: int | None) -> None:
    _of(session, set_id, sample_id)
    learning.answer(session, sample_id, place, me, said, number)


def _read(session: Session, set_id: int, sample_id: int, me: str) -> Checking:
    sample = _of(session, set_id, sample_id)
    return Checking(sample, learning.deal(session, sample_id, me), themes.view(session, set_id), _done(sample, me))


def _of(session: Session, set_id: int, sample_id: int) -> SampleView:
    """A sample of this set. Raises NotFound for one of another."""
    sample = learning.sample(session, sample_id)
    if sample.theme_set_id != set_id:
        raise not_found("set_not_found", id=set_id)
    return sample


def _done(sample: SampleView, me: str) -> int:
    return next((checker.answered for checker in sample.checkers if checker.actor == me), 0)
