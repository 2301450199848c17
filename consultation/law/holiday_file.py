"""A year's days off from a CSV file: read whole, every wrong row named, nothing taken in unless all is right."""

import csv
import io
from datetime import date

from consultation.errors import Refused
from consultation.law.typed import parse_day
from consultation.law.wording import era, refused, said, said_date

MOST_ROWS = 120
_COLUMNS = 2


class BadHolidayFile(Refused):
    """A file that was not taken in. problems: one sentence a row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(str(refused("file_rows", n=len(problems))))
        self.problems = problems


def read(data: bytes, year: int) -> list[tuple[date, str]]:
    """The days off of a calendar year (CE) in a CSV file with a head, in order. Raises Refused, BadHolidayFile."""
    rows = _rows(data)
    if not rows:
        raise refused("file_none")
    if len(rows) > MOST_ROWS:
        raise refused("file_large", n=len(rows), most=MOST_ROWS)
    problems, days, first = list[str](), dict[date, str](), dict[date, int]()
    for n, row in rows:
        problem, day, name = _read_row(n, row, year)
        if day is not None and day in first:
            problem = said("row", "double", n=n, day=said_date(day), first=first[day])
        if problem:
            problems.append(problem)
        elif day is not None:
            days[day], first[day] = name, n
    if problems:
        raise BadHolidayFile(problems)
    return sorted(days.items())


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows after the head with their numbers as a spreadsheet counts them; empty ones left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("file_encoding") from None
    if "\0" in text:
        raise refused("file_encoding")
    parted = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        numbered = [(n, row) for n, row in enumerate(parted, 1) if any(cell.strip() for cell in row)]
    except csv.Error:
        raise refused("file_encoding") from None
    return numbered[1:]


def _read_row(n: int, row: list[str], year: int) -> tuple[str, date | None, str]:
    cells = [cell.strip() for cell in row]
    while len(cells) > _COLUMNS and not cells[-1]:
        cells.pop()
    if len(cells) != _COLUMNS:
        return said("row", "columns", n=n, given=len(cells)), None, ""
    try:
        day = parse_day(cells[0])
    except ValueError:
        return said("row", "day", n=n, given=cells[0]), None, ""
    if day.year != year:
        return said("row", "year", n=n, day=said_date(day), year=era(year)), day, ""
    name = " ".join(cells[1].split())
    return ("" if name else said("row", "name", n=n)), day, name
