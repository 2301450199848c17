"""pyxform's own examples: every one that it converts loads here, or is refused for a reason that is written down."""

import io
from pathlib import Path

import pytest

from consultation.forms.xlsform import BadForm, pack, read, unpack, write
from tests.consultation.forms.examples import (
    REFUSED,
    attached,
    converted,
    example_forms,
    files,
    needed,
    shown,
    typed_barcodes,
    xform,
)
from tests.consultation.forms.xforms import facts

FILES = files()

# What a workbook says otherwise when it has been read and written, as `xlsform` promises: by file, the words in which
# both say it.
SAID_OTHERWISE = {
    # A loop is unrolled over its list, without the choice that or_other adds to it elsewhere.
    "loop.csv": ("other", "'number'"),
    "loop.xls": ("other", "'number'"),
    # A note gets a name; a date without a time is written as one.
    "repeat_date_test.xls": ("note", "2012-12-12"),
    "xl_date_ambiguous_v1.xlsx": ("1900-01-01",),
    # "phone number" is a text with its constraint, without the hint in English; "trigger" is an acknowledge.
    "ODKValidateWarnings.xlsx": ("Enter numbers only.",),
    "group.csv": ("Enter numbers only.",),
    "group.xls": ("Enter numbers only.",),
    "widgets.csv": ("/data/my_trigger",),
    "widgets.xls": ("/data/my_trigger",),
}


@needed
def test_the_set_is_there() -> None:
    assert len(FILES) > 60
    assert sum(converted(path) is not None for path in FILES) > 50


@needed
@pytest.mark.parametrize("path", FILES, ids=shown)
def test_every_form_that_pyxform_converts_loads_or_is_refused_for_a_reason_written_down(path: Path) -> None:
    try:
        form = read(path, attached=attached(path))
    except BadForm as error:
        if converted(path) is not None:
            assert {one.key for one in error.problems} == REFUSED[path.name]
        assert all(one.where and one.what and one.mend for one in error.problems)
        return
    assert converted(path) is not None and path.name not in REFUSED
    packed = pack(form)
    assert unpack(packed.content).form == form


@needed
@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_form_that_was_read_and_written_is_the_same_xform(path: Path) -> None:
    form = dict(example_forms()).get(shown(path))
    if form is None or converted(path) is None:
        return
    assert _otherwise(shown(path), converted(path) or "", xform(workbook_of(pack(form).content))) == []


@needed
@pytest.mark.parametrize("source", typed_barcodes(), ids=lambda pair: str(pair[0]))
def test_the_largest_examples_come_back_whole_once_their_barcodes_are_typed(source: tuple[str, bytes]) -> None:
    name, content = source
    form = read(content, name)
    assert read(write(form)) == form
    assert _otherwise(name, xform(content), xform(write(form))) == []


def workbook_of(packed: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        return package.read("form.xlsx") if "form.xlsx" in package.namelist() else packed


def _otherwise(file: str, before: str, after: str) -> list[object]:
    """What two XForms say differently, beyond what is promised."""
    one, other = facts(before), facts(after)
    words = next((words for name, words in SAID_OTHERWISE.items() if name in file.split("/")[-1].split(" ")), ())
    return [odd for odd in [*(one - other), *(other - one)] if not any(word in str(odd) for word in words)]
