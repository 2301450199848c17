"""Tables for spreadsheets, as CSV and as a workbook: figures stay figures, and no text is ever taken for a formula."""

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

Cell = str | int | float | None
Row = Sequence[Cell]
Sheets = Sequence[tuple[str, Sequence[Row]]]  # the name of each sheet, and its rows, the first its heading

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60
MOST_OF_A_CELL = 32_767  # characters, by Excel; what is longer ends with "…"
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same table gives the same file


def as_csv(rows: Iterable[Row]) -> bytes:
    """One table, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO()
    csv.writer(out).writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Sheets) -> bytes:
    """Tables as the sheets of a workbook."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, wrapped if at else bold)
            for column in range(max(map(len, rows), default=0)):
                longest = max(len(str(row[column])) for row in rows[:200] if len(row) > column)
                sheet.set_column(column, column, min(WIDEST, longest + 2))
    return file.getvalue()


async def answer(sheets: Sheets, ending: str, plain: str, name: str = "") -> web.Response:
    """Answer with tables to keep, made off the event loop: one workbook, or one CSV with a blank line after each.

    ending: "csv" or "xlsx"; plain, name: what the file is called, in ASCII and, where the browser can, in Thai.
    """
    content = await asyncio.to_thread(_joined if ending == "csv" else as_xlsx, sheets)
    return download(content, f"{plain}.{ending}", CSV if ending == "csv" else XLSX, name and f"{name}.{ending}")


def download(content: bytes, plain: str, kind: str, name: str = "") -> web.Response:
    """Answer with a file to keep. plain, name: as in `answer`, with their endings."""
    way = f'attachment; filename="{plain}"' + (f"; filename*=UTF-8''{quote(name)}" if name else "")
    charset = "utf-8" if kind == CSV else None
    return web.Response(body=content, content_type=kind, charset=charset, headers={"Content-Disposition": way})


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _joined(sheets: Sheets) -> bytes:
    if len(sheets) == 1:
        return as_csv(sheets[0][1])
    return as_csv(row for _, rows in sheets for row in (*rows, []))


def _write(sheet: object, at: int, column: int, cell: Cell, looks: object) -> None:
    if isinstance(cell, str):
        whole = cell if len(cell) <= MOST_OF_A_CELL else f"{cell[: MOST_OF_A_CELL - 1]}…"
        sheet.write_string(at, column, whole, looks)  # type: ignore[attr-defined]
    elif cell is not None:
        sheet.write_number(at, column, cell, looks)  # type: ignore[attr-defined]


def _cell(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else "" if cell is None else cell
