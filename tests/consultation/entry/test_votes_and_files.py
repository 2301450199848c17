"""Votes, consents and pictures of papers: stored as a chat stores them, seen again, changed, taken out."""

import asyncio
import io
import zipfile

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select

from consultation.attachments.models import Attachment, AttachmentContent
from consultation.db import Database
from consultation.entry import batches, brought, scans, service, views, work
from consultation.entry.scans import SCAN
from consultation.entry.service import Faulty
from consultation.entry.template import filled, template
from consultation.errors import Refused
from consultation.opinion import moderation
from consultation.opinion import service as opinion
from consultation.opinion.models import Statement, Vote
from consultation.people.models import Consent
from consultation.responses import service as responses
from consultation.responses.models import Answer
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PHOTOS, PLACE, PLACED, photos
from tests.consultation.entry.test_reading import GOOD
from tests.consultation.opinion.voters import voting
from tests.consultation.talk.citizens import NEEDS, consultation

pytestmark = pytest.mark.usefixtures("fixed_clock")


def tally(session: Session, consultation_id: int) -> dict[int, tuple[int, int, int]]:
    found = opinion.tallies(session, consultation_id, "views")
    return {id: (one.agree, one.disagree, one.passed) for id, one in found.items()}


async def sent(db: Database, vault: Vault, id: int, data: bytes, name: str = "ก.jpg") -> str:
    return await db.write(scans.add, id, await scans.made(vault, name, data, photo=False))


async def test_votes_of_a_table_count_and_are_taken_out_with_it(db: Database, vault: Vault) -> None:
    id = (await db.write(voting)).id
    form = await db.read(service.form_of, id)
    sheet = load_workbook(io.BytesIO(template(form))).worksheets[0]
    keys = [str(cell.value) for cell in sheet[1] if str(cell.value).startswith("views:")]
    assert (
        len(keys) == 5
        and keys[-1] == "views:own"
        and "ควรขุดลอกคลองทุกปี" in str(sheet[2][[c.value for c in sheet[1]].index(keys[0])].value)
    )
    first, second = (int(key.partition(":")[2]) for key in keys[:2])
    rows = [
        {"_number": "1", keys[0]: "เห็นด้วย", keys[1]: "ไม่เห็นด้วย"},
        {"_number": "2", keys[0]: "เห็นด้วย", keys[1]: "ไม่ตอบ"},
        {"_number": "3", keys[0]: "อาจจะ", "views:999": "ข้าม"},
    ]
    batch = await db.write(batches.bring, vault, id, "a.xlsx", filled(form, rows), "officer")
    await work.work(db, vault, batch)
    found = await db.read(batches.view, batch)
    assert [one["text"].split(" ")[0] for one in found.faults] == ["“อาจจะ”", "ข้อความ"] and found.good == 2
    await db.write(batches.start, batch, "officer", partial=True)
    await work.work(db, vault, batch)
    assert await db.read(tally, id) == {first: (2, 0, 0), second: (0, 1, 0)}
    assert await db.read(_values, "views") == ["2", "1"]
    await db.write(batches.undo, batch, "ผิด", "officer")
    await work.work(db, vault, batch)
    assert await db.read(tally, id) == {} and await db.read(lambda s: s.exec(select(Vote)).all()) == []


async def test_votes_typed_in_are_seen_again_and_changed(db: Database) -> None:
    id = (await db.write(voting)).id
    one, two, *_ = await db.read(lambda s: [row.id for row in s.exec(select(Statement).order_by(col(Statement.id)))])
    cells = {"_number": "1", f"views:{one}": "=agree", f"views:{two}": "=pass", "more": "ดี"}
    made = await db.write(service.enter, id, cells, "a@office")
    assert await db.read(tally, id) == {one: (1, 0, 0), two: (0, 0, 1)}
    _, kept = await db.read(views.cells_of, id, made.receipt)
    assert (kept[f"views:{one}"], kept[f"views:{two}"]) == ("=agree", "=pass")
    new = {**kept, f"views:{one}": "=disagree", f"views:{two}": ""}
    changed = await db.write(service.change, id, made.receipt, new, "b@office", reason="อ่านผิด", seen=made.seen)
    assert await db.read(tally, id) == {one: (0, 1, 0)}
    await db.write(moderation.reject, two, "unclear", "", "officer:1")
    with pytest.raises(Faulty) as refused:
        await db.write(service.enter, id, {"_number": "2", f"views:{two}": "=agree"}, "a@office")
    assert f"S{two}" in refused.value.faults[0].text
    await db.write(moderation.reject, one, "unclear", "", "officer:1")
    _, kept = await db.read(views.cells_of, id, made.receipt)
    told = {"reason": "พิมพ์ตก", "seen": changed.seen}
    changed = await db.write(service.change, id, made.receipt, {**kept, "more": "ดีมาก"}, "b@office", **told)
    assert await db.read(tally, id) == {one: (0, 1, 0)}, "a vote that was cast stays"
    await db.write(service.remove, id, made.receipt, "b@office", reason="ซ้ำ", seen=changed.seen)
    assert await db.read(tally, id) == {}


