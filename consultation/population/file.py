"""The rows of a population table that an officer chose: Excel's two kinds of files, or CSV."""

import csv
import io
from collections.abc import Sequence
from itertools import islice

from consultation.errors import Refused
from consultation.forms import workbook_excel
from consultation.forms.workbook import LARGEST_FILE, LARGEST_UNPACKED
from consultation.forms.workbook_text import decoded
from consultation.population.listed import MOST_ROWS, WORDS
from consultation.wording import wording

_ROOM = MOST_ROWS + 50
_DELIMITERS = ",;\t"


def rows(content: bytes, name: str) -> list[tuple[int, Sequence[str]]]:
    """The rows of the first sheet with their numbers as Excel shows them. Raises Refused for what is no table."""
    try:
        if len(content) > LARGEST_FILE:
            raise ValueError("too large")
        if content.startswith(b"PK"):
            sheets = workbook_excel.xlsx(content, LARGEST_UNPACKED, most_rows=_ROOM)
        elif content.startswith(b"\xd0\xcf\x11\xe0"):
            sheets = workbook_excel.xls(content, most_rows=_ROOM)
        else:
            return _text(decoded(content))
        return list(islice(next(iter(sheets))[1], _ROOM))
    except Exception as error:  # the readers have no error of their own: a broken part fails wherever it is touched
        raise Refused(str(wording(WORDS)["fault"]["unreadable"]).format(name=name)) from error


def _text(text: str) -> list[tuple[int, Sequence[str]]]:
    if not text.isprintable() and any(ord(char) < 32 and char not in "\r\n\t" for char in text[:2000]):
        raise ValueError("not a text file")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return list(islice(enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1), _ROOM))
