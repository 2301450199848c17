"""The compiled form: what a talk walks through. Frozen, complete in itself, stored as JSON in a revision.

Names follow XLSForm (type, label, relevant, constraint, choice_filter, appearance); `role` says what an answer means
to the rest of the platform, `comment` that its free text is a comment to be read and grouped.
"""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Texts = dict[str, str]  # language code to text; "th" is always there
Type = Literal["note", "text", "integer", "select_one", "select_multiple", "rank"]

TYPES: tuple[Type, ...] = ("note", "text", "integer", "select_one", "select_multiple", "rank")
SELECTS = ("select_one", "select_multiple", "rank")
ROLES = (
    "province", "district", "sector", "age", "topics", "scope", "urgency", "rank_issues",
    "consent_contact", "consent_quote",
)  # fmt: skip
LONGEST_TEXT = 2000

_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)")
_LONGEST = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)")


class Part(BaseModel):
    """A frozen part of a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Part):
    """A choice: a name that is stored, a label that is read, columns that a choice_filter looks at."""

    name: str
    label: Texts
    columns: dict[str, str] = {}


class Question(Part):
    """One question or note."""

    name: str
    type: Type
    label: Texts
    short: Texts = {}  # for summaries and tables
    hint: Texts = {}
    choices: tuple[Choice, ...] = ()
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = {}
    choice_filter: str = ""
    appearance: str = ""
    role: str = ""
    comment: bool = False

    @property
    def most(self) -> int | None:
        """How many choices may be picked, read from `count-selected(.) <= n`; None where there is no such bound."""
        found = _MOST.search(self.constraint)
        return int(found[1]) if found else None

    @property
    def longest(self) -> int:
        """How many characters a text may have, read from `string-length(.) <= n`."""
        found = _LONGEST.search(self.constraint)
        return int(found[1]) if found else LONGEST_TEXT

    @property
    def counted(self) -> bool:
        """Whether it counts in "ข้อ n จาก N": notes and consents do not."""
        return self.type != "note" and not self.role.startswith("consent")

    def choice(self, name: str) -> Choice | None:
        """The choice of this name."""
        return next((choice for choice in self.choices if choice.name == name), None)


class About(Part):
    """What the talk tells about the consultation around the questions. Times are aware."""

    code: str = ""
    title: str = ""
    cluster: str = ""
    closes_at: datetime | None = None
    result_by: datetime | None = None
    keep_until: datetime | None = None
    link: str = ""
    privacy_link: str = ""
    carrier: str = ""
    timezone: str = "Asia/Bangkok"


class Form(Part):
    """A questionnaire ready to be walked through."""

    title: Texts
    questions: tuple[Question, ...]
    revision: int = 0
    about: About = About()

    def question(self, name: str) -> Question | None:
        """The question of this name."""
        return next((question for question in self.questions if question.name == name), None)

    def by_role(self, role: str) -> Question | None:
        """The first question with this role."""
        return next((question for question in self.questions if question.role == role), None)


def in_language(texts: Texts, language: str) -> str:
    """The text in a language, else in Thai, else in any."""
    return texts.get(language) or texts.get("th") or next(iter(texts.values()), "")
