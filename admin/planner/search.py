"""The search over all comments: the page, its files, and the searches that somebody keeps."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session
from yarl import URL

from admin import spreadsheet
from admin.accounts.access import account, allow, reach
from admin.fields import fields, query_line
from admin.keys import DB
from admin.pages import go, render
from admin.planner import frame
from consultation import audit
from consultation.consult import reaching
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.places.schemes import cluster, provinces
from consultation.rights import Reach
from consultation.search import saved
from consultation.search import service as search
from consultation.search.asked import APART, ORDERS, Asked
from consultation.search.values import Hit, Results, Saved
from consultation.themes import service as themes
from consultation.themes.members import Names, names
from consultation.themes.values import ThemeView
from consultation.traits.wording import catalogue
from consultation.wording import wording

HERE, RIGHT = f"{frame.ROOT}/search", "search.read"
MOST = 20_000  # rows of a file
TEXTS = ("question", "province", "sector", "age", "channel", "kind")


@dataclass(frozen=True)
class Choices:
    """What the filters offer. of: the consultation that is chosen; its questions, sectors, ages and themes."""

    consultations: tuple[ConsultationView, ...]
    provinces: tuple[tuple[str, str], ...]
    of: ConsultationView | None
    known: Names | None
    themes: tuple[tuple[str, tuple[ThemeView, ...]], ...]


def asked(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what cannot be understood in it is left out."""
    order = query.get("order", "")
    texts = {name: query_line(query, name, 60) for name in TEXTS}
    return Asked.model_validate(
        texts
        | {"words": query_line(query, "q", 200), "order": order if order in ORDERS else "relevance"}
        | {name: _number(query.get(name, "")) for name in ("consultation", "theme")}
        | {name: _day(query.get(name, "")) for name in ("since", "until")}
    )


def query_of(wanted: Asked) -> str:
    """What the address of the page asks for, by which a search is kept and shared."""
    known = wanted.model_dump(exclude={"within"})
    given = {"q" if name == "words" else name: value for name, value in known.items()}
    kept = {name: value for name, value in given.items() if value and (name, value) != ("order", "relevance")}
    return urlencode(kept)


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """The page: what is looked for, what answers, and the searches that this account keeps."""
    return await _page(request, asked(request.query))


@allow(RIGHT)
async def export(request: web.Request) -> web.Response:
    """What answers, as a table; that it was taken out, and by whom, is written in the audit record."""
    wanted, ending = asked(request.query), request.match_info["ending"]
    found, more = await request.app[DB].read(_listed, wanted, reach(request, RIGHT))
    await request.app[DB].write(_record, account(request).name, wanted, len(found))
    return await spreadsheet.answer([("comments", table(found, more))], ending, "comments")


@allow(RIGHT)
async def open_saved(request: web.Request) -> web.Response:
    """The link of a search that somebody keeps: the page that it asks for, under its name."""
    id, me = frame.number(request, "search"), account(request).name
    one = await request.app[DB].read(_kept, id, me, reach(request, RIGHT))
    return go(f"{HERE}?{one.query}&saved={one.id}")


@allow(RIGHT)
async def keep(request: web.Request) -> web.StreamResponse:
    """Keep what the page looks for under a name; refused acts lose nothing that was typed."""
    sent = await fields(request)
    query = sent.get("query", "")
    try:
        id = await request.app[DB].write(saved.keep, account(request).name, sent.get("name", ""), _known(query))
    except Refused as error:
        return await _page(request, asked(URL(f"?{query}").query), problem=str(error), name=sent.line("name"))
    return go(f"{HERE}?{_known(query)}&saved={id}&did=search_kept")


@allow(RIGHT)
@frame.says_why
async def drop(request: web.Request) -> web.StreamResponse:
    """Keep a search no longer."""
    id, me = frame.number(request, "search"), account(request).name
    await request.app[DB].write(_drop, id, me, reach(request, RIGHT))
    return go(f"{HERE}?did=search_dropped")


def table(found: list[Hit], more: bool) -> list[spreadsheet.Row]:
    """Comments as rows under a heading. more: there are more than these, which the last row says."""
    words = wording("admin.planner")
    rows: list[spreadsheet.Row] = [list(words["search_column"].values())]
    for hit in found:
        where = [hit.province_name, hit.district_name, hit.sector_name, hit.age_name]
        channel = words["channel"].get(hit.channel, hit.channel)
        named = "; ".join(label for _, _, label in hit.themes)
        day = hit.created_at.date().isoformat()
        rows.append([hit.ref, hit.text, hit.consultation, hit.question, *where, channel, named, day])
    if more:
        rows.append([words["search"]["more"].format(n=len(found))])
    return rows


