"""Units of work on accounts: made, found, given roles. Passwords are hashed by the caller's thread: see `passwords`.

Sessions are in `sessions`, links in `links`, the second step in `codes`.
"""

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, select

from admin.accounts.models import Account, AccountRole
from admin.accounts.passwords import hashed
from consultation import audit, clock, rights
from consultation.errors import NotFound, Refused
from consultation.places.schemes import UnknownPlace
from consultation.rights import Grant, Grants, Place
from consultation.wording import wording

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_NAME = 60
LONGEST_EMAIL = 254
COMMAND_LINE = "command line"
ADMINISTRATOR = Grant("SYS")


class AccountView(BaseModel):
    """An account as the rest of the program sees it: who it is, and what it may do.

    must_enrol: whether it has to set up the second step before anything else.
    """

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    given: tuple[Grant, ...] = ()
    must_enrol: bool = False

    @cached_property
    def grants(self) -> Grants:
        """Its roles with their scopes."""
        return Grants(self.given)

    def may(self, act: str, of: object = None) -> bool:
        """Whether an act of `consultation.rights` is allowed, for the cluster of a consultation when one is given."""
        if of is None:
            return self.grants.may(act)
        return self.grants.may(act, Place(of.scheme, of.cluster))  # type: ignore[attr-defined]


def problem(key: str, **values: object) -> Refused:
    """The refusal of this key in `[problem]`."""
    return Refused(wording("admin.accounts")["problem"][key].format(**values))


def add(session: Session, name: str, password: str, roles: str, *, actor: str = COMMAND_LINE) -> AccountView:
    """Make an account. roles: as `rights.parsed` reads them ("STR ADM@2567:10"). Raises Refused."""
    name, given = tidy(name), parsed(roles)
    check_name(session, name)
    check_password(password)
    return make(session, name, hashed(password), given, actor)


def make(
    session: Session, name: str, password_hash: str, given: tuple[Grant, ...], actor: str, email: str | None = None
) -> AccountView:
    """Store an account that was checked."""
    account = Account(name=name, email=email, password_hash=password_hash, created_at=clock.now())
    session.add(account)
    session.flush()
    _give(session, account, given)
    after = {"name": name, "roles": str(Grants(given))}
    audit.record(session, actor, "account.add", f"account:{account.id}", after=after)
    return view(session, account)


def set_roles(session: Session, account_id: int, given: tuple[Grant, ...], actor: str) -> AccountView:
    """Give an account these roles and no others, from its next request on. Raises Refused, NotFound."""
    account = get(session, account_id, hold=True)
    before = view(session, account)
    if not given:
        raise problem("no_role")
    if set(given) == set(before.given):
        return before
    _give(session, account, given)
    if ADMINISTRATOR in before.given:
        keep_an_administrator(session)
    told = {"before": {"roles": str(before.grants)}, "after": {"roles": str(Grants(given))}}
    audit.record(session, actor, "account.roles", f"account:{account.id}", **told)
    return view(session, account)


def password_hash(session: Session, name: str) -> str:
    """The hash to check a password against; empty when there is no such account or it is disabled."""
    account = _by_name(session, tidy(name))
    return account.password_hash if account is not None else ""


def set_password(session: Session, account_id: int, password: str, new_hash: str, actor: str) -> None:
    """Store the hash of a new password. Raises Refused when it is too short or long, NotFound."""
    check_password(password)
    account = get(session, account_id, hold=True)
    account.password_hash = new_hash
    session.add(account)
    audit.record(session, actor, "account.password", f"account:{account_id}", after={"password": "changed"})


def by_name(session: Session, name: str) -> AccountView | None:
    """The account of a name; None when there is none or it is disabled."""
    account = _by_name(session, tidy(name))
    return view(session, account) if account is not None else None


def get(session: Session, account_id: int, *, hold: bool = False) -> Account:
    """The row of an account, disabled or not. Raises NotFound."""
    chosen = select(Account).where(Account.id == account_id)
    found = session.exec(chosen.with_for_update() if hold else chosen).first()
    if found is None:
        raise NotFound(wording("admin.accounts")["problem"]["unknown"])
    return found


def view(session: Session, account: Account) -> AccountView:
    """An account with its roles."""
    rows = session.exec(select(AccountRole).where(AccountRole.account_id == account.id))
    given = sorted((Grant(row.role, row.scope) for row in rows), key=lambda each: (rights.ROLES.index(each.role), each))
    return AccountView(id=account.id or 0, name=account.name, given=tuple(given))


def parsed(roles: str) -> tuple[Grant, ...]:
    """Roles as they are typed. Raises Refused with what is known when one is not."""
    known = ", ".join((*rights.ROLES, *rights.PRESETS))
    try:
        found = rights.parsed(roles)
    except ValueError as error:
        raise problem("role", given=str(error), known=known) from None
    except UnknownPlace as error:
        raise Refused(str(error.args[0])) from None
    if not found:
        raise problem("role", given=roles, known=known)
    return found


def check_name(session: Session, name: str) -> None:
    """Raises Refused for a name that is empty, too long or taken."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise problem("name", longest=LONGEST_NAME)
    if (there := alike(session, name)) is not None:
        raise problem("taken", name=there)


def alike(session: Session, name: str) -> str | None:
    """The name of an account, disabled or not, that reads like this one; None where there is none.

    A name is one account's for ever, for whoever made something and whoever approves it are told apart by it.
    """
    return next((there for there in session.exec(select(Account.name)) if _folded(there) == _folded(name)), None)


def check_password(password: str) -> None:
    """Raises Refused for a password that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise problem("short", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)


def checked_email(session: Session, given: str) -> str | None:
    """An address in lower case, None for none. Raises Refused for what is none, or is another account's."""
    email = given.strip().lower()
    if not email:
        return None
    local, at, domain = email.partition("@")
    if not (local and at and "." in domain) or " " in email or len(email) > LONGEST_EMAIL:
        raise problem("email", given=given[:LONGEST_NAME])
    if session.exec(select(Account.id).where(Account.email == email)).first() is not None:
        raise problem("email_taken")
    return email


def keep_an_administrator(session: Session) -> None:
    """Raises Refused when nobody is left who may give rights to anybody."""
    session.flush()
    there = select(AccountRole.id).join(Account, col(Account.id) == col(AccountRole.account_id))
    of = (AccountRole.role == ADMINISTRATOR.role, AccountRole.scope == "", col(Account.disabled_at).is_(None))
    if session.exec(there.where(*of)).first() is None:
        raise problem("last_administrator")


def tidy(name: str) -> str:
    """A name with single spaces and none around."""
    return " ".join(name.split())


def _folded(name: str) -> str:
    """A name as it is read: without invisible signs, in one way of writing and one case."""
    plain = unicodedata.normalize("NFKC", tidy(name)).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc"))


def _give(session: Session, account: Account, given: Iterable[Grant]) -> None:
    session.connection().execute(delete(AccountRole).where(col(AccountRole.account_id) == account.id))
    for grant in dict.fromkeys(given):
        session.add(AccountRole(account_id=account.id or 0, role=grant.role, scope=grant.scope))
    session.flush()


def _by_name(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.name == name, col(Account.disabled_at).is_(None))).first()
