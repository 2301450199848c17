"""Questionnaires typed as text, as pyxform reads them: Markdown tables, and CSV with the sheet's name first.

    | survey |      |      |       |        survey
    |        | type | name | label |        ,type,name,label
    |        | text | q1   | เล่าคะ  |        ,text,q1,เล่าคะ

A Markdown line that begins with # is a comment, as is what follows a # after the last bar.
"""

import csv
import io
import re
from collections.abc import Iterator

from consultation.forms.workbook import MOST_ROWS, SHEETS, BadForm, Grid, problem, word

_BAR = re.compile(r"(?<!\\)\|")
_BARRED = re.compile(r"(?:[^\S\n]*(?:#.*)?\n)*[^\S\n]*\|")  # a table begins, after remarks and empty lines
_RULE = re.compile(r"[\s|:-]+")
_THAI_WINDOWS = "cp874"  # what Excel on a Thai Windows saves a CSV file in

Grids = dict[str, list[tuple[int, list[str]]]]


def grids(content: bytes, name: str) -> Iterator[tuple[str, Grid]]:
    """The sheets of a text file by title. Raises ValueError for one that holds none, BadForm."""
    text = decoded(content)
    if text.count("\n") > MOST_ROWS * len(SHEETS):
        raise BadForm([problem("too_many_rows", word("the_file"), most=MOST_ROWS)])
    markdown = name.lower().endswith(".md") or (not name.lower().endswith(".csv") and _BARRED.match(text))
    found = _markdown(text) if markdown else _csv(text)
    if not any(cell.strip() for rows in found.values() for _, cells in rows for cell in cells):
        raise ValueError("no sheets")
    yield from found.items()


def decoded(content: bytes) -> str:
    """A text file's text: UTF-8, UTF-16 with its mark, or the Thai Windows code page. Raises ValueError."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(_THAI_WINDOWS)
    if "\0" in text:
        raise ValueError("not a text file")
    return text


def _markdown(text: str) -> Grids:
    found: Grids = {}
    sheet = ""
    for number, line in enumerate(text.splitlines(), 1):
        start, end = line.find("|"), line.rfind("|")
        if line.lstrip().startswith("#") or end <= start or _RULE.fullmatch(line):
            continue
        title, *cells = (cell.strip().replace(r"\|", "|") for cell in _BAR.split(line[start + 1 : end]))
        sheet = title or sheet
        found.setdefault(sheet, []).append((number, cells))
    return found


def _csv(text: str) -> Grids:
    found: Grids = {}
    sheet = ""
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        title, cells = (row[0].strip(), row[1:]) if row else ("", [])
        sheet = title or sheet
        found.setdefault(sheet, []).append((reader.line_num, cells))
    found.pop("", None)
    return found
