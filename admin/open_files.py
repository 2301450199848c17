"""Files of open data: tables as CSV, everything as JSON, a ZIP archive of it all with dictionary and licence."""

import io
import json
import zipfile
from typing import Any

from admin.exporting import FORMATS, into_archive
from admin.spreadsheet import as_csv
from consultation.opendata.values import OpenData
from consultation.opinion.polis import Conversation

TABLES = ("responses", "comments", "counts")
DICTIONARY = ("table", "column", "th", "en", "value", "value_th", "value_en")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same data give the same archive


def table(of: OpenData, name: str) -> bytes:
    """One table, or the dictionary of the columns, as CSV. Raises KeyError."""
    if name == "dictionary":
        return as_csv([DICTIONARY, *_dictionary(of)])
    rows = {"responses": of.responses, "comments": of.comments, "counts": of.counts}[name]
    return as_csv([of.of(name), *rows])


def as_json(of: OpenData) -> bytes:
    """Everything, each row with the names of its columns."""
    told: dict[str, Any] = of.model_dump(mode="json", exclude={"responses", "comments", "counts", "sizes"})
    for name in TABLES:
        told[name] = [dict(zip(of.of(name), row, strict=True)) for row in getattr(of, name)]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def about(of: OpenData) -> str:
    """What the archive is: whose, of when, under which licence, with which limits."""
    told = (
        f"{of.title}\n{of.cluster}\n",
        f"Consultation: {of.code}, version {of.version}, published {of.published}",
        f"Gathered: {of.opened} to {of.closed}; people: {of.people}; rows left out: {of.left_out}",
        f"Licence: {of.licence} {of.licence_url}\n",
        *(("SAMPLE DATA\n",) if of.sample else ()),
        f"{of.limits}\n",
        "Whoever wanted to could answer: neither votes nor a representative sample.",
        "No combination of province, sector and age is shared by fewer than five people; counts below five are empty.",
    )
    return "\n".join(told) + "\n"


def archive(of: OpenData, conversations: list[tuple[str, Conversation]]) -> bytes:
    """Everything in one archive; the votes of each question in Polis's files."""
    files = {"README.txt": about(of).encode(), f"{of.code}.json": as_json(of)}
    files |= {f"{name}.csv": table(of, name) for name in (*TABLES, "dictionary")}
    for question, conversation in conversations:
        files |= {f"polis-{question}/{name}": content for name, content in polis_files(conversation).items()}
    return packed(files)


def _dictionary(of: OpenData) -> list[tuple[str, ...]]:
    """A line for each column, and under it one for each of its codes."""
    found: list[tuple[str, ...]] = []
    for column in of.columns:
        found.append((column.table, column.name, column.th, column.en, "", "", ""))
        found += [(column.table, column.name, "", "", each.value, each.th, each.en) for each in column.choices]
    return found


def polis_files(of: Conversation) -> dict[str, bytes]:
    """The files of a question in Polis's columns."""
    file = io.BytesIO()
    into_archive(FORMATS["polis"], of, file)
    with zipfile.ZipFile(file) as made:
        return {name: made.read(name) for name in made.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP archive of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, _EARLIEST), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
