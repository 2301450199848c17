"""Codes that make a chat an officer's: shown on the officer's page, typed to the office's bot, valid shortly and once.

`OSM-` and eight letters and digits. The O is in no other code (`ids.ALPHABET`), so that none is taken for another.
Only the keyed hash is kept.
"""

import re
import unicodedata
from datetime import timedelta

from sqlmodel import Session, col, select

from consultation import clock, ids
from consultation.officers.models import OfficerTelling
from consultation.officers.wording import refused
from consultation.vault import Vault

LIFE = timedelta(minutes=15)
WITHIN = timedelta(hours=1)
MOST_ASKED = 10  # codes that one account may ask for within this time
PREFIX = "OSM"
_HALF = 4
_SHAPE = re.compile(f"{PREFIX}[- ]?([{ids.ALPHABET}]{{{_HALF}}})[- ]?([{ids.ALPHABET}]{{{_HALF}}})")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def read(text: str) -> str | None:
    """The code that a whole typed text is, as it was made, or None; Thai digits and small letters too."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    found = _SHAPE.fullmatch(_DASHES.sub("-", plain).strip().upper())
    return "-".join((PREFIX, *found.groups())) if found else None


def issue(session: Session, vault: Vault, row: OfficerTelling) -> str:
    """A new code for an account, in place of the one before. Raises Refused when it has asked too often."""
    now = clock.now()
    if not timedelta(0) <= now - row.asked_from <= WITHIN:
        row.asked, row.asked_from = 0, now
    if row.asked >= MOST_ASKED:
        raise refused("often", minutes=round(WITHIN.total_seconds() / 60))
    code = "-".join((PREFIX, ids.code(_HALF), ids.code(_HALF)))
    row.asked, row.code_hash, row.code_until = row.asked + 1, _hash(vault, code), now + LIFE
    session.add(row)
    session.flush()
    return code


def use(session: Session, vault: Vault, code: str) -> int | None:
    """The account that a code belongs to, which is used up by this; None when it is not valid now."""
    same = col(OfficerTelling.code_hash) == _hash(vault, code)
    query = select(OfficerTelling).where(same).with_for_update().execution_options(populate_existing=True)
    row = session.exec(query).first()
    if row is None or row.code_until is None or clock.now() >= row.code_until:
        return None
    row.code_hash = row.code_until = None
    session.add(row)
    session.flush()
    return row.account_id


def _hash(vault: Vault, code: str) -> str:
    return vault.lookup("officer code", code)
