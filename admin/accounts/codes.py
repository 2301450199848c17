"""The second step of signing in: six digits of an app (TOTP, RFC 6238), or a recovery code for a lost telephone.

The secret is sealed at rest, recovery codes are keyed hashes. A code is taken once: the time step it was made in, and
every one before, is used up by it.
"""

import hmac
from datetime import datetime
from typing import Any

import pyotp
from sqlmodel import Session, col, delete, func, select

from admin.accounts import service
from admin.accounts.models import Account, RecoveryCode
from admin.accounts.service import problem
from consultation import audit, clock, ids
from consultation.vault import Vault

STEP = 30  # seconds
SLIP = (0, -1, 1)  # steps by which a telephone's clock may be wrong
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
ISSUER = "Prachakhom"
Told = dict[str, Any]


def begin(session: Session, vault: Vault, account_id: int) -> str:
    """The secret to be set up, the same until it is confirmed. Raises Refused when one is in use."""
    account = service.get(session, account_id, hold=True)
    if account.code_since is not None:
        raise problem("code_there")
    if account.code_sealed is None:
        account.code_sealed = vault.seal(pyotp.random_base32().encode())
        session.add(account)
    return vault.open(account.code_sealed).decode()


def address(secret: str, name: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(session: Session, vault: Vault, account_id: int, code: str) -> list[str]:
    """Put the second step in use with a first right code; its recovery codes, shown this once. Raises Refused."""
    account = service.get(session, account_id, hold=True)
    if account.code_since is not None or account.code_sealed is None:
        raise problem("code_there")
    if not _take(account, vault, code):
        raise problem("code_wrong")
    account.code_since = clock.now()
    session.add(account)
    _record(session, account.name, "code_on", account_id, {"code": False}, {"code": True})
    return _fresh(session, vault, account_id)


def in_use(session: Session, account_id: int) -> datetime | None:
    """Since when an account has a second step; None while it has none."""
    return service.get(session, account_id).code_since


def left(session: Session, account_id: int) -> int:
    """How many recovery codes are left."""
    of = (RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(select(func.count()).select_from(RecoveryCode).where(*of)).one()


def take(session: Session, vault: Vault, account_id: int, typed: str) -> bool:
    """Whether a code is the account's: of the app, or a recovery code. It is used up by it."""
    account = service.get(session, account_id, hold=True)
    if account.code_since is None:
        return False
    if _take(account, vault, typed):
        session.add(account)
        return True
    chosen = select(RecoveryCode).where(RecoveryCode.code_hash == _hash(vault, account_id, typed))
    row = session.exec(chosen.where(col(RecoveryCode.used_at).is_(None)).with_for_update()).first()
    if row is None:
        return False
    row.used_at = clock.now()
    session.add(row)
    session.flush()
    remain = left(session, account_id)
    _record(session, account.name, "recovery", account_id, {"left": remain + 1}, {"left": remain})
    return True


def renew(session: Session, vault: Vault, account_id: int, actor: str) -> list[str]:
    """Other recovery codes in place of all there are. Raises Refused while there is no second step."""
    if in_use(session, account_id) is None:
        raise problem("code_none")
    _record(session, actor, "recovery_renew", account_id, {"left": left(session, account_id)}, {"left": RECOVERY_CODES})
    return _fresh(session, vault, account_id)


def stop(session: Session, account_id: int, actor: str) -> None:
    """Take the second step away: the account signs in with its password, or sets another up."""
    account = service.get(session, account_id, hold=True)
    before = account.code_since is not None
    account.code_sealed, account.code_since, account.code_used = None, None, 0
    session.add(account)
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    if before:
        _record(session, actor, "code_off", account_id, {"code": True}, {"code": False})


def _record(session: Session, actor: str, act: str, account_id: int, before: Told, after: Told) -> None:
    audit.record(session, actor, f"account.{act}", f"account:{account_id}", before=before, after=after)


def _take(account: Account, vault: Vault, typed: str) -> bool:
    if account.code_sealed is None:
        return False
    code = "".join(typed.split())
    totp = pyotp.TOTP(vault.open(account.code_sealed).decode())
    now = int(clock.now().timestamp()) // STEP
    # Every step is compared, whichever fits: time does not tell.
    fitting = [
        now + slip for slip in SLIP if hmac.compare_digest(totp.generate_otp(now + slip).encode(), code.encode())
    ]
    fresh = [step for step in fitting if step > account.code_used]
    if not fresh:
        return False
    account.code_used = max(fresh)
    return True


def _fresh(session: Session, vault: Vault, account_id: int) -> list[str]:
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    made = [ids.code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    for code in made:
        session.add(RecoveryCode(account_id=account_id, code_hash=_hash(vault, account_id, code)))
    session.flush()
    half = RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in made]


def _hash(vault: Vault, account_id: int, typed: str) -> str:
    return vault.lookup("recovery", str(account_id), "".join(typed.split()).replace("-", "").upper())
