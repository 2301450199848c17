"""The hearing file: everything that shows how a consultation was held and what came of it, in one ZIP with hashes.

Made of the state of the database alone: the moment it names is that of the last act or answer, so that the same state
gives the same bytes. What is read is read in one transaction, the proofs one by one; drawing and packing is done in a
thread, into a file.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from sqlmodel import Session, select

from admin.reports import outcome_wording as words
from admin.reports.annex_compose import compose_annex
from admin.reports.blocks import Composed
from admin.reports.hearing_tables import Tables, tables
from admin.reports.notice_compose import compose_notice
from admin.reports.notice_result import compose_result
from admin.reports.o25 import o25
from admin.reports.outcome import Outcome
from admin.reports.outcome_gather import gather_outcome
from admin.reports.packing import File, pack
from admin.reports.paper import paper_pdf
from admin.reports.pdf import draw_pdf
from admin.reports.summary_compose import compose_summary
from admin.reports.workbook import workbook
from admin.spreadsheet import Sheets, as_csv, as_xlsx
from consultation import audit
from consultation.audit_reading import Entry, of
from consultation.commitments import service as commitments
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.entry.service import form_of
from consultation.errors import Refused, refused
from consultation.findings.service import findings
from consultation.forms import exchange
from consultation.forms.form import Form
from consultation.forms.xlsform import Packed
from consultation.law import hearing, proofs
from consultation.opinion.views import boards
from consultation.responses import service as responses
from consultation.responses.models import OPINION, Comment
from consultation.settings import settings
from consultation.themes import service as themes
from consultation.vault import Vault
from nlp.personal import mask

WRITTEN = ("reason", "why", "note")  # what officers write freely, in the audit record
TAKEN = "report."  # acts of taking documents out; they are no part of what the file shows


@dataclass(frozen=True)
class Material:
    """What the file is made of. acts: of the audit record, its chain checked; proofs: of notices, by path."""

    view: ConsultationView
    outcome: Outcome
    form: Form
    packed: Packed
    law: dict[str, object]
    book: Sheets
    tables: Tables
    acts: tuple[Entry, ...]
    at: datetime
    proofs: tuple[tuple[str, str, int], ...]


async def write(db: Database, vault: Vault, consultation_id: int, to: BinaryIO) -> str:
    """Write the file; its manifest's hash. Raises NotFound, Refused."""
    of, loop = await db.read(gather, consultation_id), asyncio.get_running_loop()

    def kept() -> Iterator[File]:
        """The proofs, one at a time: all together may be larger than the memory. Runs beside the loop."""
        for one in of.proofs:
            yield asyncio.run_coroutine_threadsafe(_proof(db, vault, *one), loop).result()

    return await asyncio.to_thread(partial(_write, of, kept(), to))


def gather(session: Session, consultation_id: int) -> Material:
    """Everything at one moment. Raises NotFound, Refused."""
    _chained(session)
    view = consult.view(session, consultation_id)
    acts = _acts(session, consultation_id)
    figures = responses.figures(session, consultation_id)
    at = max(filter(None, (figures.last_at, *(act.at for act in acts))), default=view.created_at)
    outcome = gather_outcome(session, consultation_id, at)
    said = responses.comments(session, consultation_id)  # once: of many this takes longest
    return Material(
        view=view,
        outcome=outcome,
        form=form_of(session, consultation_id),
        packed=exchange.take_out(session, consultation_id),
        law=_law(session, consultation_id),
        book=workbook(session, outcome, consultation_id, said),
        tables=tables(session, outcome, consultation_id, said),
        acts=acts,
        at=at,
        proofs=tuple(_proofs(outcome)),
    )


def _acts(session: Session, consultation_id: int) -> tuple[Entry, ...]:
    """What was done to the consultation, its themes, findings, commitments, statements and comments."""
    found = findings(session, consultation_id)
    subjects = {f"consultation:{consultation_id}", *(f"finding:{one.id}" for one in found)}
    subjects |= {f"theme_set:{one.id}" for one in themes.listing(session, consultation_id)}
    subjects |= {f"commitment:{each.id}" for one in found for each in commitments.of_finding(session, one.id)}
    subjects |= {f"statement:{each.id}" for board in boards(session, consultation_id) for each in board.statements}
    said = select(Comment.id).where(Comment.consultation_id == consultation_id, Comment.kind != OPINION)
    subjects |= {f"comment:{id}" for id in session.exec(said)}
    return tuple(act for act in of(session, subjects) if not act.action.startswith(TAKEN))


