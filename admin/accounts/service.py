"""Units of work on accounts and sessions. Passwords are hashed by the caller's thread: see `passwords`."""

import hashlib
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, select

from admin.accounts.models import ROLES, Account, AccountSession
from admin.accounts.passwords import hashed
from consultation import audit, clock, ids
from consultation.errors import Refused
from consultation.wording import wording

Role = Literal["officer", "planner", "head", "admin"]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_NAME = 60
IDLE = timedelta(hours=12)
LONGEST_SESSION = timedelta(days=7)
TOUCH_AFTER = timedelta(minutes=10)  # a page view writes only when the session was last seen longer ago


class AccountView(BaseModel):
    """An account as the rest of the program sees it."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    role: Role


class Known(BaseModel):
    """A signed-in browser: whose it is, and whether `touch` is due."""

    model_config = ConfigDict(frozen=True)

    account: AccountView
    stale: bool


def add(session: Session, name: str, password: str, role: str, *, actor: str = "command line") -> AccountView:
    """Make an account. Raises Refused when the name is taken or empty, the password short, or the role unknown."""
    name = name.strip()
    _check(session, name, password, role)
    return _make(session, name, hashed(password), role, actor)


def password_hash(session: Session, name: str) -> str:
    """The hash to check a password against; empty when there is no such account or it is disabled."""
    account = _by_name(session, name.strip())
    return account.password_hash if account is not None else ""


def by_name(session: Session, name: str) -> AccountView | None:
    """The account of a name; None when there is none or it is disabled."""
    account = _by_name(session, name.strip())
    return _view(account) if account is not None else None


def start_session(session: Session, name: str) -> str:
    """Sign an account in whose password was right; the secret token for its cookie. Raises Refused."""
    account = _by_name(session, name.strip())
    if account is None:
        raise Refused(wording("admin.accounts")["problem"]["wrong"])
    return _start(session, account)


def enter_demo(session: Session, role: Role) -> str:
    """Sign the demonstration's account of a role in, making it at the first time; the token for its cookie."""
    name = wording("admin.accounts")["demo"][role]
    if _by_name(session, name) is None:
        _make(session, name, "", role, "demo")
    return start_session(session, name)


def known(session: Session, token: str) -> Known | None:
    """Whose session a token is; None when it is unknown, idle too long, or too old."""
    now = clock.now()
    chosen = select(AccountSession, Account).join(Account, col(Account.id) == col(AccountSession.account_id))
    found = session.exec(chosen.where(AccountSession.token_hash == _hash(token))).first()
    if found is None:
        return None
    row, account = found
    if account.disabled_at or now - row.seen_at > IDLE or now - row.created_at > LONGEST_SESSION:
        return None
    return Known(account=_view(account), stale=now - row.seen_at > TOUCH_AFTER)


def touch(session: Session, token: str) -> None:
    """Note that a session is in use."""
    row = session.exec(select(AccountSession).where(AccountSession.token_hash == _hash(token))).first()
    if row is not None:
        row.seen_at = clock.now()
        session.add(row)


def end_session(session: Session, token: str) -> None:
    """Sign out: the token opens nothing any more."""
    session.connection().execute(delete(AccountSession).where(col(AccountSession.token_hash) == _hash(token)))


def sweep(session: Session) -> None:
    """Drop the sessions that have ended by themselves."""
    oldest = clock.now() - LONGEST_SESSION
    session.connection().execute(delete(AccountSession).where(col(AccountSession.created_at) < oldest))


def _check(session: Session, name: str, password: str, role: str) -> None:
    problem = wording("admin.accounts")["problem"]
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(problem["name"].format(longest=LONGEST_NAME))
    if role not in ROLES:
        raise Refused(problem["role"].format(given=role, known=", ".join(ROLES)))
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(problem["short"].format(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD))
    if session.exec(select(Account.id).where(Account.name == name)).first() is not None:
        raise Refused(problem["taken"].format(name=name))


def _make(session: Session, name: str, password_hash: str, role: str, actor: str) -> AccountView:
    account = Account(name=name, password_hash=password_hash, role=role, created_at=clock.now())
    session.add(account)
    session.flush()
    audit.record(session, actor, "account.add", f"account:{account.id}", after={"name": name, "role": role})
    return _view(account)


def _by_name(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.name == name, col(Account.disabled_at).is_(None))).first()


def _start(session: Session, account: Account) -> str:
    sweep(session)
    token, now = ids.token(), clock.now()
    view = _view(account)
    session.add(AccountSession(account_id=view.id, token_hash=_hash(token), created_at=now, seen_at=now))
    audit.record(session, account.name, "account.sign_in", f"account:{account.id}")
    return token


def _view(account: Account) -> AccountView:
    return AccountView.model_validate({"id": account.id, "name": account.name, "role": account.role})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