async def test_a_statement_added_on_paper_waits_to_be_read_and_leaves_with_its_paper(
    db: Database, vault: Vault
) -> None:
    id = (await db.write(voting)).id
    form = await db.read(service.form_of, id)
    there = form.about.statements["views"][0].text["th"]
    rows = [
        {"_number": "1", "views:own": "ควรมีรถรับส่งผู้สูงอายุ"},
        {"_number": "2", "views:own": there},
        {"_number": "3", "views:own": "น้ำ"},
        {"_number": "4", "views:own": "ก" * 141},
    ]
    batch = await db.write(batches.bring, vault, id, "a.xlsx", filled(form, rows), "officer")
    await work.work(db, vault, batch)
    found = await db.read(batches.view, batch)
    assert found.good == 1 and [row["row"] for row in found.faults] == [4, 5, 6]
    assert f"S{form.about.statements['views'][0].id}" in str(found.faults[0]["text"])
    await db.write(batches.start, batch, "officer", partial=True)
    await work.work(db, vault, batch)
    made = await db.write(service.enter, id, {"_number": "5", "views:own": "ควรมีรถรับส่งผู้สูงอายุ"}, "a@office")
    assert await db.read(_waiting) == ["ควรมีรถรับส่งผู้สูงอายุ"], "said twice, read once"
    _, kept = await db.read(views.cells_of, id, made.receipt)
    assert kept["views:own"] == "ควรมีรถรับส่งผู้สูงอายุ"
    new = {**kept, "views:own": "ควรมีตลาดชุมชนทุกเสาร์"}
    changed = await db.write(service.change, id, made.receipt, new, "b@office", reason="อ่านผิด", seen=made.seen)
    assert await db.read(_waiting) == ["ควรมีรถรับส่งผู้สูงอายุ", "ควรมีตลาดชุมชนทุกเสาร์"]
    await db.write(batches.undo, batch, "ผิด", "officer")
    await work.work(db, vault, batch)
    assert await db.read(_waiting) == ["ควรมีตลาดชุมชนทุกเสาร์"]
    await db.write(service.remove, id, made.receipt, "b@office", reason="ซ้ำ", seen=changed.seen)
    assert await db.read(_waiting) == []


async def test_a_consent_has_its_words_and_who_read_it_off_the_paper(db: Database) -> None:
    id = (await db.write(consultation)).id
    made = await db.write(service.enter, id, {**GOOD, "consent_quote": "=yes"}, "a@office")
    (told,) = await db.read(views.consents, id, made.receipt)
    question = NEEDS.by_role("consent_quote")
    assert question and (told.words, told.recorded_by) == (question.label["th"], "a@office")
    _, kept = await db.read(views.cells_of, id, made.receipt)
    no = {**kept, "consent_quote": "=no"}
    changed = await db.write(service.change, id, made.receipt, no, "b@office", reason="อ่านผิด", seen="")
    assert await db.read(views.consents, id, made.receipt) == []
    yes = {**kept, "consent_quote": "=yes"}
    await db.write(service.change, id, made.receipt, yes, "c@office", reason="ผิดอีก", seen=changed.seen)
    (row,) = await db.read(lambda s: s.exec(select(Consent)).all())
    assert row.recorded_by == "c@office" and row.withdrawn_at is None