async def _page(request: web.Request, wanted: Asked, *, problem: str = "", name: str = "") -> web.Response:
    number, before = frame.asked(request, "page", 1) or 1, _number(request.query.get("before", ""))
    kept = _number(request.query.get("saved", ""))
    me, there = account(request).name, reach(request, RIGHT)
    results, share, choices, mine, opened = await request.app[DB].read(_read, wanted, number, before, me, kept, there)
    words = wording("admin.planner")
    return render(
        request, "planner/search.html", section="search", status=frame.REFUSED if problem else 200, wanted=wanted,
        results=results, share=share, choices=choices, mine=mine, opened=opened, words=words, query=query_of(wanted),
        here=HERE, traits=catalogue(), apart=APART, problem=problem, name=name, before=before, most=MOST,
        ranked=search.RANKED, begun=_begun(wanted), notice=words["did"].get(request.query.get("did", ""), ""),
    )  # fmt: skip


def _read(
    session: Session, wanted: Asked, number: int, before: int | None, me: str, kept: int | None, there: Reach
) -> tuple[Results, float, Choices, list[Saved], Saved | None]:
    opened = None
    if kept is not None:
        with suppress(Refused):
            opened = _kept(session, kept, me, there)
    results = search.page(session, _within(session, wanted, there), number, before)
    return results, search.share(session), _choices(session, wanted, there), saved.saved(session, me), opened


def _listed(session: Session, wanted: Asked, there: Reach) -> tuple[list[Hit], bool]:
    return search.listed(session, _within(session, wanted, there), MOST)


def _within(session: Session, wanted: Asked, there: Reach) -> Asked:
    return wanted.model_copy(update={"within": reaching.ids(session, there)})


def _kept(session: Session, id: int, me: str, there: Reach) -> Saved:
    """A search that this account keeps, or whose link it was given: somebody else's name for it may tell of what
    is out of reach, so it opens where it is about a consultation within reach. Raises NotFound.
    """
    one, within = saved.one(session, id), reaching.ids(session, there)
    if one.account != me and within is not None and asked(URL(f"?{one.query}").query).consultation not in within:
        raise saved.gone(id)
    return one


def _drop(session: Session, id: int, me: str, there: Reach) -> None:
    saved.drop(session, me, _kept(session, id, me, there).id)


def _choices(session: Session, wanted: Asked, there: Reach) -> Choices:
    every = tuple(view for view in consult.listing(session, there) if view.phase != "before")
    of = next((view for view in every if view.id == wanted.consultation), None)
    if of is None:
        near = {one.iso for view in every for one in cluster(view.scheme, view.cluster).provinces}
        names_of = tuple((one.iso, one.name_th) for one in provinces() if there.places is None or one.iso in near)
        return Choices(every, names_of, None, None, ())
    sets = [each for each in themes.listing(session, of.id) if each.state in frame.READY]
    newest = {each.question: each for each in reversed(sets)}
    seen = [themes.view(session, each.id) for each in newest.values()]
    return Choices(
        every,
        tuple((one.iso, one.name_th) for one in cluster(of.scheme, of.cluster).provinces),
        of,
        names(session, of.id),
        tuple((one.about.question_label, one.every) for one in seen),
    )


def _record(session: Session, actor: str, wanted: Asked, n: int) -> None:
    filters = sorted(name for name, value in wanted.model_dump(exclude={"order", "within"}).items() if value)
    audit.record(session, actor, "search.export", "comments", after={"comments": n, "by": filters})


def _known(query: str) -> str:
    """A query that a form sent back, as this page writes it."""
    return query_of(asked(URL(f"?{query}").query))


def _begun(wanted: Asked) -> str:
    """The query that looks for the beginnings of the same words; "" where it is the same."""
    words = " ".join(word if word.endswith("*") else f"{word}*" for word in wanted.words.split())
    if words == wanted.words or '"' in words or "“" in words:
        return ""
    return query_of(wanted.model_copy(update={"words": words}))


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
