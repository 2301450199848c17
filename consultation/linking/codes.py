"""Codes that link two contacts: made for one, typed in the other, valid for a short while and once.

Only their keyed hash is kept. Eight letters and digits, of which there are 8 × 10¹¹; whoever tries others' is stopped
after a few.
"""

import re
import unicodedata
from datetime import timedelta

from sqlmodel import Session, col, select

from consultation import clock, ids
from consultation.linking.models import LinkCode
from consultation.people.models import Contact
from consultation.vault import Vault

LIFE = timedelta(minutes=15)
WITHIN = timedelta(hours=1)
MOST_ASKED = 5  # codes that one contact may ask for within this time
MOST_WRONG = 5  # codes that one contact may get wrong within this time
_HALF = 4
_SHAPE = re.compile(f"([{ids.ALPHABET}]{{{_HALF}}})[- ]?([{ids.ALPHABET}]{{{_HALF}}})")


def read(text: str) -> str | None:
    """The code that a whole typed text is, as it was made, or None; digits of Thai writing and small letters too."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    found = _SHAPE.fullmatch(plain.strip().upper())
    return "-".join(found.groups()) if found and _mixed("".join(found.groups())) else None


def issue(session: Session, vault: Vault, contact: Contact) -> str | None:
    """A new code for a contact, in place of the one before; None when it has asked too often."""
    row = _row(session, contact)
    if row.asked >= MOST_ASKED:
        return None
    code = _new()
    row.asked, row.code_hash, row.expires_at = row.asked + 1, _hash(vault, code), clock.now() + LIFE
    session.add(row)
    session.flush()
    return code


def find(session: Session, vault: Vault, code: str) -> LinkCode | None:
    """The row of a code that is valid now."""
    row = session.exec(select(LinkCode).where(LinkCode.code_hash == _hash(vault, code))).first()
    return row if row is not None and clock.now() < row.expires_at else None


def standing(session: Session, id: int, proof: str) -> LinkCode | None:
    """The row of a code that was found before, locked, if it is still valid and has not been used or replaced."""
    query = select(LinkCode).where(LinkCode.id == id).with_for_update().execution_options(populate_existing=True)
    row = session.exec(query).first()
    valid = row is not None and row.code_hash is not None and clock.now() < row.expires_at
    return row if row is not None and valid and proof_of(row) == proof else None


def proof_of(row: LinkCode) -> str:
    """A short word for the code of a row, which a button can carry without telling the code."""
    return (row.code_hash or "")[:12]


def use(session: Session, row: LinkCode) -> None:
    """Let a code be used up."""
    row.code_hash = None
    session.add(row)
    session.flush()


def barred(session: Session, contact: Contact) -> bool:
    """Whether a contact has been wrong so often that no code of it is looked at for a while."""
    return _row(session, contact).wrong >= MOST_WRONG


def was_wrong(session: Session, contact: Contact) -> None:
    """Count a code that does not link."""
    row = _row(session, contact)
    row.wrong += 1
    session.add(row)
    session.flush()


def _row(session: Session, contact: Contact) -> LinkCode:
    """The contact's row, its counts begun anew when they are old."""
    now = clock.now()
    row = session.exec(select(LinkCode).where(LinkCode.contact_id == contact.id)).first()
    if row is None:
        row = LinkCode(contact_id=contact.id or 0, expires_at=now, since=now)
    if not timedelta(0) <= now - row.since <= WITHIN:
        row.asked, row.wrong, row.since = 0, 0, now
    return row


def forget_old(session: Session, limit: int) -> list[int]:
    """The rows of which nothing holds any more."""
    old = col(LinkCode.since) < clock.now() - WITHIN
    return [id or 0 for id in session.exec(select(LinkCode.id).where(old).limit(limit))]


def _new() -> str:
    """A code with both letters and digits: no word of a language and no number is ever taken for one."""
    while not _mixed(code := ids.code(2 * _HALF)):
        continue
    return f"{code[:_HALF]}-{code[_HALF:]}"


def _mixed(code: str) -> bool:
    return any(char.isdigit() for char in code) and any(char.isalpha() for char in code)


def _hash(vault: Vault, code: str) -> str:
    return vault.lookup("link code", code)
