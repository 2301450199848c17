"""A questionnaire with the files that belong to it: a workbook, and in a ZIP beside it tables, pictures, sounds."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from consultation import zipped
from consultation.forms.form import Form, Table
from consultation.forms.problem import Problem
from consultation.forms.workbook import LARGEST_FILE, LARGEST_UNPACKED, BadForm, problem, word
from consultation.forms.xlsform_choices import table, written_table
from consultation.forms.xlsform_read import form_of
from consultation.forms.xlsform_write import write

LARGEST_PACKAGE = 20 * 1024 * 1024
MOST_FILES = 300
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".md")
MEDIA = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav", ".mp4": "video/mp4",
}  # fmt: skip

_XLSX_PART = "[Content_Types].xml"


@dataclass(frozen=True)
class Package:
    """A form, and the pictures, sounds and films that it names, by the file's name."""

    form: Form
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Packed:
    """A questionnaire as one file. suffix: ".xlsx", or ".zip" where tables or media go with it."""

    content: bytes
    suffix: str


def unpack(
    source: Path | str | bytes,
    name: str = "",
    attached: Mapping[str, bytes] | None = None,
    tables: Iterable[Table] = (),
) -> Package:
    """The questionnaire of a workbook, or of a ZIP with one workbook in it.

    source: a path, or the file's bytes; name: the file's. attached: further files by name. tables: those known
    already, where none of that name is attached. Raises BadForm with everything that is wrong; OSError.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    shown = name or ("" if isinstance(source, bytes) else Path(source).name)
    if len(content) > LARGEST_PACKAGE:
        raise BadForm([_too_large(shown, LARGEST_PACKAGE)])
    files: dict[str, bytes] = {}
    if content.startswith(b"PK") and (parts := _parts(content, shown)) is not None:
        shown, content, files = _workbook(parts, shown)
    files |= attached or {}
    found, wrong = {one.name: one for one in tables}, []
    media: dict[str, bytes] = {}
    for file, inside in files.items():
        suffix = PurePath(file).suffix.lower()
        if suffix == ".csv" and len(inside) <= LARGEST_FILE:
            made = table(file, inside)
            found[made.name] = made
        elif suffix in MEDIA:
            media[file] = inside
        else:
            wrong.append(_too_large(file, LARGEST_FILE) if suffix == ".csv" else _not_wanted(file))
    if wrong:
        raise BadForm(wrong)
    return Package(form_of(content, shown, found.values()), media)


def from_files(files: Mapping[str, bytes], tables: Iterable[Table] = ()) -> Package:
    """The questionnaire among several files by name: one workbook or ZIP, the rest attached. Raises BadForm."""
    books = [name for name in files if PurePath(name).suffix.lower() in (*WORKBOOKS, ".zip")]
    if not books and len(files) == 1:
        books = list(files)  # one CSV file may be a whole questionnaire; what is none is told below
    if len(books) != 1:
        raise BadForm([_one_workbook(word("the_files"), books)])
    return unpack(files[books[0]], books[0], {name: files[name] for name in files if name != books[0]}, tables)


def pack(form: Form, files: Mapping[str, bytes] | None = None) -> Packed:
    """The questionnaire as a file that `unpack` takes back, and that other XLSForm programs understand."""
    workbook = write(form)
    if not form.tables and not files:
        return Packed(workbook, ".xlsx")
    parts = {"form.xlsx": workbook}
    parts |= {f"{each.name}.csv": written_table(each) for each in form.tables}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (parts | dict(files or {})).items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return Packed(file.getvalue(), ".zip")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_PACKAGE + 1)


def _parts(content: bytes, name: str) -> dict[str, bytes] | None:
    """What is in a ZIP, by the name without its folders; None where the ZIP is itself a workbook. Raises BadForm."""
    where = word("file", name=name) if name else word("the_file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            listed = [part for part in package.infolist() if not part.is_dir()]
            if any(part.filename == _XLSX_PART for part in listed):
                return None
            if len(listed) > MOST_FILES or not zipped.fits(content, LARGEST_UNPACKED):
                raise BadForm([_too_large(name, LARGEST_UNPACKED)])
            named = [(_name(part), part) for part in listed]
            named = [(inner, part) for inner, part in named if not inner.startswith((".", "~$", "__MACOSX"))]
            if twice := [inner for inner, times in Counter(inner for inner, _ in named).items() if times > 1]:
                raise BadForm([problem("same_file", word("file", name=inner)) for inner in twice])
            return {inner: package.read(part) for inner, part in named}
    except zipped.BROKEN as error:
        large = len(content) > LARGEST_FILE
        raise BadForm([_too_large(name, LARGEST_FILE) if large else problem("unreadable", where)]) from error


def _name(part: zipfile.ZipInfo) -> str:
    """A file's own name. Thai Windows writes names in its own code page, which the format calls cp437."""
    name = part.filename
    if not part.flag_bits & 0x800:
        for encoding in ("utf-8", "cp874"):
            try:
                name = part.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    if name.startswith("__MACOSX/"):
        return "__MACOSX"
    return PurePath(name.replace("\\", "/")).name


def _workbook(parts: dict[str, bytes], name: str) -> tuple[str, bytes, dict[str, bytes]]:
    """The one workbook of a ZIP with its name, and the other files."""
    books = [file for file in parts if PurePath(file).suffix.lower() in WORKBOOKS]
    if len(books) != 1:
        raise BadForm([_one_workbook(word("file", name=name) if name else word("the_file"), books)])
    return books[0], parts.pop(books[0]), parts


def _one_workbook(where: str, books: list[str]) -> Problem:
    return problem("many_workbooks" if books else "no_workbook", where, names=", ".join(sorted(books)))


def _too_large(name: str, most: int) -> Problem:
    where = word("file", name=name) if name else word("the_file")
    return problem("too_large", where, most=most // 1024 // 1024)


def _not_wanted(name: str) -> Problem:
    return problem("unwanted_file", word("file", name=name), kinds=", ".join([".csv", *MEDIA]))
