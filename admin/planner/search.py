"""The search over all comments: the page, its files, and the searches that somebody keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session
from yarl import URL

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.fields import fields, query_line
from admin.keys import DB
from admin.pages import go, render
from admin.planner import frame
from consultation import audit
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.places.schemes import cluster, provinces
from consultation.search import saved
from consultation.search import service as search
from consultation.search.asked import APART, ORDERS, Asked
from consultation.search.values import Hit, Results, Saved
from consultation.themes import service as themes
from consultation.themes.members import Names, names
from consultation.themes.values import ThemeView
from consultation.traits.wording import catalogue
from consultation.wording import wording

HERE = f"{frame.ROOT}/search"
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
    given = {"q" if name == "words" else name: value for name, value in wanted.model_dump().items()}
    kept = {name: value for name, value in given.items() if value and (name, value) != ("order", "relevance")}
    return urlencode(kept)


@allow("office.search")
async def show(request: web.Request) -> web.Response:
    """The page: what is looked for, what answers, and the searches that this account keeps."""
    return await _page(request, asked(request.query))


@allow("office.search")
async def export(request: web.Request) -> web.Response:
    """What answers, as a table; that it was taken out, and by whom, is written in the audit record."""
    wanted, ending = asked(request.query), request.match_info["ending"]
    found, more = await request.app[DB].read(search.listed, wanted, MOST)
    await request.app[DB].write(_record, account(request).name, wanted, len(found))
    return await spreadsheet.answer([("comments", table(found, more))], ending, "comments")


@allow("office.search")
async def open_saved(request: web.Request) -> web.Response:
    """The link of a search that somebody keeps: the page that it asks for, under its name."""
    one = await request.app[DB].read(saved.one, frame.number(request, "search"))
    return go(f"{HERE}?{one.query}&saved={one.id}")


@allow("office.search")
async def keep(request: web.Request) -> web.StreamResponse:
    """Keep what the page looks for under a name; refused acts lose nothing that was typed."""
    sent = await fields(request)
    query = sent.get("query", "")
    try:
        id = await request.app[DB].write(saved.keep, account(request).name, sent.get("name", ""), _known(query))
    except Refused as error:
        return await _page(request, asked(URL(f"?{query}").query), problem=str(error), name=sent.line("name"))
    return go(f"{HERE}?{_known(query)}&saved={id}&did=search_kept")


@allow("office.search")
@frame.says_why
async def drop(request: web.Request) -> web.StreamResponse:
    """Keep a search no longer."""
    await request.app[DB].write(saved.drop, account(request).name, frame.number(request, "search"))
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
    results, share, choices, mine, opened = await request.app[DB].read(
        _read, wanted, number, before, account(request).name, kept
    )
    words = wording("admin.planner")
    return render(
        request, "planner/search.html", section="search", status=frame.REFUSED if problem else 200, wanted=wanted,
        results=results, share=share, choices=choices, mine=mine, opened=opened, words=words, query=query_of(wanted),
        here=HERE, traits=catalogue(), apart=APART, problem=problem, name=name, before=before, most=MOST,
        ranked=search.RANKED, begun=_begun(wanted), notice=words["did"].get(request.query.get("did", ""), ""),
    )  # fmt: skip


def _read(
    session: Session, wanted: Asked, number: int, before: int | None, me: str, kept: int | None
) -> tuple[Results, float, Choices, list[Saved], Saved | None]:
    mine = saved.saved(session, me)
    opened = next((one for one in mine if one.id == kept), None)
    if opened is None and kept is not None:
        try:
            opened = saved.one(session, kept)
        except Refused:
            opened = None
    results = search.page(session, wanted, number, before)
    return results, search.share(session), _choices(session, wanted), mine, opened


def _choices(session: Session, wanted: Asked) -> Choices:
    every = tuple(view for view in consult.listing(session) if view.phase != "before")
    of = next((view for view in every if view.id == wanted.consultation), None)
    if of is None:
        return Choices(every, tuple((one.iso, one.name_th) for one in provinces()), None, None, ())
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
    filters = sorted(name for name, value in wanted.model_dump(exclude={"order"}).items() if value)
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
