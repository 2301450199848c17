"""Which column of a sheet is which: XLSForm's names, the other names pyxform knows them by, and their languages.

A header is a name, or names one inside another, with two colons between (`bind::relevant`, `media::image::English
(en)`) or, in a sheet that has no two colons anywhere, one. Case does not count in a name. Rules: pyxform's
`aliases.py` and `parsing/sheet_headers.py`. What is in no known column is kept under its header.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from consultation.forms.form import Texts
from consultation.forms.problem import Problem
from consultation.forms.workbook import Row, Sheet, problem, word
from consultation.forms.xlsform_languages import Languages

PICTURES = ("image", "big-image", "audio", "video")  # what may be shown with a text, by language
SPOKEN = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "prachakhom_short")
SURVEY = (
    "type", "name", "required", "relevant", "constraint", "calculation", "default", "trigger", "read_only",
    "choice_filter", "appearance", "parameters", "repeat_count", "disabled", *SPOKEN, *PICTURES,
    "prachakhom_role", "prachakhom_comment", "prachakhom_type", "prachakhom_other",
)  # fmt: skip
CHOICES = ("list_name", "name", "label", *PICTURES)
TRANSLATED = (*SPOKEN, *PICTURES, "form_title", "prachakhom_title")
SETTINGS = ("form_title", "prachakhom_title", "form_id", "version", "default_language", "prachakhom_revision")

_OTHER_NAMES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "readonly": "read_only",
    "relevance": "relevant", "calculate": "calculation", "constraining_message": "constraint_message",
    "requiredmsg": "required_message", "count": "repeat_count", "jr:count": "repeat_count",
    "bind::relevant": "relevant", "bind::required": "required", "bind::constraint": "constraint",
    "bind::readonly": "read_only", "bind::calculate": "calculation", "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message", "control::appearance": "appearance", "body::appearance": "appearance",
    "control::jr:count": "repeat_count", "body::jr:count": "repeat_count",
    "media::image": "image", "media::big-image": "big-image", "media::audio": "audio", "media::video": "video",
    "title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet: of each header its name here, and the language where it has one.

    `known` maps a header to (name, language); `kept` maps every other header to the one that it is kept under.
    """

    sheet: Sheet
    known: dict[str, tuple[str, str]]
    kept: dict[str, str]

    def cell(self, row: Row, name: str) -> str:
        """The cell of a column that programs read; empty where there is none."""
        return next((row.cell(header) for header, (known, _) in self.known.items() if known == name), "")

    def cells(self, row: Row, names: Collection[str]) -> dict[str, str]:
        """The cells of several columns that programs read, by the column's name."""
        return {name: self.cell(row, name) for name in names}

    def texts(self, row: Row, name: str, spoken: Languages) -> Texts:
        """The text of a column in each language, as typed: only what is empty is left out."""
        named = [(language, header) for header, (known, language) in self.known.items() if known == name]
        # A column that names its language goes before one that does not.
        named.sort(key=lambda column: column[0] != "")
        return {spoken.of(language): row.cells[header] for language, header in named if header in row.cells}

    def pictures(self, row: Row, spoken: Languages) -> dict[str, Texts]:
        """The files shown with a text, by kind and language."""
        found = {kind: self.texts(row, kind, spoken) for kind in PICTURES}
        return {kind: texts for kind, texts in found.items() if texts}

    def rest(self, row: Row) -> dict[str, str]:
        """The cells in no known column, by header."""
        return {name: row.cells[header] for header, name in self.kept.items() if header in row.cells}

    def unused(self, row: Row, used: Collection[str], spoken: Languages) -> dict[str, str]:
        """The cells in known columns that mean nothing in this row, by the header that they are written under."""
        found: dict[str, str] = {}
        for header, (name, language) in self.known.items():
            if header in row.cells and name not in used:
                translated = name in TRANSLATED
                found[f"{name}::{spoken.name(spoken.of(language))}" if translated else name] = row.cells[header]
        return found

    def spoken(self) -> Iterator[str]:
        """The languages of the translated columns as typed, in order; empty for filled columns that name none."""
        for header, (name, language) in self.known.items():
            filled = name != "form_title" and any(header in row.cells for row in self.sheet.rows)
            if name in TRANSLATED and (language or filled):
                yield language

    def problems(self, spoken: Languages) -> Iterator[Problem]:
        """Columns that are there more than once, and cells of two columns that say different things in one place."""
        where = word("sheet", sheet=self.sheet.name)
        seen: dict[tuple[str, str], str] = {}
        for header in self.sheet.headers:
            column = self.known.get(header, (header, ""))
            if column in seen:
                both = header if header == seen[column] else f"{seen[column]}, {header}"
                yield problem("same_column", where, column=both)
            seen[column] = header
        alike: dict[tuple[str, str], list[str]] = {}
        for header, (name, language) in self.known.items():
            if name in (*SPOKEN, *PICTURES):
                alike.setdefault((name, spoken.of(language)), []).append(header)
        for headers in alike.values():
            for row in self.sheet.rows if len(headers) > 1 else ():
                if len({row.cells[header] for header in headers if header in row.cells}) > 1:
                    yield problem("same_language", row.place, columns=", ".join(headers))


def columns(sheet: Sheet, known: Collection[str]) -> Columns:
    """Find the columns of a sheet out. known: the names that mean something in it."""
    double = any("::" in header for header in sheet.headers)
    found: dict[str, tuple[str, str]] = {}
    kept: dict[str, str] = {}
    for header in sheet.headers:
        parts = _parts(header, double)
        if (column := _column(parts, known)) is not None:
            found[header] = column
        else:
            kept[header] = "::".join(parts)
    return Columns(sheet, found, kept)


def means(header: str, known: Collection[str]) -> bool:
    """Whether a header is that of a known column."""
    return _column(_parts(header, True), known) is not None


def _parts(header: str, double: bool) -> list[str]:
    if double or "::" in header:
        return [part.strip() for part in header.split("::")]
    parts = [part.strip() for part in header.split(":")]
    if "jr" in parts[:-1]:
        at = parts.index("jr")
        parts[at : at + 2] = [f"jr:{parts[at + 1]}"]
    return parts


def _column(parts: list[str], known: Collection[str]) -> tuple[str, str] | None:
    """The name and language of a header's parts; None for what is not known."""
    for take in (2, 1):
        if len(parts) < take:
            continue
        name = "::".join("_".join(part.split()).lower() for part in parts[:take])
        name = _OTHER_NAMES.get(name, name)
        if name in known:
            break
    else:
        return None
    more = parts[take:]
    if not more:
        return name, ""
    return (name, more[0]) if len(more) == 1 and more[0] and name in TRANSLATED else None
