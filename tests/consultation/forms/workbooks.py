"""Workbooks made of rows of cells, as an officer would type them."""

import io

from openpyxl import Workbook

Table = list[list[object]]


def workbook(**tables: Table) -> bytes:
    """An .xlsx of these sheets, each a row of headers and rows of cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
