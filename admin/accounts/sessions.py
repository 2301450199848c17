"""Units of work on sessions: begun, looked up at every request, listed for their owner, ended.

A session is a random token in the browser's cookie; the database knows its hash. A half session has a right password
and waits for its code: it opens nothing, and ends soon.
"""

import hashlib
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, select

from admin.accounts import service
from admin.accounts.models import Account, AccountSession
from admin.accounts.service import AccountView, problem
from consultation import audit, clock, ids
from consultation.settings import settings
from consultation.wording import wording

IDLE = timedelta(hours=12)
LONGEST_SESSION = timedelta(days=7)
HALF = timedelta(minutes=10)
TOUCH_AFTER = timedelta(minutes=10)  # a page view writes only when the session was last seen longer ago
BY_PASSWORD = "password"  # the way that asks for a code where one is wanted  # noqa: S105


class Known(BaseModel):
    """A signed-in browser: whose it is, and whether `touch` is due."""

    model_config = ConfigDict(frozen=True)

    account: AccountView
    stale: bool


class Device(BaseModel):
    """A session as its owner sees it. present: the one that asks."""

    model_config = ConfigDict(frozen=True)

    id: int
    way: str
    device: str
    created_at: datetime
    seen_at: datetime
    present: bool


def start_session(session: Session, name: str, way: str = BY_PASSWORD, device: str = "") -> str:
    """Sign an account in that has proved itself; the secret token for its cookie. Raises Refused."""
    found = service.by_name(session, name)
    if found is None:
        raise problem("wrong")
    return start(session, found, way, device)


def start(session: Session, account: AccountView, way: str, device: str = "") -> str:
    """Begin a session of an account; its token."""
    sweep(session)
    token, now = ids.token(), clock.now()
    row = AccountSession(account_id=account.id, token_hash=hashed(token), way=way, created_at=now, seen_at=now)
    row.device = device
    session.add(row)
    if way != "half":
        audit.record(session, account.name, "account.sign_in", f"account:{account.id}", after={"way": way})
    return token


def enter_demo(session: Session, role: str) -> str:
    """Sign the demonstration's account of a role in, making it at the first time; the token for its cookie."""
    name = wording("admin.accounts")["demo"][role]
    if service.by_name(session, name) is None:
        service.make(session, name, "", service.parsed(role), "demo")
    return start_session(session, name, "demo")


def known(session: Session, token: str) -> Known | None:
    """Whose session a token is; None when it is unknown, half, idle too long, or too old."""
    found = _live(session, token)
    if found is None or found[0].way == "half":
        return None
    row, account = found
    shown = service.view(session, account)
    wanted = row.way == BY_PASSWORD and account.code_since is None and bool(shown.grants.roles & settings().code_for)
    shown = shown.model_copy(update={"must_enrol": wanted}) if wanted else shown
    return Known(account=shown, stale=clock.now() - row.seen_at > TOUCH_AFTER)


def half(session: Session, token: str) -> AccountView | None:
    """The account whose password was right and whose code has still to come; None for any other token."""
    found = _live(session, token)
    if found is None or found[0].way != "half" or clock.now() - found[0].created_at > HALF:
        return None
    return service.view(session, found[1])


def complete(session: Session, token: str) -> None:
    """Note that a session's account has just proved its second step on it."""
    row = session.exec(select(AccountSession).where(AccountSession.token_hash == hashed(token))).first()
    if row is not None and row.way == BY_PASSWORD:
        row.way = "code"
        session.add(row)


def touch(session: Session, token: str) -> None:
    """Note that a session is in use."""
    row = session.exec(select(AccountSession).where(AccountSession.token_hash == hashed(token))).first()
    if row is not None:
        row.seen_at = clock.now()
        session.add(row)


def listing(session: Session, account_id: int, present: str = "") -> list[Device]:
    """The sessions of an account that are alive, the last used first. present: the token of the one that asks."""
    rows = session.exec(select(AccountSession).where(AccountSession.account_id == account_id))
    alive = [row for row in rows if row.way != "half" and not _over(row)]
    mine = hashed(present)
    return [
        Device(present=row.token_hash == mine, **row.model_dump(include=set(Device.model_fields)))
        for row in sorted(alive, key=lambda row: row.seen_at, reverse=True)
    ]


def end_session(session: Session, token: str) -> None:
    """Sign out: the token opens nothing any more."""
    session.connection().execute(delete(AccountSession).where(col(AccountSession.token_hash) == hashed(token)))


def end_one(session: Session, account_id: int, session_id: int, actor: str) -> int:
    """End one session of an account; how many that were."""
    return _end(session, account_id, actor, col(AccountSession.id) == session_id)


def end_others(session: Session, account_id: int, actor: str, but: str = "") -> int:
    """End every session of an account, except the one of a token when it is given; how many that were."""
    return _end(session, account_id, actor, col(AccountSession.token_hash) != hashed(but))


def sweep(session: Session) -> None:
    """Drop the sessions that have ended by themselves."""
    now, made = clock.now(), col(AccountSession.created_at)
    over = (made < now - LONGEST_SESSION) | ((col(AccountSession.way) == "half") & (made < now - HALF))
    session.connection().execute(delete(AccountSession).where(over | (col(AccountSession.seen_at) < now - IDLE)))


def hashed(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end(session: Session, account_id: int, actor: str, which: object) -> int:
    of = (col(AccountSession.account_id) == account_id, which)
    n = session.connection().execute(delete(AccountSession).where(*of)).rowcount  # type: ignore[arg-type]
    if n:
        audit.record(session, actor, "account.sessions_end", f"account:{account_id}", before={"sessions": n}, after={})
    return int(n)


def _live(session: Session, token: str) -> tuple[AccountSession, Account] | None:
    chosen = select(AccountSession, Account).join(Account, col(Account.id) == col(AccountSession.account_id))
    found = session.exec(chosen.where(AccountSession.token_hash == hashed(token))).first()
    if found is None or found[1].disabled_at or _over(found[0]):
        return None
    return found[0], found[1]


def _over(row: AccountSession) -> bool:
    now = clock.now()
    return now - row.seen_at > IDLE or now - row.created_at > LONGEST_SESSION
