"""Links that let somebody set a password: an invitation to a new account, or a reset that an administrator made.

A link is shown once to who makes it; the database knows its hash. It works once, until it ends, and a newer one of the
same account puts it out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from admin.accounts import service, sessions
from admin.accounts.models import Account, AccountLink
from admin.accounts.service import AccountView, problem
from admin.accounts.shutting import shut_out
from consultation import audit, clock, ids
from consultation.rights import Grant

LASTS = {"invite": timedelta(hours=72), "reset": timedelta(hours=24)}


@dataclass(frozen=True)
class Made:
    """A new link: its secret, which is not to be had again, and when it ends."""

    account: AccountView
    kind: str
    token: str
    ends_at: datetime


@dataclass(frozen=True)
class Standing:
    """A link that still works, as its holder sees it."""

    account: AccountView
    kind: str


def invite(session: Session, name: str, email: str, given: tuple[Grant, ...], actor: str) -> Made:
    """Make an account without a password, and the link to set it. Raises Refused."""
    name = service.tidy(name)
    service.check_name(session, name)
    if not given:
        raise problem("no_role")
    made = service.make(session, name, "", given, actor, service.checked_email(session, email))
    return _link(session, made, "invite", actor)


def renew(session: Session, account_id: int, actor: str) -> Made:
    """Another link for an account: an invitation while it has no password, else a reset. Raises Refused, NotFound."""
    account = service.get(session, account_id, hold=True)
    if account.disabled_at is not None:
        raise problem("disabled")
    return _link(session, service.view(session, account), "reset" if account.password_hash else "invite", actor)


def standing(session: Session, token: str) -> Standing | None:
    """The link of a token while it works; None when it is none, was used, ended or was put out."""
    found = _live(session, token)
    return Standing(service.view(session, found[1]), found[0].kind) if found is not None else None


def use(session: Session, token: str, password: str, new_hash: str) -> AccountView:
    """Set the password of a link's account, put the link out and end every session and token. Raises Refused."""
    service.check_password(password)
    found = _live(session, token, hold=True)
    if found is None:
        raise problem("link")
    row, account = found
    row.used_at = clock.now()
    session.add(row)
    service.set_password(session, account.id or 0, password, new_hash, account.name)
    shut_out(session, account.id or 0, account.name)
    return service.view(session, account)


def put_out(session: Session, account_id: int) -> None:
    """Let every link of an account that is not used yet end now."""
    now = clock.now()
    of = (col(AccountLink.account_id) == account_id, col(AccountLink.used_at).is_(None), col(AccountLink.ends_at) > now)
    session.connection().execute(update(AccountLink).where(*of).values(ends_at=now))


def _link(session: Session, account: AccountView, kind: str, actor: str) -> Made:
    put_out(session, account.id)
    token, now = ids.token(), clock.now()
    ends_at = now + LASTS[kind]
    row = AccountLink(
        account_id=account.id, kind=kind, token_hash=sessions.hashed(token), made_by=actor, made_at=now, ends_at=ends_at
    )
    session.add(row)
    session.flush()
    after = {"kind": kind, "until": ends_at.isoformat()}
    audit.record(session, actor, "account.link", f"account:{account.id}", after=after)
    return Made(account, kind, token, ends_at)


def _live(session: Session, token: str, *, hold: bool = False) -> tuple[AccountLink, Account] | None:
    chosen = select(AccountLink).where(AccountLink.token_hash == sessions.hashed(token))
    row = session.exec(chosen.with_for_update() if hold else chosen).first()
    if row is None or row.used_at is not None or row.ends_at <= clock.now():
        return None
    account = service.get(session, row.account_id, hold=hold)
    return (row, account) if account.disabled_at is None else None