async def test_pictures_of_a_paper_are_cleaned_kept_and_go_with_it(db: Database, vault: Vault) -> None:
    id = (await db.write(photos)).id
    sheet, photo = await sent(db, vault, id, PLACED), await sent(db, vault, id, JPEG)
    cells = {"_number": "1", SCAN: sheet, "spot": f"={photo}"}
    made = await db.write(service.enter, id, cells, "a@office")
    rows = await db.read(lambda s: s.exec(select(Attachment).order_by(col(Attachment.id))).all())
    assert [(row.question, row.state, row.cleaned) for row in rows] == [(SCAN, "kept", True), ("spot", "kept", True)]
    sealed = await db.read(lambda s: s.exec(select(AttachmentContent).order_by(AttachmentContent.attachment_id)).all())
    assert PLACE in PLACED and PLACE not in vault.open(sealed[0].sealed)
    with pytest.raises(Faulty, match="1 ช่อง"):
        await db.write(service.enter, id, {"_number": "2", SCAN: sheet}, "a@office")  # it is another's
    _, kept = await db.read(views.cells_of, id, made.receipt)
    assert (kept[SCAN], kept["spot"]) == (sheet, f"={photo}")
    other = await sent(db, vault, id, JPEG)
    new = {**kept, SCAN: other, "spot": ""}
    changed = await db.write(service.change, id, made.receipt, new, "a@office", reason="ภาพไม่ชัด", seen="")
    assert await db.read(_references) == [other]
    await db.write(service.remove, id, made.receipt, "a@office", reason="ซ้ำ", seen=changed.seen)
    assert await db.read(_references) == []


@pytest.mark.parametrize(("name", "data"), [("ก.exe", b"MZ program"), ("ก.html", b"<html>"), ("ก.gif", b"GIF89a..")])
async def test_what_is_no_picture_is_refused_by_its_bytes(vault: Vault, name: str, data: bytes) -> None:
    with pytest.raises(Refused, match=name):
        await scans.made(vault, name, data, photo=False)
    with pytest.raises(Refused, match="10 เมกะไบต์"):
        await scans.made(vault, "ก.jpg", JPEG + b"\0" * 10 * 1024 * 1024, photo=False)
    with pytest.raises(Refused, match="เฉพาะภาพ"):
        await scans.made(vault, "ก.pdf", b"%PDF-1.7", photo=True)


async def test_a_table_brings_no_picture(db: Database, vault: Vault) -> None:
    id = (await db.write(photos)).id
    reference = await sent(db, vault, id, JPEG)
    content = filled(PHOTOS, [{"_number": "1", "spot": f"={reference}", SCAN: reference}])
    batch = await db.write(batches.bring, vault, id, "a.xlsx", content, "officer")
    await work.work(db, vault, batch)
    assert (await db.read(batches.view, batch)).good == 0


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


async def carried(db: Database, vault: Vault, id: int, content: bytes) -> batches.BatchView:
    came = brought.opened({"ชุด.zip": content})
    batch = await work.bring(db, vault, id, came, "officer")
    await work.work(db, vault, batch)
    return await db.read(batches.view, batch)


async def test_pictures_that_a_table_names_come_with_it_and_leave_with_it(db: Database, vault: Vault) -> None:
    id = (await db.write(photos)).id
    rows = [
        {"_number": "1", SCAN: "๑/Sheet 1.JPG ; หลัง.jpg", "spot": "น้ำ.jpg"},
        {"_number": "2", SCAN: "ไม่มี.jpg"},
        {"_number": "3", "spot": "น้ำ.jpg"},
        {"_number": "4"},
    ]
    files = {"sheet 1.jpg": PLACED, "หลัง.jpg": JPEG, "ภาพ/น้ำ.jpg": JPEG, "ไม่ใช้.jpg": JPEG}
    content = zipped(**{"ตาราง.xlsx": filled(PHOTOS, rows), **files, "__MACOSX/._x": b"x", "Thumbs.db": b"x"})
    found = await carried(db, vault, id, content)
    assert [(one["row"], one["heading"]) for one in found.faults] == [(4, "ภาพกระดาษ"), (5, "รูปจุดน้ำท่วม")]
    assert "ไม่มี.jpg" in str(found.faults[0]["text"]) and "แถวที่ 3" in str(found.faults[1]["text"])
    again = await carried(db, vault, id, content)
    assert again.id == found.id and len(await db.read(_references)) == 4, "the same files again keep nothing twice"
    await db.write(batches.start, found.id, "officer", partial=True)
    await work.work(db, vault, found.id)
    held = await db.read(lambda s: s.exec(select(Attachment.question, Attachment.name)).all())
    assert sorted(held) == [(SCAN, "sheet 1.jpg"), (SCAN, "หลัง.jpg"), ("spot", "น้ำ.jpg")], "what no row named is gone"
    (first,) = [one for one in await db.read(views.latest, id) if one.number == "1"]
    _, cells = await db.read(views.cells_of, id, first.receipt)
    assert len(cells[SCAN].split()) == 2 and cells["spot"].startswith("=paper:")
    await db.write(batches.undo, found.id, "ผิด", "officer")
    await work.work(db, vault, found.id)
    assert await db.read(_references) == []


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"ก.jpg": JPEG}, "พบตาราง 0 ไฟล์"),
        ({"ก.csv": b"a,b", "ข.csv": b"a,b"}, "พบตาราง 2 ไฟล์"),
        ({"ก.csv": b"a,b", "ข.exe": b"MZ"}, "ข.exe"),
        ({"ก.csv": b"a,b", "1/ข.jpg": JPEG, "2/ข.JPG": JPEG}, "มากกว่าหนึ่งไฟล์"),
    ],
)
def test_what_is_no_table_with_its_pictures_is_told(files: dict[str, bytes], told: str) -> None:
    with pytest.raises(Refused, match=told):
        brought.opened({"ชุด.zip": zipped(**files)})
    with pytest.raises(Refused, match=r"ชุด\.zip"):
        brought.opened({"ชุด.zip": b"PK but no ZIP"})


