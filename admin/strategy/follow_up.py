"""Following up, for planners, officers and heads: what waits for a signature, what citizens say, the quarterly list."""

from dataclasses import dataclass
from datetime import date

from aiohttp import web
from sqlmodel import Session

from admin import spreadsheet
from admin.accounts.access import account, allow, reach
from admin.dates import day as thai_day
from admin.fields import fields
from admin.keys import DB
from admin.pages import render
from admin.planner.frame import done, number, posted_number, says_why
from admin.strategy import frame
from consultation.commitments import service as commitments
from consultation.commitments.quarters import Quarter, quarter, quarter_of
from consultation.commitments.service import CommitmentInput, CommitmentView, MoveInput
from consultation.commitments.wording import PACKAGE, refused, said
from consultation.consult import reaching
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.findings import deciding
from consultation.findings.tracing import link_to
from consultation.findings.values import DispositionView, FindingLink
from consultation.replies import heard
from consultation.replies import service as replies
from consultation.replies.values import Said, Tally
from consultation.rights import Reach
from consultation.wording import wording

READS, NOTES, MOVES = "follow_up.read", "follow_up.note", "strategy.move"
may_read = allow(READS)
may_promise = allow("strategy.promise")
may_move = allow(MOVES)
may_note = allow(NOTES)


@dataclass(frozen=True)
class Found:
    """Everything on the page, read at one moment. said: what citizens answered and no officer has read."""

    quarter: Quarter
    waiting: tuple[tuple[FindingLink, DispositionView], ...]
    said: tuple[Said, ...]
    reopened: tuple[CommitmentView, ...]
    listed: tuple[CommitmentView, ...]
    tallies: dict[int, Tally]
    consultations: tuple[ConsultationView, ...]
    untold: dict[int, int]


@may_read
async def show(request: web.Request) -> web.Response:
    """What waits, what citizens say, and the commitments of a quarter."""
    found = await request.app[DB].read(_find, _asked(request), reach(request, READS))
    moves, notes = [await request.app[DB].read(reaching.ids, reach(request, act)) for act in (MOVES, NOTES)]
    words = frame.said(request)
    return render(
        request, "strategy/follow_up.html", **{**words, "section": "follow-up"}, found=found, moves=moves,
        promises=wording(PACKAGE), notes=notes, today=commitments.today(),
    )  # fmt: skip


@may_read
async def sheet(request: web.Request) -> web.Response:
    """The quarterly list as a workbook."""
    found = await request.app[DB].read(_find, _asked(request), reach(request, READS))
    heads = tuple(wording(PACKAGE)["columns"].values())
    rows = [heads, *(_row(one, found.tallies.get(one.id, Tally())) for one in found.listed)]
    name = said("words", "file", quarter=found.quarter.name)
    return await spreadsheet.answer([("commitments", rows)], "xlsx", f"commitments-{found.quarter.key}", name)


@may_promise
@says_why
async def promise(request: web.Request) -> web.Response:
    """Promise something for a finding."""
    sent = await fields(request)
    given = CommitmentInput(text=sent.get("text", ""), owner=sent.get("owner", ""), due=_day(sent.line("due")))
    made = await request.app[DB].write(commitments.promise, number(request, "finding"), given, account(request).name)
    return done(f"{frame.finding_address(made.finding.consultation_id, made.finding.id)}#promises", "promised")


@may_move
@says_why
async def move(request: web.Request) -> web.Response:
    """Say how far a commitment is."""
    sent = await fields(request)
    texts = {name: sent.get(name, "") for name in ("note", "evidence", "link")}
    given = MoveInput(state=sent.line("state"), due=_day(sent.line("due")), **texts)
    version = posted_number(sent, "version")
    made = await request.app[DB].write(commitments.move, number(request), given, account(request).name, version)
    return done(f"{frame.finding_address(made.finding.consultation_id, made.finding.id)}#promises", "moved_on")


@may_note
@says_why
async def seen(request: web.Request) -> web.Response:
    """Note that somebody of the office has read what a citizen answered."""
    sent, there = await fields(request), reach(request, NOTES)
    await request.app[DB].write(heard.seen, posted_number(sent, "reply"), account(request).name, there)
    return done(frame.FOLLOW_UP, "seen")


def _asked(request: web.Request) -> Quarter:
    given = request.query.get("quarter", "")
    return quarter(given) if given else quarter_of(commitments.today())


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise refused("due_unreadable", given=given[:20]) from error


def _find(session: Session, of: Quarter, there: Reach) -> Found:
    listed = tuple(commitments.listed(session, of.first, of.last, there))
    back = tuple(commitments.reopened(session, there))
    return Found(
        quarter=of,
        waiting=tuple((link_to(row), made) for row, made in deciding.waiting(session, there)),
        said=tuple(heard.unread(session, there)),
        reopened=back,
        listed=listed,
        tallies={one.id: heard.tally(session, one.id) for one in (*listed, *back)},
        consultations=tuple(one for one in consult.listing(session, there) if one.phase == "after"),
        untold=replies.untold(session, there),
    )


def _row(one: CommitmentView, tally: Tally) -> tuple[str, ...]:
    state = said("state", one.state)
    return (
        one.ref, f"{one.finding.ref} {one.finding.statement}", one.text, one.owner, thai_day(one.due), state,
        one.evidence, one.link, str(tally.told), str(tally.fixed), str(tally.not_yet), thai_day(one.updated_at.date()),
    )  # fmt: skip
