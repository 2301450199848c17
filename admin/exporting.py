"""Exports of a consultation by format: what is read, and the files that are written of it into a folder or an archive.

A further format is a further entry of `FORMATS`: a unit of work that reads, one that records who exported what, and a
function that writes files through `Open`. Reading is long: it is no part of the transaction that records.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from sqlmodel import Session

from consultation.opinion import polis
from consultation.opinion.export import exported, record
from consultation.vault import Vault

Open = Callable[[str], AbstractContextManager[TextIO]]


@dataclass(frozen=True)
class Wanted:
    """What is to be exported and for whom. question: "" for the only one there is."""

    consultation: int
    question: str
    base_url: str
    actor: str


@dataclass(frozen=True)
class Format:
    """read: a unit of work that gives what `write` writes; record: one that writes who took it; files: their names."""

    files: tuple[str, ...]
    read: Callable[[Session, Vault, Wanted], Any]
    record: Callable[[Session, Wanted, Any], None]
    write: Callable[[Any, Open], None]


def _polis(session: Session, vault: Vault, wanted: Wanted) -> polis.Conversation:
    return exported(session, vault, wanted.consultation, wanted.question, wanted.base_url)


def _polis_taken(session: Session, wanted: Wanted, found: polis.Conversation) -> None:
    record(session, wanted.consultation, wanted.question, found, wanted.actor)


FORMATS = {"polis": Format(polis.FILES, _polis, _polis_taken, polis.write)}


def into_folder(of: Format, value: Any, folder: Path) -> None:
    """Write the files into a folder, which is made when it is not there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    of.write(value, lambda name: (folder / name).open("w", encoding="utf-8", newline=""))


def into_archive(of: Format, value: Any, archive: BinaryIO) -> None:
    """Write the files into a ZIP archive."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:

        @contextmanager
        def opened(name: str) -> Iterator[TextIO]:
            with packed.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                yield text

        of.write(value, opened)
