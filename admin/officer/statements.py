"""Statements of a consultation: pasted in bulk, proposed by citizens and moderated, counted, published at the end."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from consultation.errors import Refused, refused
from consultation.forms import service as forms
from consultation.opinion import moderation, seeds, service, views
from consultation.opinion.models import STATES
from consultation.opinion.seeds import Fault
from consultation.opinion.views import StatementView
from consultation.talk.model import Outgoing
from consultation.wording import wording

QUEUE = 20  # statements to be moderated on one page
PAGE = 50
ACTS = ("accept", "reject", "meta", "matter", "publish", "hide")


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The queue of what waits, the box to paste into, the list with its votes."""
    return await _page(request, request.query.get("q", ""))


@allow("statements.moderate")
async def act(request: web.Request) -> web.Response:
    """Do what the pressed button says; `check` shows what an author would be told, before it is told."""
    sent = await fields(request)
    question, pressed = sent.get("q", ""), sent.get("act", "")
    try:
        if pressed == "seed":
            return await _seed(request, question, sent)
        if pressed == "check":
            return await _page(request, question, checked=await _check(request, sent))
        if pressed not in ACTS:
            return go(_address(request, question))
        done = await request.app[DB].write(carry_out, frame.number(request), sent, account(request).name)
    except Refused as error:
        return await _page(request, question, problem=str(error), typed=sent)
    return go(_address(request, question, done) + ("#queue" if pressed in ("accept", "reject") else "#list"))


def carry_out(session: Session, consultation: int, sent: Fields, actor: str) -> str:
    """One act on a statement, or on all of a question; the key of what was done. Raises Refused, NotFound."""
    pressed = sent["act"]
    if pressed in ("publish", "hide"):
        question = views.question_of(session, consultation, sent.get("q", ""))
        if question is None:
            raise refused("statements_no_question", question=sent.get("q", ""))
        moderation.publish(session, consultation, question.name, pressed == "publish", actor)
        return "statement_published" if pressed == "publish" else "statement_hidden"
    statement = views.of_consultation(session, consultation, _number(sent))
    if pressed == "accept":
        moderation.accept(session, statement, actor, sent.get("seen"))
        return "statement_accepted"
    if pressed == "reject":
        reason, words = sent.get("reason", ""), sent.get("words", "")
        moderation.reject(session, statement, reason, words, actor, sent.get("seen"))
        return "statement_rejected"
    moderation.mark_meta(session, statement, pressed == "meta", actor)
    return "statement_marked"


async def _seed(request: web.Request, name: str, sent: Fields) -> web.Response:
    """Put in what can be put in; lines that cannot stay in the box with what is wrong with each."""
    db, consultation = request.app[DB], frame.number(request)
    question, languages, known = await db.read(_before_seeding, consultation, name)
    pasted, similar = sent.get("pasted", ""), "similar" in sent
    found, faults = await asyncio.to_thread(seeds.read, pasted, languages, known, similar=similar)
    put = await db.write(service.seed, consultation, question, found, account(request).name) if found else 0
    if not faults and put:
        return go(_address(request, name, "statement_seeded") + "#list")
    return await _page(request, name, faults=faults, put=put, pasted=seeds.left(pasted, languages, faults))


def _before_seeding(session: Session, consultation: int, name: str) -> Any:
    question = views.question_of(session, consultation, name)
    if question is None:
        raise refused("statements_no_question", question=name)
    languages = list(forms.current(session, consultation).languages) or ["th"]
    return question, languages, service.known(session, consultation, name)


async def _check(request: web.Request, sent: Fields) -> dict[str, Any]:
    def told(session: Session) -> Sequence[Outgoing]:
        statement = views.of_consultation(session, frame.number(request), _number(sent))
        return moderation.preview(session, statement, sent.get("reason", ""), sent.get("words", ""))

    found = await request.app[DB].read(told)
    return {"id": sent["statement"], "reason": sent["reason"], "words": sent.get("words", ""), "told": found}


def _number(sent: Fields) -> int:
    given = sent.get("statement", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= 18):
        raise Refused(wording("admin.officer")["problem"]["statement_number"])
    return int(given)


def _address(request: web.Request, question: str, done: str = "") -> str:
    asked = {name: value for name, value in (("q", question), ("done", done)) if value}
    page = frame.address(frame.number(request), "statements")
    return f"{page}?{urlencode(asked)}" if asked else page


async def _page(
    request: web.Request,
    question: str,
    *,
    problem: str = "",
    typed: Fields | None = None,
    checked: dict[str, Any] | None = None,
    faults: Sequence[Fault] = (),
    put: int = 0,
    pasted: str = "",
) -> web.Response:
    view = await frame.find(request)
    boards = await request.app[DB].read(views.boards, view.id)
    board = next((one for one in boards if one.question == question), boards[0] if boards else None)
    every = board.statements if board else ()
    queue = await asyncio.to_thread(views.queue, every, QUEUE)
    if typed is not None and typed.get("act") in ("check", "reject"):
        checked = {"id": typed["statement"], "reason": typed.get("reason", ""), "words": typed.get("words", "")}
    context = {
        **_listed(request, every),
        "boards": boards,
        "board": board,
        "queue": queue,
        "reasons": moderation.reasons(),
        "explained": moderation.EXPLAINED,
        "checked": {"told": (), **checked} if checked else None,
        "faults": faults,
        "put": put,
        "pasted": pasted or (typed.get("pasted", "") if typed is not None else ""),
    }
    status = frame.REFUSED if problem or (faults and not put) else 200
    return frame.show(request, "officer/statements.html", view, "statements", status=status, problem=problem, **context)


def _listed(request: web.Request, every: Sequence[StatementView]) -> dict[str, Any]:
    """One page of the statements in the state and the order that are asked for."""
    state, order, given = (request.query.get(key, "") for key in ("state", "order", "page"))
    state = state if state in STATES else ""
    listed = [one for one in every if not state or one.state == state]
    if order == "votes":
        listed = sorted(listed, key=lambda one: -one.votes)
    pages = max(1, -(-len(listed) // PAGE))
    page = min(max(int(given), 1), pages) if given.isdecimal() and len(given) < 6 else 1
    shown = listed[(page - 1) * PAGE : page * PAGE]
    return {"listed": shown, "found": len(listed), "page": page, "pages": pages, "only": state, "order": order}
