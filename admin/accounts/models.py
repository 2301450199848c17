"""Tables of accounts and their sessions. They store; `admin.accounts.service` validates."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

ROLES = ("officer", "planner", "head", "admin")


class Account(SQLModel, table=True):
    """Somebody of the office who signs in. `password_hash` empty: nobody can sign in with a password."""

    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="roles"),)

    id: int | None = key()
    name: str = Field(unique=True)
    password_hash: str = ""
    role: str
    created_at: datetime
    disabled_at: datetime | None = Field(default=None)


class AccountSession(SQLModel, table=True):
    """One signed-in browser, known by the hash of its cookie's token."""

    __tablename__ = "account_session"

    id: int | None = key()
    account_id: int = ref("account.id")
    token_hash: str = Field(unique=True)
    created_at: datetime
    seen_at: datetime


class SignInCount(SQLModel, table=True):
    """How often sign-in was tried without success for one key (a name, an address, or both, hashed)."""

    __tablename__ = "sign_in_count"

    id: int | None = key()
    counted: str = Field(unique=True)
    tries: int
    last_at: datetime
