"""Nothing that an officer changes goes unrecorded: who acts is known while units of work run, and what they wrote.

Units of work write the audit record themselves, with before and after. Where one changed rows for somebody and wrote
no entry, an entry is written for it in the same transaction, which says who, by which address, and rows of which
tables; what stood in them is not told, as it may be a citizen's. Tests fail where that was needed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy import event
from sqlmodel import Session

from admin.accounts.access import GUARDED
from admin.keys import ACCOUNT
from consultation import audit
from consultation.audit import AuditEntry
from consultation.db import Database

P = ParamSpec("P")
T = TypeVar("T")

RECORD = str(AuditEntry.__tablename__)
UNNAMED = "unrecorded"  # how the act of such an entry begins
READING = ("GET", "HEAD", "OPTIONS")
# Rows that are no act: that somebody is there, what was tried, what was looked at, what waits to be computed, and
# a file that is stored before the act that it belongs to.
QUIET = frozenset(
    {"account_session", "sign_in_count", "theme_visit", "job", "proof_file", "proof_piece"}
    | {"attachment", "attachment_content", "attachment_thumbnail"}
)
_VERBS = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}  # which word of the statement names the table


@dataclass(frozen=True)
class Acting:
    """Whoever acts now: the name, by which route, on which address."""

    actor: str
    route: str
    address: str


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


class Witness:
    """A database that watches what is written while somebody acts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def write(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        acting = _acting.get()
        if acting is None:
            return await self._db.write(f, *args, **kwargs)

        def watched(session: Session) -> T:
            with _watching(session) as written:
                value = f(session, *args, **kwargs)
                session.flush()
            if not written[RECORD] and (changed := {table: n for table, n in written.items() if table not in QUIET}):
                audit.record(
                    session, acting.actor, f"{UNNAMED}.{acting.route}", acting.address, after={"changed": changed}
                )
            return value

        return await self._db.write(watched)

    async def read(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._db.read(f, *args, **kwargs)

    async def close(self) -> None:
        await self._db.close()


@web.middleware
async def know_acting(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note who acts, for as long as a request of a signed-in account that may change something is answered.

    Only below the pages of the office: who answers a questionnaire in the same browser is a citizen there.
    """
    present = request.get(ACCOUNT)
    if present is None or request.method in READING or not request.path.startswith(GUARDED):
        return await handler(request)
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else ""
    token = _acting.set(Acting(present.name, route.strip("/").replace("/", "."), request.path))
    try:
        return await handler(request)
    finally:
        _acting.reset(token)


@contextmanager
def _watching(session: Session) -> Iterator[Counter[str]]:
    """How many statements changed rows of which table until the block ends."""
    written: Counter[str] = Counter()
    connection = session.connection()

    def note(_: Any, cursor: Any, statement: str, *more: Any) -> None:
        words = statement.split(None, 3) if cursor.rowcount else ()  # an insert that found its row there changed none
        place = _VERBS.get(words[0].upper()) if words else None
        if place is not None and len(words) > place:
            written[words[place].strip('"').partition("(")[0]] += 1

    event.listen(connection, "after_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(connection, "after_cursor_execute", note)
