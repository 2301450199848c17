"""A list as an Excel workbook: text alone, its heads frozen; no text is ever taken for a formula."""

import io
from collections.abc import Sequence

_WIDEST, _NARROWEST = 60, 10


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows of text, the first as heads. Call it off the event loop."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    for at in range(len(rows[0])):
        longest = max(len(row[at]) for row in rows[:200])
        page.column_dimensions[get_column_letter(at + 1)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    for at, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(page, value=text)
            cell.data_type = "s"
            cell.font, cell.alignment = Font(bold=at == 0), Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
