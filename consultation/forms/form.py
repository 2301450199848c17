"""The compiled form: what a talk walks through. Frozen, complete in itself, stored as JSON in a revision.

Names follow XLSForm (type, label, relevant, constraint, calculation, choice_filter, appearance …,
https://xlsform.org/en/ref-table/); `role` says what an answer means to the rest of the platform, `comment` that its
free text is a comment to be read and grouped. Questions stand in a flat row in the order they are asked, each naming
the groups around it; a group may be a repeat.

Answers are kept by key. Outside repeats the key is the question's name; inside, the name with the number of each
repeat around it, outermost first and from 1: `age[2]`, `crop[2.1]`. Whether there is one more of a repeat is an answer
too, under the repeat's own name with the number of the last one there is: `member[0]` before the first, `member[2]`
after the second ("yes" or "no"); where `repeat_count` says how many, nobody is asked.
"""

import re
from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Texts = dict[str, str]  # language code to text; "th" is always there
Type = Literal[
    "note", "text", "integer", "decimal", "range", "select_one", "select_multiple", "rank", "date", "time", "dateTime",
    "geopoint", "image", "audio", "video", "file", "acknowledge", "statements", "calculate", "hidden", "start", "end",
    "today",
]  # fmt: skip

TYPES: tuple[Type, ...] = get_args(Type)
SELECTS = ("select_one", "select_multiple", "rank")
NUMBERS = ("integer", "decimal", "range")
MOMENTS = ("date", "time", "dateTime")
MEDIA = ("image", "audio", "video", "file")
UNASKED = ("calculate", "hidden", "start", "end", "today")  # their values come of themselves
ROLES = (
    "province", "district", "sector", "age", "sex", "topics", "scope", "urgency", "rank_issues",
    "consent_contact", "consent_quote",
)  # fmt: skip
LONGEST_TEXT = 2000

_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)")
_LONGEST = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)")


class Part(BaseModel):
    """A frozen part of a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Part):
    """A choice: a name that is stored, a label that is read, columns that a choice_filter looks at.

    media: kind (`image`, `audio`, `video`, `big-image`) to the file's name by language.
    """

    name: str
    label: Texts
    columns: dict[str, str] = {}
    media: dict[str, Texts] = {}


class Group(Part):
    """A group of questions; `repeat` when it may be there several times. within: the groups around it, outermost first.

    repeat_count: how many there are, as an expression; empty when the person is asked for one more each time.
    """

    name: str
    label: Texts = {}
    within: tuple[str, ...] = ()
    relevant: str = ""
    appearance: str = ""
    repeat: bool = False
    repeat_count: str = ""
    media: dict[str, Texts] = {}
    extra: dict[str, str] = {}


class Table(Part):
    """A table that `pulldata` looks into: its name (the file's, without .csv), its columns, its rows of cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Question(Part):
    """One question, note or calculated value.

    groups: the groups around it, outermost first. required_when: an expression, where `required` depends on answers.
    list_name, from_file: where its choices stand in the workbook. other: "or_other". extra: further columns of its
    row, by header, kept as they came.
    """

    name: str
    type: Type
    label: Texts
    short: Texts = {}  # for summaries and tables
    hint: Texts = {}
    guidance_hint: Texts = {}
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    from_file: str = ""
    other: bool = False
    groups: tuple[str, ...] = ()
    required: bool = False
    required_when: str = ""
    required_message: Texts = {}
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = {}
    calculation: str = ""
    default: str = ""
    trigger: str = ""
    read_only: str = ""
    choice_filter: str = ""
    appearance: str = ""
    parameters: dict[str, str] = {}
    media: dict[str, Texts] = {}
    role: str = ""
    comment: bool = False
    extra: dict[str, str] = {}

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
    def asked(self) -> bool:
        """Whether a person is asked for it: notes are only read, other values come of themselves."""
        return self.type != "note" and self.type not in UNASKED

    @property
    def counted(self) -> bool:
        """Whether it counts in "ข้อ n จาก N": what is not asked, and consents, do not."""
        return self.asked and not self.role.startswith("consent")

    def choice(self, name: str) -> Choice | None:
        """The choice of this name."""
        return next((choice for choice in self.choices if choice.name == name), None)


class Served(Part):
    """A statement as a talk shows it to be voted on: its number in the database, its text by language."""

    id: int
    text: Texts


class About(Part):
    """What the talk tells about the consultation around the questions. Times are aware.

    statements: those that this person is served, by question, in order. They stand here and not in the form because
    they differ from person to person and grow while a revision stays as it is. notice: by language, what the
    office wrote in place of the catalogue's sentences on privacy.
    """

    code: str = ""
    title: str = ""
    cluster: str = ""
    clusters: Texts = {}  # the cluster's name in other languages
    closes_at: datetime | None = None
    result_by: datetime | None = None
    keep_until: datetime | None = None
    link: str = ""
    privacy_link: str = ""
    carrier: str = ""
    timezone: str = "Asia/Bangkok"
    statements: dict[str, tuple[Served, ...]] = {}
    notice: dict[str, dict[str, str]] = {}


class Form(Part):
    """A questionnaire ready to be walked through.

    groups: each before the groups inside it. languages: code to the name that the workbook's headers give it
    ("th" to "ไทย (th)"), in order, the default first. settings: further cells of the settings sheet, by header.
    lists: choices that no question offers and an expression may look into, by the name of their list.
    """

    title: Texts
    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: dict[str, tuple[Choice, ...]] = {}
    languages: dict[str, str] = {}
    settings: dict[str, str] = {}
    revision: int = 0
    about: About = About()

    def question(self, name: str) -> Question | None:
        """The question of this name."""
        return next((question for question in self.questions if question.name == name), None)

    def group(self, name: str) -> Group | None:
        """The group of this name."""
        return next((group for group in self.groups if group.name == name), None)

    def by_role(self, role: str) -> Question | None:
        """The first question with this role."""
        return next((question for question in self.questions if question.role == role), None)


def own_name(name: str) -> str:
    """The name that a workbook gives to what a form calls `crop/area`: area. A form's names are there once."""
    return name.rpartition("/")[2]


def in_language(texts: Texts, language: str) -> str:
    """The text in a language, else in Thai, else in any."""
    return texts.get(language) or texts.get("th") or next(iter(texts.values()), "")


def shown(texts: Texts, language: str) -> tuple[str, bool]:
    """The text in a language, and whether it is another's for want of one: then whoever shows it says so."""
    text = texts.get(language)
    return (text, False) if text else (in_language(texts, "th"), language != "th" and any(texts.values()))
