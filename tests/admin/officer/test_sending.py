"""The officer sees what became of what was said, and decides about what failed; others only look."""

from consultation.db import Database
from consultation.outbox import quota
from consultation.vault import Vault
from tests.admin.application import Client, opened, sign_in, words
from tests.consultation.outbox.test_review import ended


async def test_an_officer_sees_the_counts_and_sends_one_again(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(ended, vault, "sent", "unknown", "failed")
    await sign_in(client, db)
    page = f"/admin/consultations/{about}/sending"
    first = await (await client.get("/admin")).text()
    assert f'<a href="{page}">' in first and ">2 รายการ</span>" in first, "the first page names the consultation"
    shown = await words(await client.get(page))
    assert "ไม่แน่ใจว่าถึงหรือไม่" in shown and "ไม่ได้แปลว่าถึงมือ" in shown and "question" not in shown
    answer = await client.post(page, data={"act": "resend", "turn": str(ids[1])}, allow_redirects=False)
    assert answer.headers["Location"] == f"{page}?done=resend&n=1"
    assert "ใส่คิวส่งซ้ำแล้ว 1 รายการ" in await words(await client.get(answer.headers["Location"]))
    await client.post(page, data=[("act", "leave"), *[("turn", one) for one in (str(ids[2]), "x", "9" * 30)]])
    assert "ไม่มีรายการที่ต้องตัดสินใจ" in await words(await client.get(page))
    assert f'<a href="{page}">' not in await (await client.get("/admin")).text()
    assert "ข้อความที่ระบบส่งถึงประชาชน" in await words(await client.get(f"/admin/consultations/{about}/live"))


async def test_a_data_protection_officer_only_looks(client: Client, db: Database, vault: Vault) -> None:
    about, ids = await db.write(ended, vault, "failed")
    await sign_in(client, db, role="DPO")
    page = f"/admin/consultations/{about}/sending"
    assert "ส่งซ้ำรายการที่เลือก" not in await words(await client.get(page))
    refused = await client.post(page, data={"act": "resend", "turn": str(ids[0])}, allow_redirects=False)
    assert refused.status == 403


async def test_a_quota_that_runs_out_is_told_on_the_first_page_and_to_whoever_measures(
    client: Client, db: Database
) -> None:
    await db.write(quota.looked, "line", "osm", 1000, 790)
    await sign_in(client, db)
    assert "โควตา" not in await words(await client.get("/admin"))
    await db.write(quota.looked, "line", "osm", 1000, 960)
    for page in ("/admin", f"/admin/consultations/{(await db.write(opened)).id}/live"):
        assert "ใกล้หมด ใช้ไปแล้ว 960 จาก 1,000 ข้อความ" in await words(await client.get(page))
    await db.write(quota.spent, "line", "osm")
    assert "หมดแล้ว ระบบยังตอบกลับผู้ที่คุยอยู่ได้" in await words(await client.get("/admin"))
    metrics = await (await client.get("/metrics")).text()
    assert 'prachakhom_quota{account="osm",channel="line",what="used"} 960.0' in metrics
