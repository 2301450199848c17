"""Officers open what was sent as an answer: as a download, whatever it is, and nobody else does."""

import re

import pytest
from sqlmodel import Session, select

from admin.officer.attachments import disposition
from consultation.attachments import service
from consultation.attachments.cleaning import clean
from consultation.attachments.content import Sealed, ready
from consultation.attachments.models import Attachment, AttachmentContent
from consultation.audit import AuditEntry
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.admin.application import Client, sign_in, words
from tests.admin.officer.test_live import answer
from tests.consultation.attachments.photographed import PLACE, PLACED, photos

LETTER = "หนังสือถึงนายก <b>ด่วน</b>".encode()  # of no type that is known by its bytes


def answered(session: Session, vault: Vault) -> tuple[ConsultationView, list[int]]:
    """A sent response with a photo that tells its place, a text, and a film that could not be had."""
    about = photos(session)
    answer(session, about.id, "R-1", "น้ำท่วม")
    response = session.exec(select(Response.id)).one()
    given = ((PLACED, "น้ำ “ท่วม”.jpg", "image"), (LETTER, "x.txt", "file"), (None, "", "video"))
    for number, (data, name, kind) in enumerate(given):
        if data is not None:
            made = ready(vault, data, "somebody", name=name)
            assert isinstance(made, Sealed)
            service.upload(session, about.id, f"web:{number}", kind, made)
        service.want(session, about.id, response or 0, "spot", kind, f"web:{number}", "")
    ids = [id or 0 for id in session.exec(select(Attachment.id).order_by(Attachment.id))]  # type: ignore[arg-type]
    service.give_up(session, ids[-1], "gone", "LINE 404")
    return about, ids


async def test_the_photo_comes_without_its_place(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(answered, vault)
    await sign_in(client, db)
    found = await client.get(f"/admin/consultations/{about.id}/attachments/{ids[0]}")
    data = await found.read()
    assert found.status == 200 and data == clean(PLACED, "image/jpeg").data and PLACE in PLACED and PLACE not in data
    assert found.headers["Content-Type"] == "image/jpeg"
    assert (
        found.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in found.headers["Content-Security-Policy"]
    )
    assert found.headers["Content-Disposition"].startswith(
        f'attachment; filename="attachment-{ids[0]}.jpg"; filename*=UTF-8'
    )


async def test_the_list_shows_it_small_and_says_so_in_words(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(answered, vault)
    await sign_in(client, db)
    page = await (await client.get(f"/admin/consultations/{about.id}/attachments")).text()
    (image,) = re.findall(r"<img [^>]*>", page)
    assert 'loading="lazy"' in image and 'alt="รูปที่ส่งตอบข้อ รูปจุดน้ำท่วม' in image and 'width="40" height="60"' in image
    assert page.count("อาจมีพิกัด") == 1  # of the text, of which nobody can say that it has none
    small = await client.get(f"/admin/consultations/{about.id}/attachments/{ids[0]}/thumbnail")
    data = await small.read()
    assert small.headers["Content-Type"] == "image/jpeg" and PLACE not in data and data.startswith(b"\xff\xd8")
    assert small.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in small.headers["Cache-Control"]
    assert "sandbox" in small.headers["Content-Security-Policy"]
    assert (await client.get(f"/admin/consultations/{about.id}/attachments/{ids[1]}/thumbnail")).status == 404
    seen = select(AuditEntry.after).where(AuditEntry.action == "attachment.list")
    assert await db.read(lambda session: session.exec(seen).all()) == [{"shown": 1}]


async def test_what_was_kept_before_photos_were_cleaned_is_cleaned_on_its_way_out(
    client: Client, db: Database, vault: Vault
) -> None:
    about, ids = await db.write(answered, vault)

    def as_it_was(session: Session) -> None:
        session.get_one(Attachment, ids[0]).cleaned = False
        session.get_one(AttachmentContent, ids[0]).sealed = vault.seal(PLACED)

    await db.write(as_it_was)
    await sign_in(client, db)
    found = await client.get(f"/admin/consultations/{about.id}/attachments/{ids[0]}")
    assert PLACE not in await found.read()


async def test_what_could_run_in_a_page_is_only_bytes(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(answered, vault)
    await sign_in(client, db, "planner")
    found = await client.get(f"/admin/consultations/{about.id}/attachments/{ids[1]}")
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Disposition"].startswith("attachment;")


async def test_what_could_not_be_had_is_listed_with_its_reason(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(answered, vault)
    await sign_in(client, db)
    page = await words(await client.get(f"/admin/consultations/{about.id}/attachments"))
    assert "เก็บแล้ว 2 ไฟล์" in page and "เก็บไม่ทัน 1 ไฟล์" in page and "LINE 404" in page and "รูปจุดน้ำท่วม" in page
    assert "เก็บแล้ว 2 ไฟล์" in await words(await client.get(f"/admin/consultations/{about.id}/live"))
    gone = await client.get(f"/admin/consultations/{about.id}/attachments/{ids[2]}")
    assert gone.status == 404 and "ไม่พบไฟล์แนบ" in await words(gone)


async def test_nobody_else_opens_it(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(answered, vault)
    address = f"/admin/consultations/{about.id}/attachments"
    for page in (address, f"{address}/{ids[0]}", f"{address}/{ids[0]}/thumbnail"):
        found = await client.get(page, allow_redirects=False)
        assert found.status == 303 and found.headers["Location"].startswith("/sign-in")
    await sign_in(client, db)
    for rest in (f"{ids[0]}", f"{ids[0]}/thumbnail"):
        assert (await client.get(f"/admin/consultations/{about.id + 1}/attachments/{rest}")).status == 404
    assert (await client.get(f"{address}/{2**70}")).status == 404


@pytest.mark.parametrize("name", ['a"b.jpg', "a\r\nSet-Cookie: x.jpg", "../../etc/passwd", "\u202egpj.exe"])
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    header = disposition("attachment-1.jpg", name)
    assert header.isascii() and header.isprintable() and header.count('"') == 2 and "/" not in header.partition("''")[2]


def test_a_file_without_a_name_has_a_plain_one() -> None:
    assert disposition("attachment-1.jpg", "") == 'attachment; filename="attachment-1.jpg"'
