"""Tables of accounts, what they were given, their sessions and links. They store; the units of work validate."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref
from consultation.rights import ROLES


class Account(SQLModel, table=True):
    """Somebody of the office who signs in. `password_hash` empty: nobody can sign in with a password.

    name: stands for the account in every record and where a second person is asked for, so it never changes.
    email: for the office's provider of sign-in, lower case. oidc_issuer, oidc_subject: who that provider says it is.
    code_sealed: the secret of the second step, in use when code_since is set. code_used: the last time step whose code
    was taken, which is not taken again.
    """

    __table_args__ = (UniqueConstraint("oidc_issuer", "oidc_subject"),)

    id: int | None = key()
    name: str = Field(unique=True)
    email: str | None = Field(default=None, unique=True)
    password_hash: str = ""
    oidc_issuer: str | None = None
    oidc_subject: str | None = None
    code_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    code_since: datetime | None = None
    code_used: int = 0
    created_at: datetime
    disabled_at: datetime | None = Field(default=None)


@event.listens_for(Account.name, "set")
def _stays(account: Account, name: str, before: object, _: object) -> None:
    if account.id is not None and isinstance(before, str) and name != before:
        raise ValueError(f"the name of account {account.id} stands in what it did and cannot change")


class AccountRole(SQLModel, table=True):
    """A role of an account. scope: "" for everything, "2567:10" for a cluster, "TH-42" for a province."""

    __tablename__ = "account_role"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "scope", name="uq_account_role_given"),
        CheckConstraint(f"role IN {ROLES}", name="roles"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    role: str
    scope: str = ""


class AccountSession(SQLModel, table=True):
    """One signed-in browser, known by the hash of its cookie's token.

    way: "password", "code" (password and code), "oidc" or "demo"; "half" where the code has still to come, which opens
    nothing. device: the kind of browser and system, as its owner would name them.
    """

    __tablename__ = "account_session"

    id: int | None = key()
    account_id: int = ref("account.id")
    token_hash: str = Field(unique=True)
    way: str = "password"
    device: str = ""
    created_at: datetime
    seen_at: datetime


class AccountLink(SQLModel, table=True):
    """A link that lets its holder set a password once: an invitation, or a reset by an administrator."""

    __tablename__ = "account_link"

    id: int | None = key()
    account_id: int = ref("account.id")
    kind: str
    token_hash: str = Field(unique=True)
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A code that stands once for a lost telephone, as a keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: int | None = key()
    account_id: int = ref("account.id")
    code_hash: str
    used_at: datetime | None = None


class ApiToken(SQLModel, table=True):
    """A key by which a program reads the API for an account, known by its keyed hash.

    prefix: how it begins, to be recognised by. given: its roles with their scopes, as `rights.parsed` reads them; what
    the account does not have any more does not hold. ended_at: when somebody put it out before `ends_at`.
    """

    __tablename__ = "api_token"

    id: int | None = key()
    account_id: int = ref("account.id")
    name: str
    prefix: str
    token_hash: str = Field(unique=True)
    given: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""


class SignInCount(SQLModel, table=True):
    """How often sign-in was tried without success for one key (a name, an address, or both, hashed)."""

    __tablename__ = "sign_in_count"

    id: int | None = key()
    counted: str = Field(unique=True)
    tries: int
    last_at: datetime
