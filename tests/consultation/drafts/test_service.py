"""Drafts: read from files, edited section by section, opened to comment once, commented on under their version."""

import zipfile
from io import BytesIO

import docx
import pytest
from sqlmodel import Session

from consultation.db import Database
from consultation.drafts import reading, service
from consultation.drafts.models import DraftSection
from consultation.errors import Refused
from consultation.forms import history
from consultation.forms import service as forms
from consultation.forms.check import errors
from tests.admin.application import opened

TEXT = "๑. น้ำ\nขุดคลอง ${x}\n๒. ถนน\nซ่อมถนน\nทำไฟ\n๓. ฝุ่น\n" + "ลดการเผา " * 300
LINK = "https://example.go.th/c/KRT482/draft"


def titles(session: Session, consultation: int) -> list[str]:
    return [each.title for each in found(session, consultation)]


def found(session: Session, consultation: int) -> list[DraftSection]:
    draft = service.latest(session, consultation)
    assert draft is not None
    return service.sections(session, draft)


def test_files_are_read_or_refused_in_words() -> None:
    document, out = docx.Document(), BytesIO()
    document.add_heading("น้ำ", 1)
    document.add_paragraph("ขุดคลอง")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "ปี", "งบ"
    document.save(out)
    read = reading.read("แผน.docx", out.getvalue())
    assert read.text.splitlines() == ["น้ำ", "ขุดคลอง", "ปี | งบ"] and read.headings == {0}
    assert reading.read("a.md", "\ufeff# ก".encode()).text == "# ก"
    for name, content, why in (
        ("a.pdf", b"%PDF", "Word"), ("a.docx", b"PK", "Word"), ("a.exe", b"", ".docx"), ("a.txt", b"\xff\xe1", "UTF-8"),
        ("a.txt", b" \n", "ไม่มีข้อความ"), ("a.txt", b"x" * 400_001, "400,000"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            reading.read(name, content)


def test_a_word_file_whose_parts_are_broken_or_fill_the_memory_is_refused() -> None:
    document, whole = BytesIO(), BytesIO()
    docx.Document().save(document)
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, b"<w:document" if part == "word/document.xml" else old.read(part))
    with pytest.raises(Refused, match="อีกครั้ง"):
        reading.read("a.docx", whole.getvalue())
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("word/media/image1.png", bytes(reading.LARGEST_UNPACKED))
    with pytest.raises(Refused, match="60 เมกะไบต์"):
        reading.read("a.docx", whole.getvalue())


def test_a_word_file_with_a_table_beyond_sense_is_refused() -> None:
    document, wide = docx.Document(), BytesIO()
    document.add_table(rows=1, cols=1).rows[0].cells[0]._tc.grid_span = 2_000_000_000
    document.save(wide)
    with pytest.raises(Refused, match="Word"):
        reading.read("แผน.docx", wide.getvalue())


async def test_sections_are_edited_until_the_draft_is_opened(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(service.bring, one, "แผน.txt", reading.pasted(TEXT), "สมใจ")
    whole = "".join(each.text for each in await db.read(found, one))
    assert whole == "\n".join(TEXT.splitlines())
    [water, road, dust] = [each.id or 0 for each in await db.read(found, one)]
    await db.write(service.part, one, road, 3, "สมใจ")
    assert await db.read(titles, one) == ["๑. น้ำ", "๒. ถนน", "ทำไฟ", "๓. ฝุ่น"]
    await db.write(service.merge, one, dust, "สมใจ")
    assert "".join(each.text for each in await db.read(found, one)) == whole
    await db.write(service.move, one, road, -1, "สมใจ")
    await db.write(service.rename, one, road, "  ถนน  และไฟ ", "สมใจ")
    await db.write(service.hide, one, water, True, "สมใจ")
    assert await db.read(titles, one) == ["ถนน และไฟ", "๑. น้ำ", "ทำไฟ"]
    for act, *given in (
        (service.merge, road),
        (service.part, road, 9),
        (service.rename, road, " "),
        (service.merge, 10**9),
    ):
        with pytest.raises(Refused):
            await db.write(act, one, *given, "สมใจ")
    await db.write(service.publish, one, LINK, "สมใจ")
    with pytest.raises(Refused, match="แก้ไม่ได้"):
        await db.write(service.rename, one, road, "ใหม่", "สมใจ")


async def test_an_opened_draft_is_asked_for_and_a_later_one_takes_its_place(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(service.bring, one, "แผน.txt", reading.pasted(TEXT), "สมใจ")
    await db.write(service.publish, one, LINK, "สมใจ")
    form = await db.read(forms.current, one)
    assert errors(form) == []
    names = [question.name for question in form.questions if question.name.startswith("draft1_s") and question.comment]
    assert names == ["draft1_s1", "draft1_s2", "draft1_s3"]
    note = form.question("draft1_s3_text")
    assert note is not None and f"{LINK}#s3" in note.label["th"] and len(note.label["th"]) < 2000
    assert form.questions[-1].role.startswith("consent"), "consents stay last"
    await db.write(forms.start, one)
    await db.write(service.bring, one, "แผน2.txt", reading.pasted("๑. น้ำ\nขุดคลองใหม่"), "สมใจ")
    await db.write(service.publish, one, LINK, "สมใจ")
    form = await db.read(forms.current, one)
    assert form.question("draft1_s1") is None and form.question("draft2_s1") is not None
    first = (await db.read(service.published, one))[-1]
    assert (await db.read(service.sections, first))[0].text.startswith("๑. น้ำ\nขุดคลอง ${x}")


async def test_an_open_draft_is_not_undone_nor_restored_away_and_closing_it_takes_it_out(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(service.bring, one, "แผน.txt", reading.pasted(TEXT), "สมใจ")
    before = await db.read(forms.current, one)
    await db.write(service.publish, one, LINK, "สมใจ")
    for away in (history.undo, lambda session, id, actor: forms.save(session, id, before, actor)):
        with pytest.raises(Refused, match="ร่างแผนกำลังเปิด"):
            await db.write(away, one, "สมใจ")
    now = await db.read(service.asked_now, one)
    assert now is not None and now.number == 1
    await db.write(service.close, one, "สมใจ")
    after = await db.read(forms.current, one)
    assert after.questions == before.questions and await db.read(service.asked_now, one) is None
    with pytest.raises(Refused, match="ไม่มีร่าง"):
        await db.write(service.close, one, "สมใจ")
    await db.write(history.undo, one, "สมใจ")
    assert await db.read(service.asked_now, one) is None, "undoing does not open it again"


async def test_sections_are_numbered_as_they_are_shown(db: Database) -> None:
    one = (await db.write(opened)).id
    await db.write(service.bring, one, "แผน.txt", reading.pasted(TEXT), "สมใจ")
    first = (await db.read(found, one))[0]
    await db.write(service.hide, one, first.id or 0, True, "สมใจ")
    await db.write(service.publish, one, LINK, "สมใจ")
    assert [each.number for each in await db.read(found, one) if not each.hidden] == [1, 2]
    of = await db.read(service.section_of, one, 1, 2)
    assert of is not None and of.title.startswith("๓.")
    assert await db.read(service.section_of, one, 1, 3) is None and await db.read(service.section_of, one, 2, 1) is None
