"""Whose account an identity of the office's provider is.

By who the provider says it is; else, once, by a verified address that an administrator wrote down when inviting. A new
account is made only where `PRACHAKHOM_OIDC_NEW_ACCOUNTS` says with which roles.
"""

from sqlmodel import Session, col, select

from admin.accounts import service
from admin.accounts.models import Account
from admin.accounts.oidc import Identity
from admin.accounts.service import AccountView
from consultation import audit
from consultation.settings import settings


def account_of(session: Session, who: Identity) -> AccountView | None:
    """The account that an identity opens; None where there is none, or it is disabled."""
    known = select(Account).where(Account.oidc_issuer == who.issuer, Account.oidc_subject == who.subject)
    found = session.exec(known).first()
    if found is None and who.email:
        unbound = (Account.email == who.email, col(Account.oidc_subject).is_(None))
        found = session.exec(select(Account).where(*unbound)).first()
        if found is not None and found.disabled_at is None:
            _bind(session, found, who)
    if found is None:
        return _made(session, who)
    return service.view(session, found) if found.disabled_at is None else None


def _bind(session: Session, account: Account, who: Identity) -> None:
    account.oidc_issuer, account.oidc_subject = who.issuer, who.subject
    session.add(account)
    told = {"before": {"provider": ""}, "after": {"provider": who.issuer}}
    audit.record(session, account.name, "account.provider", f"account:{account.id}", **told)


def _made(session: Session, who: Identity) -> AccountView | None:
    roles = settings().oidc_new_accounts
    name = service.tidy(who.name or who.email)[: service.LONGEST_NAME]
    if not roles.strip() or not name or not who.email or service.alike(session, name) is not None:
        return None
    if session.exec(select(Account.id).where(Account.email == who.email)).first() is not None:
        return None
    made = service.make(session, name, "", service.parsed(roles), name, who.email)
    _bind(session, service.get(session, made.id), who)
    return made
