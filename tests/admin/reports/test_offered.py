"""What sums a consultation up, of a real one: figures as on the pages, the hearing file whole, alike and checkable."""

import csv
import hashlib
import json
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from sqlmodel import select

from admin.reports import hearing_file, offered
from admin.reports.annex_compose import cells
from admin.reports.offered import FORMS, Wanted
from admin.reports.outcome_gather import gather_outcome
from admin.reports.plain import draw_plain
from admin.reports.summary_compose import compose_summary
from admin.reports.thai import thai_number
from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import deciding, service
from consultation.findings.deciding import DispositionInput
from consultation.findings.service import FindingInput
from consultation.law import notices, proofs
from consultation.responses import service as responses
from consultation.responses.apart import set_kind
from consultation.themes import service as themes
from consultation.themes import views
from consultation.vault import Vault
from tests.admin.application import Client, sign_in
from tests.consultation.attachments.photographed import JPEG
from tests.consultation.themes.grouped import grouped
from tests.engines import on_sqlite
from tests.prepared import made_once

TELEPHONE = "081-234-5678"


@made_once
async def decided(db: Database) -> tuple[int, int]:
    """A hearing with signed-off themes, a finding that was decided on, a complaint; its id and its set's."""
    consultation_id, set_id = await grouped(db, said=(f"ถนนพังโทรหาผมที่ {TELEPHONE}",))
    first = (await db.read(responses.comments, consultation_id))[0]
    await db.write(set_kind, first.id, "complaint", "เจ้าหน้าที่")
    await db.write(themes.sign_off, set_id, "หัวหน้า", (await db.read(views.view, set_id)).about.version)
    desk = await db.read(service.desk, consultation_id)
    said = FindingInput(statement="น้ำไม่พอใช้ในฤดูแล้ง", kind="problem")
    made = await db.write(service.add, consultation_id, [desk.suggestions[0].theme.id], said, "ผู้วิเคราะห์")
    one = await db.write(
        deciding.decide, made.id, DispositionInput(decision="not_yet", reason="รองบประมาณ"), "ผู้วิเคราะห์"
    )
    await db.write(deciding.sign, made.id, one.id, "หัวหน้า")
    return consultation_id, set_id


async def written(db: Database, vault: Vault, id: int, kind: str, form: str) -> bytes:
    made = BytesIO()
    await offered.write(db, vault, Wanted(id, kind, form, "ผู้วิเคราะห์"), made)
    return made.getvalue()


async def test_the_hearing_file_is_whole_alike_and_checkable(db: Database, vault: Vault) -> None:
    id, _ = await decided(db)
    proof = await proofs.keep(db, vault, "ป้าย.jpg", JPEG)
    day = clock.now().date() - timedelta(days=1)
    await db.write(partial(notices.post, place="ศาลากลาง", proof=proof), id, "hearing", "board", day, "ธุรการ")
    mended = {"receipt": "K7M-4QX-9TE", "reason": f"เจ้าตัวโทรจาก {TELEPHONE}"}
    await db.write(lambda s: audit.record(s, "ธุรการ", "entry.change", f"consultation:{id}", after=mended) and None)
    content = await written(db, vault, id, "hearing-file", "zip")
    archive = ZipFile(BytesIO(content))
    assert b"K7M-4QX-9TE" not in archive.read("8-audit/audit.csv"), "a receipt is the key to somebody's answers"
    names = set(archive.namelist())
    manifest = json.loads(archive.read("manifest.json"))
    assert {entry["path"] for entry in manifest["files"]} == names - {"manifest.json", "SHA256SUMS"}
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest
    assert {name.partition("/")[0] for name in names} >= {
        "1-summary", "2-notices", "3-method", "4-form", "5-data", "6-rejected", "7-decisions", "8-audit",
    }  # fmt: skip
    assert archive.read("2-notices/proofs/hearing-board.jpg") == JPEG
    rejected = archive.read("6-rejected/rejected.csv").decode("utf-8-sig")
    decisions = archive.read("7-decisions/decisions.csv").decode("utf-8-sig")
    assert "ร้องเรียน" in rejected and "รองบประมาณ" in decisions and "รับรองแล้ว" in decisions
    acts = [row[2] for row in csv.reader(StringIO(archive.read("8-audit/audit.csv").decode("utf-8-sig")))]
    assert {"themes.sign_off", "finding.add"} & set(acts) and not [act for act in acts if act.startswith("report.")]
    everything = b"".join(archive.read(name) for name in names if name.endswith((".csv", ".json")))
    sheets = load_workbook(BytesIO(archive.read("5-data/everything.xlsx")))
    cells_of = "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    for masked in (TELEPHONE, TELEPHONE.replace("-", "")):
        assert masked.encode() not in everything and masked not in cells_of
    again = await written(db, vault, id, "hearing-file", "zip")
    assert again == content, "the same state gives the same bytes, whoever took it before"
    taken = await db.read(lambda s: s.exec(select(AuditEntry).where(AuditEntry.action == "report.take")).all())
    assert len(taken) == 2 and taken[0].after is not None
    assert taken[0].after["manifest"] == hashlib.sha256(archive.read("manifest.json")).hexdigest()


