"""A small file that would fill the memory is refused before it does."""

import io
import tracemalloc
import zipfile

import pytest

from consultation.entry.tables import read_table
from consultation.entry.template import filled
from consultation.errors import Refused
from tests.consultation.entry.test_reading import GOOD
from tests.consultation.talk.citizens import NEEDS


def test_a_table_that_unpacks_to_very_much_is_refused_by_what_it_becomes() -> None:
    book = io.BytesIO(filled(NEEDS, [{"_number": "1", **GOOD}]))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/worksheets/sheet9.xml", b"<c><v>1</v></c>" * (12 * 1024 * 1024 // 15))
    content = book.getvalue()
    assert len(content) < 120_000
    tracemalloc.start()
    with pytest.raises(Refused, match="ใหญ่เกิน"):
        read_table(NEEDS, content, "a.xlsx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_an_honest_table_of_many_rows_is_far_from_the_bound() -> None:
    rows = [{"_number": str(n), **GOOD, "problem": f"น้ำไม่พอทำนา หมู่ {n}"} for n in range(1_500)]
    assert len(read_table(NEEDS, filled(NEEDS, rows), "a.xlsx").lines) == 1_500