def test_a_damaged_zip_and_one_of_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytearray()
    with zipfile.ZipFile(made := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("ก.csv", b"a,b\n" * 5000)
    whole += made.getvalue()
    start = 30 + len("ก.csv".encode())
    whole[start : start + 20] = b"\xff" * 20
    with pytest.raises(Refused, match=r"ชุด\.zip"):
        brought.opened({"ชุด.zip": bytes(whole)})
    monkeypatch.setattr(brought, "MOST_PICTURES", 3)
    monkeypatch.setattr(brought, "fits", lambda *_: pytest.fail("unpacked before it was counted"))
    with pytest.raises(Refused, match="เกิน 3 ไฟล์"):
        brought.opened({"ชุด.zip": zipped(**{"ก.csv": b"a", **{f"{n}.jpg": JPEG for n in range(4)}})})


async def test_pictures_of_a_table_that_is_refused_do_not_stay(db: Database, vault: Vault) -> None:
    id = (await db.write(photos)).id
    rows = [{"_number": "1", SCAN: "ก.jpg"}]
    content = zipped(**{"ตาราง.xlsx": filled(PHOTOS, rows), "ก.jpg": JPEG, "ไม่ใช้.jpg": JPEG})
    found = await carried(db, vault, id, content)
    await db.write(batches.start, found.id, "officer", partial=False)
    await work.work(db, vault, found.id)
    kept = await db.read(_references)
    with pytest.raises(Refused, match="ไฟล์นี้"):
        await carried(db, vault, id, content)
    assert await db.read(_references) == kept and len(kept) == 1, "what no paper has taken went with the refusal"
    came = brought.Brought("ข.csv", b"a", {"ก.jpg": JPEG, "เสีย.exe": b"MZ"})
    with pytest.raises(Refused):
        await work.bring(db, vault, id, came, "officer")
    assert await db.read(_references) == kept


async def test_a_paper_typed_in_while_its_table_is_stored_counts_once(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = (await db.write(consultation)).id
    monkeypatch.setattr(work, "AT_ONCE", 5)
    rows = [{**GOOD, "_number": str(number)} for number in range(1, 41)]
    batch = await db.write(batches.bring, vault, id, "a.xlsx", filled(NEEDS, rows), "officer")
    await work.work(db, vault, batch)
    await db.write(batches.start, batch, "officer", partial=True)

    async def typed(number: int) -> bool:
        try:
            await db.write(service.enter, id, {**GOOD, "_number": str(number)}, "a@office")
        except Faulty:
            return False
        return True

    done = await asyncio.gather(work.work(db, vault, batch), *(typed(number) for number in (40, 33, 21, 9)))
    found = await db.read(batches.view, batch)
    first = sum(bool(one) for one in done[1:])
    assert found.state == "done" and (found.stored, found.faulty) == (40 - first, first)
    assert (await db.read(responses.figures, id)).submitted == 40


def _waiting(session: Session) -> list[str]:
    return list(session.exec(select(Statement.text).where(Statement.state == "waiting").order_by(col(Statement.id))))


def _references(session: Session) -> list[str]:
    return list(session.exec(select(Attachment.reference)))


def _values(session: Session, question: str) -> list[str | None]:
    rows = select(Answer.value).where(Answer.question == question).order_by(col(Answer.response_id))
    return list(session.exec(rows))
