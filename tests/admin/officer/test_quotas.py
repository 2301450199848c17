"""Targets by the officer's page: shared evenly, from a file, one by one; what is wrong changes nothing."""

from aiohttp import FormData

from consultation.db import Database
from consultation.quotas import service
from consultation.quotas.counting import Cell
from tests.admin.application import Client, opened, sign_in, words


async def test_targets_are_set_and_changed_and_a_wrong_file_changes_nothing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(opened)
    page = f"/admin/consultations/{of.id}/quotas"
    assert "ยังไม่ได้ตั้งเป้าหมาย" in await words(await client.get(page))
    for sent, says in (({"total": "x"}, "ไม่ใช่จำนวน"), ({"total": "50"}, "ยังไม่ได้เลือกว่าจะแบ่งตามอะไร")):
        refused = await client.post(page, data={"act": "propose", **sent})
        assert refused.status == 409 and says in await words(refused)
    assert (await client.post(page, data={"act": "propose", "by": "province", "total": "1,000"})).status == 200
    targets = await db.read(service.targets, of.id)
    assert sum(targets.values()) == 1000 and Cell("TH-41") in targets
    shown = await words(await client.get(page))
    assert "1,000 คำตอบที่ยังขาด" in shown and "อุดรธานี 0 จาก 200 · ขาด 200" in shown
    for table, status in (("จังหวัด,เป้าหมาย\nภูเก็ต,3\n", 409), ("จังหวัด,เป้าหมาย\nอุดรธานี,7\nเลย,3\n", 200)):
        form = FormData({"act": "file"})
        form.add_field("list", table.encode(), filename="targets.csv")
        assert (await client.post(page, data=form)).status == status
        assert (len(await db.read(service.targets, of.id)) == 2) is (status == 200)
    await client.post(page, data={"act": "change", "n|TH-41||": "0", "n|TH-99||": "5"})
    assert await db.read(service.targets, of.id) == {Cell("TH-42"): 3}
