"""pyxform's own example forms, fetched by `make examples` into an ignored folder; they are not ours to keep here."""

import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from consultation.forms.form import Form
from consultation.forms.xlsform import BadForm, read
from tests.consultation.forms.workbooks import Table, workbook
from tests.rules.source import ROOT

FETCHED = ROOT / "var" / "examples"
SUFFIXES = (".xls", ".xlsx", ".xlsm", ".csv", ".md")
TABLES = ("fruits.csv",)  # lies beside the forms to be looked into, and is none itself

needed = pytest.mark.skipif(
    not (FETCHED / "ready").exists(),
    reason="pyxform's example forms are missing: `make examples` fetches them from the package index",
)

# Of the forms that pyxform 4.5 converts, those that we refuse, each with the keys of its reasons.
REFUSED = {
    "attribute_columns_test.xlsx": {"refused_barcode"},  # no chat scans a barcode
    "flat_xlsform_test.xlsx": {"refused_barcode"},
    "warnings.xls": {"refused_barcode"},
    "widgets.csv": {"refused_barcode"},
    "widgets.xls": {"refused_barcode"},
    "xlsform_spec_test.xlsx": {"refused_barcode"},
    "search_and_select.xlsx": {"refused_search"},  # search() is done by a program on a phone
    "xl_date_ambiguous.xlsx": {"bad_expression"},  # its choice_filter is no XPath: label::English != ''
    "bad_calc.xlsx": {"bad_expression"},  # its calculation is a sentence
}


def files() -> list[Path]:
    """Every workbook of the set, in order."""
    folders = [path for path in FETCHED.glob("pyxform-*/pyxform/tests/*example_xls") if path.is_dir()]
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in SUFFIXES)


def attached(path: Path) -> dict[str, bytes]:
    """The tables that lie beside a form."""
    return {name: (path.parent / name).read_bytes() for name in TABLES if (path.parent / name).exists()}


def shown(path: Path) -> str:
    """A file's name with its folder's: two of them have the same."""
    return f"{path.parent.name}/{path.name}"


@cache
def converted(path: Path) -> str | None:
    """The XForm that pyxform makes of a workbook; None where it makes none."""
    try:
        return xform(path)
    except (PyXFormError, TypeError):
        return None


def xform(source: Any) -> str:
    """pyxform's XForm of a workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(convert(source, validate=False, warnings=[], form_name="data").xform)


@cache
def example_forms() -> list[tuple[str, Form]]:
    """Every form that pyxform converts and we do not refuse, with its folder's and file's name; none if not fetched."""
    found = []
    for path in files():
        if converted(path) is not None:
            try:
                found.append((shown(path), read(path, attached=attached(path))))
            except BadForm:
                continue
    return found


def typed_barcodes() -> list[tuple[str, bytes]]:
    """The forms that are refused for their barcodes alone, with the barcodes to be typed instead."""
    paths = [path for path in files() if REFUSED.get(path.name) == {"refused_barcode"}]
    return [(f"{shown(path)} with barcodes typed", _with_barcodes_typed(path)) for path in paths]


def _with_barcodes_typed(path: Path) -> bytes:
    data = get_xlsform(str(path))
    tables: dict[str, Table] = {}
    for sheet in ("survey", "choices", "settings"):
        heads = list((getattr(data, f"{sheet}_header") or [{}])[0])
        rows = [[row.get(head, "") for head in heads] for row in getattr(data, sheet) or []]
        tables[sheet] = [heads, *([("text" if cell == "barcode" else cell) for cell in row] for row in rows)]
    return workbook(**tables)
