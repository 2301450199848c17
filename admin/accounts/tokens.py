"""Units of work on tokens of the API: made for an account, looked up at every request, listed, ended.

A token is shown once to who makes it; the database knows its keyed hash and how it begins. It may do what it was given
of what its account may at the moment: a role that the account loses is lost to its tokens too.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from admin.accounts import service
from admin.accounts.models import Account, ApiToken
from admin.accounts.service import AccountView, problem
from consultation import audit, clock, ids, limits, rights
from consultation.errors import NotFound
from consultation.limits import Bucket
from consultation.rights import Grant, Grants
from consultation.settings import settings
from consultation.vault import Vault
from consultation.wording import wording

MARK = "pk"  # how a token begins, so that scanners of leaked secrets know it
DAYS = (30, 90, 180, 365)
MOST = 20  # tokens of an account that work at one time
LONGEST_NAME = 60
TOUCH_AFTER = timedelta(minutes=1)
BURST = 60  # requests that may come at once


class TokenView(BaseModel):
    """A token as its owner and administrators see it. works: neither ended nor over."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    prefix: str
    given: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    works: bool

    @property
    def grants(self) -> Grants:
        """Its roles."""
        return Grants(rights.parsed(self.given))


class Caller(BaseModel):
    """Who a token speaks for. wait: how long until its next request; nothing when it may go on."""

    model_config = ConfigDict(frozen=True)

    account: AccountView
    wait: timedelta


def make(
    session: Session, vault: Vault, me: AccountView, name: str, given: tuple[Grant, ...], days: int
) -> tuple[TokenView, str]:
    """A new token for an account, and its secret, which is not to be had again. Raises Refused."""
    name = service.tidy(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise problem("token_name", longest=LONGEST_NAME)
    if days not in DAYS:
        raise problem("token_days", known=", ".join(map(str, DAYS)))
    wanted = Grants(given)
    if not given:
        raise problem("no_role")
    if wanted.within(me.grants) != wanted:
        raise problem("token_more")
    if sum(each.works for each in listing(session, me.id)) >= MOST:
        raise problem("token_many", most=MOST)
    now, prefix = clock.now(), f"{MARK}_{ids.code(8)}"
    secret = f"{prefix}_{ids.token()}"
    row = ApiToken(
        account_id=me.id, name=name, prefix=prefix, token_hash=_hash(vault, secret), given=str(wanted), made_at=now,
        ends_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"token": prefix, "name": name, "roles": row.given, "until": row.ends_at.isoformat()}
    audit.record(session, me.name, "account.token", f"account:{me.id}", after=after)
    return _view(row), secret


def listing(session: Session, account_id: int) -> list[TokenView]:
    """The tokens of an account, the newest first."""
    rows = select(ApiToken).where(ApiToken.account_id == account_id).order_by(col(ApiToken.id).desc())
    return [_view(row) for row in session.exec(rows)]


def end(session: Session, account_id: int, token_id: int, actor: str) -> None:
    """Put a token of an account out, from its next request on. One that is out stays so. Raises NotFound."""
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None or row.account_id != account_id:
        raise NotFound(wording("admin.accounts")["problem"]["token_unknown"])
    if row.ended_at is not None:
        return
    before = {"token": row.prefix, "until": row.ends_at.isoformat()}
    row.ended_at, row.ended_by = clock.now(), actor
    session.add(row)
    after = {"token": row.prefix, "ended": row.ended_at.isoformat()}
    audit.record(session, actor, "account.token_end", f"account:{account_id}", before=before, after=after)


def end_all(session: Session, account_id: int, actor: str) -> None:
    """Put every token of an account out, from its next request on; once out, nothing brings it back."""
    standing = (ApiToken.account_id == account_id, col(ApiToken.ended_at).is_(None), ApiToken.ends_at > clock.now())
    rows = session.exec(select(ApiToken).where(*standing).order_by(col(ApiToken.id)).with_for_update()).all()
    for row in rows:
        end(session, account_id, row.id or 0, actor)


def caller(session: Session, vault: Vault, secret: str) -> Caller | None:
    """Whom a token speaks for, counting one request of its rate; None for one that does not work."""
    row = session.exec(select(ApiToken).where(ApiToken.token_hash == _hash(vault, secret))).first()
    account = session.get(Account, row.account_id) if row is not None else None
    if row is None or account is None or account.disabled_at is not None or not _view(row).works:
        return None
    bucket = Bucket(f"api:{row.id}", settings().api_per_minute / 60, min(BURST, settings().api_per_minute))
    wait = timedelta() if limits.take(session, bucket) else limits.wait(session, bucket)
    now = clock.now()
    if row.used_at is None or now - row.used_at > TOUCH_AFTER:
        row.used_at = now
        session.add(row)
    of = service.view(session, account)
    held = Grants(rights.parsed(row.given)).within(of.grants)
    named = of.model_copy(update={"name": f"{of.name} ({row.prefix})", "given": held.given})
    return Caller(account=AccountView(**named.model_dump()), wait=wait)


def _view(row: ApiToken) -> TokenView:
    works = row.ended_at is None and row.ends_at > clock.now()
    return TokenView(works=works, id=row.id or 0, **row.model_dump(include=set(TokenView.model_fields) - {"id"}))


def _hash(vault: Vault, secret: str) -> str:
    return vault.lookup("api token", secret)
