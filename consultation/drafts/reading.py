"""Read a plan document into plain text, with the lines that its styles say are headings."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import docx
from docx.document import Document
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from consultation import zipped
from consultation.drafts.wording import refused

LONGEST = 400_000  # characters: about two hundred pages
LARGEST_UNPACKED = 60 * 1024 * 1024  # a small file may unpack into one that fills the memory
WIDEST = 200  # columns of a table: Word itself has 63
TEXTS = (".txt", ".md")


@dataclass(frozen=True)
class Read:
    """A document's text, lines ended by "\\n", and which lines are headings by its styles."""

    text: str
    headings: frozenset[int] = frozenset()


def read(name: str, content: bytes) -> Read:
    """Read a file by the end of its name. Raises Refused for what it cannot read whole."""
    end = PurePath(name).suffix.lower()
    if end == ".pdf":
        raise refused("pdf", name=name)
    if end == ".docx":
        return _checked(_word(name, content))
    if end not in TEXTS:
        raise refused("kind", name=name)
    try:
        return pasted(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise refused("letters", name=name) from error


def pasted(text: str) -> Read:
    """A text that was typed or pasted. Raises Refused when there is nothing or too much."""
    return _checked(Read("\n".join(text.replace("\x00", "").splitlines())))


def _checked(read: Read) -> Read:
    if not read.text.strip():
        raise refused("empty")
    if len(read.text) > LONGEST:
        raise refused("too_long", n=f"{len(read.text):,}", most=f"{LONGEST:,}")
    return read


def _word(name: str, content: bytes) -> Read:
    """A Word file, of which nothing is unpacked before it is known to be no more than the memory holds."""
    try:
        if zipped.fits(content, LARGEST_UNPACKED):
            return _lines(docx.Document(BytesIO(content)))
    except Exception as error:  # the reader has no error of its own: a broken part fails wherever it is touched
        raise refused("broken", name=name) from error
    raise refused("unpacked", name=name, most=LARGEST_UNPACKED // 1024 // 1024)


def _lines(document: Document) -> Read:
    """Paragraphs and tables in their order; a row of a table is a line. Raises ValueError for a table beyond sense."""
    lines: list[str] = []
    headings: set[int] = set()
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            style = (part.style.name or "") if part.style is not None else ""
            if style.startswith(("Heading", "Title")) and part.text.strip():
                headings.add(len(lines))
            lines += part.text.splitlines() or [""]
        elif isinstance(part, Table):
            lines += [_row(row) for row in part.rows]
    return Read("\n".join(lines), frozenset(headings))


def _row(row: _Row) -> str:
    # A merged cell is given once for every column that it says it spans, however many those are.
    if sum(cell.grid_span for cell in row._tr.tc_lst) > WIDEST:
        raise ValueError("too wide")
    return " | ".join(" ".join(cell.text.split()) for cell in row.cells)