def _chained(session: Session) -> None:
    try:
        audit.verify(session)
    except audit.BrokenChain as error:
        raise refused("audit_broken", why=error) from error


def _law(session: Session, consultation_id: int) -> dict[str, object]:
    """What the wizard of the regulation recorded, as it is stored."""
    row = hearing.find(session, consultation_id)
    return row.model_dump(mode="json", exclude={"id"}) if row is not None else {}


def _proofs(of: Outcome) -> Iterator[tuple[str, str, int]]:
    for notice in of.notices:
        for each in notice.postings:
            if each.proof is not None:
                yield f"2-notices/proofs/{notice.subject}-{each.channel}", f"{notice.title}: {each.name}", each.proof


async def _proof(db: Database, vault: Vault, path: str, about: str, id: int) -> File:
    """A kept proof, or why it is not there any more."""
    try:
        name, data = await db.read(proofs.take, vault, id)
    except Refused as error:
        return File(f"{path}.txt", about, f"{error}\n".encode())
    ending = name.rpartition(".")[2].lower() if "." in name else "bin"
    return File(f"{path}.{ending}", f"{about} ({name})", data)


def _write(of: Material, kept: Iterator[File], to: BinaryIO) -> str:
    about = {
        "title": of.outcome.notice.title,
        "code": of.view.code,
        "state_of": of.at.isoformat(),
        "figures": words.told("file", "whole"),
    }
    return pack(_files(of, kept), about, to)


def _files(of: Material, kept: Iterator[File]) -> Iterator[File]:
    outcome, told = of.outcome, partial(words.told, "file")
    yield File("0-readme.txt", told("readme_about"), _readme(of))
    yield _pdf("1-summary/summary.pdf", "summary", compose_summary(outcome))
    yield _pdf("1-summary/annex-themes-by-province.pdf", "annex", compose_annex(outcome))
    yield File("1-summary/o25.xlsx", told("o25"), as_xlsx(o25(outcome)))
    yield _pdf("2-notices/notice.pdf", "notice", compose_notice(outcome.notice))
    yield _pdf("2-notices/result-notice.pdf", "result_notice", compose_result(outcome.result))
    yield from kept
    if of.law:
        yield File("3-method/law.json", told("law"), json.dumps(of.law, ensure_ascii=False, indent=1).encode())
    yield File("3-method/meetings.csv", told("meetings"), as_csv(of.tables.meetings))
    yield File(f"4-form/form{of.packed.suffix}", told("form"), of.packed.content)
    yield File("4-form/paper.pdf", told("paper"), paper_pdf(of.view, of.form, settings().base_url))
    yield File("5-data/everything.xlsx", told("book"), as_xlsx(of.book))
    yield File("5-data/comments.csv", told("comments"), as_csv(of.tables.comments))
    yield File("6-rejected/rejected.csv", told("rejected"), as_csv(of.tables.rejected))
    yield File("7-decisions/decisions.csv", told("decisions"), as_csv(of.tables.decisions))
    yield File("7-decisions/commitments.csv", told("commitments"), as_csv(of.tables.commitments))
    yield File("8-audit/audit.csv", told("audit"), as_csv(_audit(of)))


def _pdf(path: str, about: str, composed: Composed) -> File:
    return File(path, words.told("file", about), draw_pdf(composed))


def _readme(of: Material) -> bytes:
    text = words.told("file", "readme", title=of.outcome.notice.title, code=of.view.code, at=of.at.isoformat())
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _audit(of: Material) -> list[tuple[str, ...]]:
    head = tuple(words.section("file")["audit_columns"])
    rows = [
        (
            act.at.isoformat(),
            act.actor,
            act.action,
            act.subject,
            *(_json(_told(one)) for one in (act.before, act.after)),
            act.hash,
        )
        for act in of.acts
    ]
    return [head, *rows]


def _told(value: dict[str, object] | None) -> dict[str, object] | None:
    """What an act says without the receipt, by which its owner is known, and with what officers wrote masked."""
    if value is None:
        return None
    return {
        key: mask(said).text if key in WRITTEN and isinstance(said, str) else said
        for key, said in value.items()
        if key != "receipt"
    }


def _json(value: dict[str, object] | None) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
