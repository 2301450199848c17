"""The door of a meeting: its code, typed in a chat, carried by a link, or entered on the check-in page.

Five letters and digits, one fewer than a consultation's start code, so that neither is ever taken for the other. A link
that is followed after checking in adds `-OK`: who comes by it has been counted and is not asked again.
"""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, select

from consultation import ids
from consultation.meetings.models import Meeting

LENGTH = 5
COUNTED = "-OK"
_SHAPE = re.compile(f"([{ids.ALPHABET}]{{{LENGTH}}})(-?OK)?")
_CODED = select(Meeting).where(Meeting.code == bindparam("code"))


@dataclass(frozen=True)
class Door:
    """A meeting that somebody comes to. counted: they have checked in already, on the page of the meeting."""

    meeting: Meeting
    counted: bool


def read(text: str) -> tuple[str, bool] | None:
    """The code that a whole typed text is, and whether it comes from the check-in page; None for anything else."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    found = _SHAPE.fullmatch("".join(plain.split()).upper())
    return (found[1], found[2] is not None) if found else None


def find(session: Session, text: str, *, called_off: bool = False) -> Door | None:
    """The door that a typed text opens; None where no meeting has that code. called_off: also of one that is."""
    said = read(text)
    if said is None:
        return None
    row = session.exec(_CODED, params={"code": said[0]}).first()
    if row is None or (row.cancelled_at is not None and not called_off):
        return None
    return Door(row, said[1])


def free_code(session: Session) -> str:
    """A code that no meeting has."""
    while session.exec(select(Meeting.id).where(Meeting.code == (code := ids.code(LENGTH)))).first() is not None:
        pass
    return code
