"""What anybody may read: the start page, a consultation, its privacy notice; and what nobody may yet."""

from admin.site import Site
from consultation.consult import service as consult
from consultation.db import Database
from consultation.vault import Vault
from tests.admin.application import Client, application, draft, opened, words


async def test_the_start_page_of_an_empty_installation(client: Client) -> None:
    page = await words(await client.get("/"))
    assert "ขณะนี้ยังไม่มีการรับฟังที่เปิดอยู่" in page
    assert "เข้าสู่ระบบ" in page
    assert "ข้อมูลตัวอย่าง" not in page


async def test_the_demonstration_offers_three_ways_in(db: Database, vault: Vault) -> None:
    view = await db.write(opened)
    async with application(db, vault, Site(demo=True)) as client:
        answer = await client.get("/")
        page = await words(answer)
        assert f'href="/chat/{view.code}"' in await answer.text()
    for way in ("ตอบแบบสอบถามอย่างประชาชน", "เข้าเป็นเจ้าหน้าที่", "เข้าเป็นนักวิเคราะห์แผน", "ข้อมูลตัวอย่าง"):
        assert way in page


async def test_a_draft_is_not_public(client: Client, db: Database) -> None:
    view = await db.write(draft)
    for path in (f"/c/{view.code}", f"/c/{view.code}/privacy"):
        assert (await client.get(path)).status == 404
    assert view.title not in await words(await client.get("/"))


async def test_an_unknown_code_is_told_in_thai(client: Client) -> None:
    answer = await client.get("/c/XXXXXX")
    assert answer.status == 404
    assert "ไม่พบการรับฟังรหัส “XXXXXX”" in await words(answer)


async def test_an_open_consultation_says_what_until_when_and_how(client: Client, db: Database) -> None:
    view = await db.write(opened, "น้ำและถนนของเรา")
    answer = await client.get(f"/c/{view.code.lower()}")
    page = await words(answer)
    for said in ("น้ำและถนนของเรา", view.cluster_name, "ตอบได้ถึง", "เรื่องที่เดือดร้อน", view.code, "1567"):
        assert said in page
    assert 'class="qr"' in await answer.text()


async def test_a_closed_one_says_when_the_result_comes(client: Client, db: Database) -> None:
    view = await db.write(opened)
    await db.write(consult.close, view.id, "test")
    page = await words(await client.get(f"/c/{view.code}"))
    assert "ปิดรับความเห็นแล้วเมื่อ" in page
    assert "จะประกาศผลภายในวันที่" in page
    assert "ตอบแบบสอบถาม" not in page


async def test_the_privacy_notice_has_every_item_of_the_law(client: Client, db: Database) -> None:
    view = await db.write(opened)
    page = await words(await client.get(f"/c/{view.code}/privacy"))
    for item in (
        "ผู้ควบคุมข้อมูลส่วนบุคคล", "วัตถุประสงค์", "มาตรา 24 (4)", "ข้อมูลที่เก็บ", "ระยะเวลาที่เก็บ", "เก็บ 90 วันหลังปิดรับ",
        "ผู้รับข้อมูล", "การส่งข้อมูลไปต่างประเทศ", "LINE หรือ Telegram", "สิทธิของท่าน", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
        "สคส.",
    ):  # fmt: skip
        assert item in page
    assert "ยังไม่ได้ระบุช่องทางติดต่อ" in page


async def test_the_privacy_notice_names_who_is_responsible(db: Database, vault: Vault) -> None:
    view = await db.write(opened)
    site = Site(controller="สำนักงานตัวอย่าง", dpo_contact="dpo@office.example")
    async with application(db, vault, site) as client:
        page = await words(await client.get(f"/c/{view.code}/privacy"))
    assert "สำนักงานตัวอย่าง" in page
    assert "dpo@office.example" in page
