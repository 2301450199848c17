"""A word in context: each place where it is said, aligned, and the words that go with it beyond chance."""

import asyncio
from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import allow
from admin.keys import DB
from admin.planner import filtering, frame
from consultation.themes import service as themes
from consultation.themes.service import Filter, Scope
from consultation.themes.values import ThemeSetView
from nlp.company import Line, With, company, lines
from nlp.sought import Term, terms

READ = 2_000  # comments that are read of those that say the word, and of all
LINES, WORDS = 100, 24

Texts = list[tuple[int, int, str]]  # comment, response, masked text


@dataclass(frozen=True)
class Context:
    """What is known of a word. read: comments read that say it; partly: there are more than were read."""

    lines: list[Line]
    company: list[With]
    read: int
    partly: bool


@dataclass(frozen=True)
class Read:
    """What was read: the comments that say the word, and of all comments as many."""

    seen: ThemeSetView
    saying: Texts
    everybody: Texts


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """The lines and the company of the word that the address asks for, in one theme or in the whole set."""
    about, consultation = await frame.ready(request)
    asked, number = filtering.asked(request), frame.asked(request, "theme")
    looked_for = terms(asked.wanted.words)
    scope: Scope = "all" if number is None else number
    read = await request.app[DB].read(_read, about.id, scope, asked.wanted, looked_for)
    context = await asyncio.to_thread(_context, looked_for, read) if looked_for else None
    theme = read.seen.theme(number) if number is not None else None
    return frame.show(
        request, "planner/words.html", read.seen.about, consultation, "board" if theme else "comments", seen=read.seen,
        theme=theme, asked=asked, wanted=asked.wanted, context=context,
        whole=frame.address(about.id, f"themes/{theme.number}" if theme else "comments"),
    )  # fmt: skip


def _read(session: Session, set_id: int, scope: Scope, wanted: Filter, looked_for: tuple[Term, ...]) -> Read:
    seen, everything = themes.view(session, set_id), wanted.model_copy(update={"words": ""})
    if not looked_for:
        return Read(seen, [], [])
    saying = themes.sample(session, set_id, scope, wanted.model_copy(update={"letters": False}), READ + 1)
    return Read(seen, saying, themes.sample(session, set_id, scope, everything, READ))


def _context(looked_for: tuple[Term, ...], read: Read) -> Context:
    saying = read.saying[:READ]
    return Context(
        lines=lines(looked_for, ((comment, text) for comment, _, text in saying), LINES),
        company=company(looked_for, [one[1:] for one in saying], [one[1:] for one in read.everybody], WORDS),
        read=len(saying),
        partly=len(read.saying) > READ,
    )
