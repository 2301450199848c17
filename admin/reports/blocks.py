"""The few kinds of block that every document is made of; PDF and DOCX draw the same ones.

All text is final: official wording, Thai digits, dates. Nothing in it is markup, whatever characters it has.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (section) to 3 (finding); table cells that hold just its `anchor` lead to it."""

    level: int
    text: str
    anchor: str = ""
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` is set in bold before it, `note` sets it smaller, `stays` keeps it with what follows."""

    text: str
    lead: str = ""
    note: bool = False
    stays: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Bullets:
    """A list of short items, numbered in Thai digits or with dashes."""

    items: tuple[str, ...]
    numbered: bool = False
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True)
class Summary:
    """A framed summary at the head of the document: a title, items, and after a lead line a ranking."""

    title: str
    items: tuple[str, ...]
    lead: str
    ranking: tuple[str, ...]
    kind: str = field(default="summary", init=False)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, how it is set."""

    head: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table whose head repeats on each page; `total` sets the last row in bold; rows stay whole unless `splittable`.

    `small` sets it in the smallest size, for long lists of references.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    total: bool = False
    splittable: bool = False
    small: bool = False
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, without a head; a page may end between two of them when `splittable`."""

    rows: tuple[tuple[str, str], ...]
    splittable: bool = False
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True)
class Quotation:
    """Somebody's own words exactly as typed, and where they come from."""

    text: str
    source: str
    kind: str = field(default="quotation", init=False)


@dataclass(frozen=True)
class Signature:
    """The lines of a signature, set to the right half of the page."""

    lines: tuple[str, ...]
    kind: str = field(default="signature", init=False)


@dataclass(frozen=True)
class Code:
    """A link that is also a picture to scan; note: a line below it."""

    title: str
    link: str
    note: str = ""


@dataclass(frozen=True)
class Codes:
    """QR codes beside one another, at most four."""

    items: tuple[Code, ...]
    kind: str = field(default="codes", init=False)


Block = Heading | Paragraph | Bullets | Summary | Table | Facts | Quotation | Signature | Codes


@dataclass(frozen=True)
class MemoHead:
    """The head of a memo. labels: of office, number, day, subject, in that order; to: the line of whom it is for."""

    labels: tuple[str, str, str, str]
    office: str
    number: str
    day: str
    subject: str
    to: str
    kind: str = field(default="memo", init=False)


@dataclass(frozen=True)
class LetterHead:
    """The head of a letter to another office. sender: its lines, at the right; lines: subject, to whom, enclosure."""

    number: str
    sender: tuple[str, ...]
    day: str
    lines: tuple[tuple[str, str], ...]
    kind: str = field(default="letter", init=False)


@dataclass(frozen=True)
class Composed:
    """A document ready to be drawn: its title lines, what every page carries, and its blocks.

    key: which document it is, by which an office's own template is found. head: drawn in place of title and subtitle.
    marks: words such as "ตัวอย่าง" that stand in the head of each page; watermark: a word across each page, or "".
    unbroken: names and phrases that a line may not break within. emblem: a picture (PNG, JPEG) above the title.
    """

    title: str
    subtitle: tuple[str, ...]
    footer: str
    marks: tuple[str, ...]
    watermark: str
    made_at: datetime
    unbroken: tuple[str, ...]
    blocks: tuple[Block, ...]
    emblem: bytes = b""
    key: str = ""
    head: MemoHead | LetterHead | None = None