@on_sqlite
async def test_a_broken_record_makes_no_hearing_file(db: Database, vault: Vault) -> None:
    id, _ = await decided(db)
    await db.write(lambda s: s.connection().execute(update(AuditEntry).where(AuditEntry.id == 1).values(actor="อื่น")))
    with pytest.raises(Refused, match="prachakhom check"):
        await hearing_file.write(db, vault, id, BytesIO())


async def test_figures_are_those_of_the_pages(client: Client, db: Database, vault: Vault) -> None:
    id, set_id = await decided(db)
    await sign_in(client, db, "planner")
    figures, board = await db.read(responses.figures, id), await db.read(views.view, set_id)
    of = await db.read(gather_outcome, id)
    live = await (await client.get(f"/admin/consultations/{id}/live")).text()
    told = draw_plain(compose_summary(of))
    assert f"{figures.submitted:,}" in live and f"ทั้งหมด {thai_number(figures.submitted)} คน" in told
    shown = [theme for theme in board.themes if theme.people >= 5]
    page = await (await client.get(f"/admin/planner/sets/{set_id}")).text()
    for theme in shown[:10]:
        assert theme.label in page and f"- {theme.label}: คน {thai_number(theme.people)}" in told
    book = load_workbook(BytesIO(await written(db, vault, id, "workbook", "xlsx")))
    rows = {sheet.title: [dict(zip([c.value for c in sheet[1]], row, strict=True))
                          for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}  # fmt: skip
    assert {row["ชื่อกลุ่ม"]: row["คน"] for row in rows["กลุ่มประเด็น"]} == {one.label: one.people for one in board.themes}
    assert sum(row["คน"] for row in rows["ผู้ตอบ"] if row["จำแนกตาม"] == "ช่องทาง") == figures.submitted
    assert len(rows["คำตอบ"]) == figures.submitted
    assert len(rows["ความคิดเห็น"]) == len(await db.read(responses.comments, id)) == of.comments
    asked = of.result.questions[0]
    for theme, drawn in zip(asked.themes, (cells(one, of.notice.provinces) for one in asked.themes), strict=True):
        known = {place.name: place.n for place in theme.provinces}
        assert all(n in (None, known.get(name, 0)) for name, n in zip(of.notice.provinces, drawn, strict=False))


@on_sqlite
async def test_every_column_of_the_workbook_is_in_its_dictionary(db: Database, vault: Vault) -> None:
    id, _ = await decided(db)
    first, *sheets = load_workbook(BytesIO(await written(db, vault, id, "workbook", "xlsx")))
    known = {(row[0], row[1]) for row in first.iter_rows(min_row=2, values_only=True) if row[2]}
    assert known == {(sheet.title, cell.value) for sheet in sheets for cell in sheet[1]}


@on_sqlite
async def test_files_are_for_who_reads_the_strategy(client: Client, db: Database) -> None:
    id, _ = await decided(db)
    page, code = f"/admin/consultations/{id}/documents", (await db.read(consult.view, id)).code
    await sign_in(client, db, "AUD", "ผู้ตรวจสอบ")
    assert (await client.get(f"{page}/reports/summary.pdf")).status == 403
    assert "reports/summary.pdf" not in await (await client.get(page)).text()
    sheet = await client.get(f"{page}/o25.xlsx")
    assert sheet.status == 200 and f'filename="o25-{code}.xlsx"' in sheet.headers["Content-Disposition"]
    await client.post("/sign-out")
    await sign_in(client, db, "MON", "ติดตาม")
    html = await (await client.get(page)).text()
    for kind, forms in FORMS.items():
        for form in forms:
            assert f'href="documents/{"" if kind == "o25" else "reports/"}{kind}.{form}"' in html
    for path, begins in (
        ("memo.docx", b"PK"),
        ("hearing-file.zip", b"PK"),
        ("annex.pdf", b"%PDF"),
    ):
        got = await client.get(f"{page}/reports/{path}")
        assert got.status == 200 and (await got.read()).startswith(begins)
        stem, _, form = path.partition(".")
        assert f'filename="{stem}-{code}.{form}"' in got.headers["Content-Disposition"]
    assert (await client.get(f"{page}/reports/memo.zip")).status == 404
    letters = await client.get(f"{page}/reports/letters.zip")
    assert letters.status in (200, 409)
