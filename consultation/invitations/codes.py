"""What an invitation code looks like: three times three letters and digits, `K7M-4QX-9TD`.

There are 31⁹ = 2.6 × 10¹³. No start code (six), receipt or code that links (eight) has this shape; and because each has
letters and digits, no telephone number and no word is ever taken for one.
"""

import re
import unicodedata

from consultation import ids
from consultation.vault import Vault

_PART, _PARTS = 3, 3
_SEEN = re.compile("[- ]?".join([f"([{ids.ALPHABET}]{{{_PART}}})"] * _PARTS))


def new() -> str:
    """A new code that nobody can guess."""
    while not _mixed(code := ids.code(_PART * _PARTS)):
        continue
    return "-".join(code[at : at + _PART] for at in range(0, len(code), _PART))


def read(text: str) -> str | None:
    """The code that a whole typed text is, as it was made, or None; digits of Thai writing and small letters too."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    found = _SEEN.fullmatch(re.sub("[‐-―−]", "-", plain).strip().upper())
    return "-".join(found.groups()) if found and _mixed("".join(found.groups())) else None


def hashed(vault: Vault, code: str) -> str:
    """By what a code is found."""
    return vault.lookup("invitation", code)


def _mixed(code: str) -> bool:
    return any(char.isdigit() for char in code) and any(char.isalpha() for char in code)
