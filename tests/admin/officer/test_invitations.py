"""Invitation codes by the officer's pages: a list in, letters out once, what became of them, revoking and replacing."""

import io
import zipfile
from typing import Any

from aiohttp import FormData
from openpyxl import load_workbook

from consultation.db import Database
from consultation.invitations import service
from consultation.invitations.models import Invitation
from consultation.vault import Vault
from tests.admin.application import Client, opened, sign_in, words
from tests.admin.reports.reading import unreadable
from tests.consultation.invitations.representatives import invitations, made
from tests.consultation.talk.test_hear import rows

LIST = "หน่วยงาน,ภาคส่วน,จังหวัด,จำนวน\n=หอการค้าตัวอย่าง,P,อุดรธานี,2\nกลุ่มผู้ใช้น้ำตัวอย่าง,ประชาสังคม,,\n"


def upload(text: str, **more: str) -> FormData:
    form = FormData(more)
    form.add_field("list", text.encode("utf-8-sig"), filename="list.csv", content_type="text/csv")
    return form


def lines(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of the list in the archive that was handed over."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert unreadable(packed.read("letters.pdf")) == []
        book = load_workbook(io.BytesIO(packed.read("codes.xlsx")))
    assert book.active is not None
    return list(book.active.values)


async def test_a_list_becomes_letters_once_and_only_hashes_are_kept(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    of = await db.write(opened)
    page = f"/admin/consultations/{of.id}/invitations"
    assert "ยังไม่มีรหัสเชิญ" in await words(await client.get(page))
    answer = await client.post(page, data=upload(LIST))
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
    head, *codes = lines(await answer.read())
    assert head[:2] == ("เลขที่", "หน่วยงาน") and [row[1] for row in codes] == ["=หอการค้าตัวอย่าง"] * 2 + ["กลุ่มผู้ใช้น้ำตัวอย่าง"]
    assert codes[0][2:4] == ("ภาคธุรกิจเอกชน", "อุดรธานี") and codes[0][5].endswith(f"/c/{of.code}?invite={codes[0][4]}")
    kept = await db.read(invitations)
    assert len({one.code_hash for one in kept}) == 3 and not {row[4] for row in codes} & {one.code_hash for one in kept}
    shown = await words(await client.get(page))
    assert "ยังไม่ใช้ 3" in shown and not any(row[4] in shown for row in codes)
    letter = await client.get(f"/c/{of.code}?invite={codes[0][4]}")
    assert (letter.headers["Cache-Control"], letter.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    invited = await words(letter)
    assert codes[0][4] in invited and "ตอบในนามหน่วยงาน" in invited
    assert "ตอบในนามหน่วยงาน" not in await words(await client.get(f"/c/{of.code}?invite=<b>"))


async def test_a_list_with_faults_makes_nothing(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    of = await db.write(opened)
    page = f"/admin/consultations/{of.id}/invitations"
    answer = await client.post(page, data=upload(LIST + "กลุ่มผู้ใช้น้ำตัวอย่าง,ทหาร,ภูเก็ต,99\nใหม่,,,\n"))
    shown = await words(answer)
    assert answer.status == 409 and "แถวที่ 4: “กลุ่มผู้ใช้น้ำตัวอย่าง” ซ้ำกับแถวที่ 3" in shown
    assert "แถวที่ 4: ไม่รู้จักภาคส่วน “ทหาร”" in shown and "แถวที่ 5: ไม่มีภาคส่วน" in shown and "มี 5 แห่งที่ต้องแก้" in shown
    for sent in (FormData({"organisation": ""}), FormData({"organisation": "ก", "sector": "L", "until": "2020-01-01"})):
        assert (await client.post(page, data=sent)).status == 409
    assert await db.read(rows, Invitation) == []


async def test_codes_are_revoked_and_replaced(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    of = await db.write(opened)
    await db.write(made, vault, of.id)
    page = f"/admin/consultations/{of.id}/invitations"
    done = await client.post(f"{page}/codes", data={"act": "revoke", "number": "1"}, allow_redirects=False)
    assert done.status == 303 and "ยกเลิกรหัสที่เลือกแล้ว" in await words(await client.get(done.headers["Location"]))
    again = await client.post(f"{page}/codes", data={"act": "replace", "number": "2"})
    [_, line] = lines(await again.read())
    assert line[0] == "3" and (await db.read(service.find, vault, line[4])).number == 3  # type: ignore[union-attr]
    assert [one.revoked_at is None for one in await db.read(invitations)] == [False, False, True]
    for chosen in ({"number": "1"}, {}):
        refused = await client.post(f"{page}/codes", data={"act": "revoke", **chosen})
        assert refused.status == 409


async def test_the_example_list_is_one_that_is_taken(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    of = await db.write(opened)
    page = f"/admin/consultations/{of.id}/invitations"
    form = FormData()
    form.add_field("list", await (await client.get(f"{page}/example")).read(), filename="example.xlsx")
    assert len(lines(await (await client.post(page, data=form)).read())) == 4
