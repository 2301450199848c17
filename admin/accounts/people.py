"""What an administrator sees of accounts and does with them: the list, one of them, disabled and enabled."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from admin.accounts import links, service
from admin.accounts.models import Account, AccountLink, AccountRole, AccountSession
from admin.accounts.service import problem
from admin.accounts.shutting import shut_out
from consultation import audit, clock, rights
from consultation.rights import Grant, Grants


@dataclass(frozen=True)
class Person:
    """An account as an administrator sees it. invited_until: until when its open invitation or reset works."""

    id: int
    name: str
    email: str
    grants: Grants
    entered: bool
    provider: bool
    code_since: datetime | None
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    invited_until: datetime | None


def listing(session: Session) -> list[Person]:
    """Every account: those that may sign in first, by name."""
    given: dict[int, list[Grant]] = defaultdict(list)
    for role in session.exec(select(AccountRole)):
        given[role.account_id].append(Grant(role.role, role.scope))
    seen = dict(session.exec(
        select(AccountSession.account_id, func.max(AccountSession.seen_at)).group_by(col(AccountSession.account_id))
    ).all())  # fmt: skip
    open_links = select(AccountLink).where(col(AccountLink.used_at).is_(None), AccountLink.ends_at > clock.now())
    until = {link.account_id: link.ends_at for link in session.exec(open_links)}
    rows = session.exec(select(Account)).all()
    found = [_person(row, given[row.id or 0], seen.get(row.id or 0), until.get(row.id or 0)) for row in rows]
    return sorted(found, key=lambda person: (person.disabled_at is not None, person.name.casefold()))


def one(session: Session, account_id: int) -> Person:
    """One account. Raises NotFound."""
    service.get(session, account_id)
    return next(person for person in listing(session) if person.id == account_id)


def named(session: Session, name: str) -> Person:
    """The account of a name, disabled or not. Raises Refused when there is none."""
    found = next((person for person in listing(session) if person.name == service.tidy(name)), None)
    if found is None:
        raise problem("nobody", name=name)
    return found


def disable(session: Session, account_id: int, actor: str) -> None:
    """Let an account sign in no more, end its sessions, tokens and links. Raises Refused for the last administrator."""
    account = service.get(session, account_id, hold=True)
    if account.name == actor:
        raise problem("yourself")
    if account.disabled_at is not None:
        return
    account.disabled_at = clock.now()
    session.add(account)
    if service.ADMINISTRATOR in service.view(session, account).given:
        service.keep_an_administrator(session)
    links.put_out(session, account_id)
    shut_out(session, account_id, actor)
    told = {"before": {"disabled": False}, "after": {"disabled": True}}
    audit.record(session, actor, "account.disable", f"account:{account_id}", **told)


def enable(session: Session, account_id: int, actor: str) -> None:
    """Let a disabled account sign in again, with the roles it had; its tokens stay ended."""
    account = service.get(session, account_id, hold=True)
    if account.disabled_at is None:
        return
    account.disabled_at = None
    session.add(account)
    told = {"before": {"disabled": True}, "after": {"disabled": False}}
    audit.record(session, actor, "account.enable", f"account:{account_id}", **told)


def _person(row: Account, given: list[Grant], seen: datetime | None, until: datetime | None) -> Person:
    ordered = sorted(given, key=lambda each: (rights.ROLES.index(each.role), each.scope))
    return Person(
        id=row.id or 0, name=row.name, email=row.email or "", grants=Grants(tuple(ordered)),
        entered=bool(row.password_hash), provider=row.oidc_subject is not None, code_since=row.code_since,
        created_at=row.created_at, disabled_at=row.disabled_at, seen_at=seen, invited_until=until,
    )  # fmt: skip
