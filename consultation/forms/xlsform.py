"""Questionnaires as XLSForm workbooks, in and out: sheets survey, choices, external_choices and settings.

Beside XLSForm's own columns there are, in the survey, `prachakhom_role` (what an answer means here),
`prachakhom_comment` (its text is a comment), `prachakhom_short` (its name in summaries, by language),
`prachakhom_type` (`statements`: to be voted on; other programs see a text question) and `prachakhom_other` (an
"other" that was worded by hand); in the settings `prachakhom_revision`. What no column of ours means is kept as it
came and written back. Specification: https://xlsform.org/en/ref-table/

What `write` writes, `read` reads back equal to `normal(form)`. A workbook that is read and written says the same, but:

* older words become today's: `select one from` → `select_one`, `int` → `integer`, `bind:relevant` → `relevant`,
  `caption` → `label`, `true()` in required → `yes`, `percentage` → `integer` with its constraint; a loop is unrolled;
* a label that names no language gets the default one's name (`label::ไทย (th)`), a note without a name gets one;
* rows that are empty, switched off (`disabled`) or remarks go, and so do sheets that are none of XLSForm's;
* spaces around names and expressions go, bent quotation marks in expressions are straightened, parameters are
  parted by spaces, dates and times that are no text are written by ISO 8601.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from consultation.forms.form import Form, Table
from consultation.forms.workbook import BadForm
from consultation.forms.xlsform_normal import normal
from consultation.forms.xlsform_package import Package, Packed, from_files, pack, unpack
from consultation.forms.xlsform_write import write

__all__ = ["BadForm", "Package", "Packed", "from_files", "normal", "pack", "read", "unpack", "write"]


def read(
    source: Path | str | bytes,
    name: str = "",
    attached: Mapping[str, bytes] | None = None,
    tables: Iterable[Table] = (),
) -> Form:
    """The questionnaire of a workbook or ZIP, ready to be opened; see `unpack`, which gives its media files too."""
    return unpack(source, name, attached, tables).form
