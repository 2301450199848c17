"""The names that a draft's questions have in a form, and the codes that lead to one of its sections. Pure.

`draft1_s3` is the question on section 3 of draft 1; `draft1_pick` asks which sections, `s3` is the choice there. The
code `KRT482-D1S3` opens the consultation KRT482 at that question; it may be typed, or be carried by a link.
"""

import re
import unicodedata
from dataclasses import dataclass

_QUESTION = re.compile(r"(draft[0-9]{1,6}[a-z]?)_s([0-9]{1,6})")
_CODE = re.compile(r"([A-Z0-9]{2,12})-D([0-9]{1,6})S([0-9]{1,6})")


@dataclass(frozen=True)
class Place:
    """Where a section is commented on. number: of the section, as people count those that are shown."""

    group: str
    number: int

    @property
    def question(self) -> str:
        """The question that asks what one thinks of it."""
        return f"{self.group}_s{self.number}"

    @property
    def note(self) -> str:
        """The note that shows its words."""
        return f"{self.question}_text"

    @property
    def pick(self) -> str:
        """The question that asks which sections one wants to speak of."""
        return f"{self.group}_pick"

    @property
    def choice(self) -> str:
        """The section's choice there."""
        return f"s{self.number}"


@dataclass(frozen=True)
class Lead:
    """A code that leads to a section: the consultation's start code, the draft's number, the section's."""

    code: str
    draft: int
    section: int


def place(question: str) -> Place | None:
    """The place of a question on a section; None for any other question."""
    found = _QUESTION.fullmatch(question)
    return Place(found[1], int(found[2])) if found else None


def code(start: str, draft: int, section: int) -> str:
    """The code that opens a consultation at a section; letters, digits and a hyphen, as every platform's links take."""
    return f"{start}-D{draft}S{section}"


def lead(text: str) -> Lead | None:
    """The section that a whole typed text is the code of, or None; digits of Thai writing and small letters too."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text[:60]))
    found = _CODE.fullmatch("".join(plain.split()).upper())
    return Lead(found[1], int(found[2]), int(found[3])) if found else None
