"""Searches that people keep: each account its own, readable by whoever gets the link."""

from sqlmodel import Session, col, func, select

from consultation import audit, clock
from consultation.errors import NotFound, Refused
from consultation.search.models import SavedSearch
from consultation.search.values import Saved
from consultation.wording import wording

LONGEST_NAME = 80
MOST = 100  # of one account


def saved(session: Session, account: str) -> list[Saved]:
    """What an account keeps, by name."""
    rows = session.exec(select(SavedSearch).where(SavedSearch.account == account).order_by(SavedSearch.name))
    return [_view(row) for row in rows]


def one(session: Session, id: int) -> Saved:
    """A search that somebody keeps. Raises NotFound."""
    row = session.get(SavedSearch, id)
    if row is None:
        raise gone(id)
    return _view(row)


def keep(session: Session, account: str, name: str, query: str) -> int:
    """Keep a search under a name, in place of the one that the account has under it. Raises Refused."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_problem("name"))
    if len(name) > LONGEST_NAME:
        raise Refused(_problem("name_long", most=LONGEST_NAME))
    if not query:
        raise Refused(_problem("empty"))
    mine = SavedSearch.account == account
    row = session.exec(select(SavedSearch).where(mine, SavedSearch.name == name)).first()
    if row is None:
        if session.exec(select(func.count(col(SavedSearch.id))).where(mine)).one() >= MOST:
            raise Refused(_problem("many", most=MOST))
        row = SavedSearch(account=account, name=name, query=query, created_at=clock.now())
    before, row.query = {"query": row.query}, query
    session.add(row)
    session.flush()
    audit.record(
        session, account, "search.keep", f"search:{row.id}", before=before, after={"name": name, "query": query}
    )
    return row.id or 0


def drop(session: Session, account: str, id: int) -> None:
    """Keep a search no longer. Raises NotFound, and Refused for somebody else's."""
    row = session.get(SavedSearch, id)
    if row is None:
        raise gone(id)
    if row.account != account:
        raise Refused(_problem("not_yours", account=row.account))
    audit.record(session, account, "search.drop", f"search:{id}", before={"name": row.name, "query": row.query})
    session.delete(row)


def gone(id: int) -> NotFound:
    """That there is no such search."""
    return NotFound(_problem("gone", id=id))


def _view(row: SavedSearch) -> Saved:
    return Saved(**row.model_dump())


def _problem(key: str, **values: object) -> str:
    return str(wording("consultation.search")["problem"][key]).format(**values)
