"""The documents of a consultation beyond its notices, by kind and by the form they are wanted in.

Each is written into a file that is given: what is read is read in one transaction, drawing is done in a thread.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from sqlmodel import Session

from admin.reports import hearing_file
from admin.reports.annex_compose import compose_annex
from admin.reports.blocks import Composed
from admin.reports.docx import draw_docx
from admin.reports.letter_compose import compose_letter
from admin.reports.memo_compose import compose_memo
from admin.reports.o25 import o25
from admin.reports.outcome import Outcome
from admin.reports.outcome_gather import gather_outcome
from admin.reports.outcome_wording import told
from admin.reports.packing import File, pack
from admin.reports.pdf import draw_pdf
from admin.reports.summary_compose import compose_summary
from admin.reports.workbook import workbook
from admin.spreadsheet import XLSX, as_xlsx
from consultation import audit
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import refused
from consultation.responses import service as responses
from consultation.vault import Vault

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": "application/pdf", "docx": DOCX, "xlsx": XLSX, "zip": "application/zip"}
HEARING_FILE, LETTERS, WORKBOOK, SHEET = "hearing-file", "letters", "workbook", "o25"
DRAWN: dict[str, Callable[[Outcome], Composed]] = {
    "summary": compose_summary,
    "annex": compose_annex,
    "memo": compose_memo,
}
FORMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(DRAWN, ("pdf", "docx")),
    LETTERS: ("zip",),
    SHEET: ("xlsx",),
    WORKBOOK: ("xlsx",),
    HEARING_FILE: ("zip",),
}
# Every single comment of a consultation leaves with these: who took them is on record.
RECORDED = (WORKBOOK, HEARING_FILE)


@dataclass(frozen=True)
class Wanted:
    """Which document, of which consultation, for whom."""

    consultation: int
    kind: str
    form: str
    actor: str


async def write(db: Database, vault: Vault, wanted: Wanted, to: BinaryIO) -> None:
    """Write a document. Raises NotFound, Refused."""
    after: dict[str, Any] = {"kind": wanted.kind}
    if wanted.kind == HEARING_FILE:
        after["manifest"] = await hearing_file.write(db, vault, wanted.consultation, to)
    else:
        draw = await db.read(_DRAWING.get(wanted.kind, partial(_document, wanted)), wanted.consultation)
        await asyncio.to_thread(draw, to)
    if wanted.kind in RECORDED:
        await db.write(_record, wanted, after)


Draw = Callable[[BinaryIO], object]


def _document(wanted: Wanted, session: Session, consultation_id: int) -> Draw:
    composed = DRAWN[wanted.kind](gather_outcome(session, consultation_id))
    drawn = draw_pdf if wanted.form == "pdf" else draw_docx
    return lambda to: to.write(drawn(composed))


def _letters(session: Session, consultation_id: int) -> Draw:
    """A letter to each province that has matters of its own, in both forms."""
    of = gather_outcome(session, consultation_id)
    letters = {local.name: compose_letter(of, local) for local in of.local}
    if not letters:
        raise refused("letters_none")
    about = {"title": of.notice.title, "code": of.notice.code}
    return lambda to: pack(
        (
            File(f"{told('letter', 'file', province=name)}.{form}", name, draw(composed))
            for name, composed in letters.items()
            for form, draw in (("pdf", draw_pdf), ("docx", draw_docx))
        ),
        about,
        to,
    )


def _sheet(session: Session, consultation_id: int) -> Draw:
    sheets = o25(gather_outcome(session, consultation_id))
    return lambda to: to.write(as_xlsx(sheets))


def _workbook(session: Session, consultation_id: int) -> Draw:
    said = responses.comments(session, consultation_id)
    sheets = workbook(session, gather_outcome(session, consultation_id), consultation_id, said)
    return lambda to: to.write(as_xlsx(sheets))


_DRAWING: dict[str, Callable[[Session, int], Draw]] = {LETTERS: _letters, SHEET: _sheet, WORKBOOK: _workbook}


def _record(session: Session, wanted: Wanted, after: dict[str, Any]) -> None:
    consult.view(session, wanted.consultation)
    audit.record(session, wanted.actor, "report.take", f"consultation:{wanted.consultation}", after=after)
