"""In the web chat too a citizen sees, corrects and deletes what is kept of them; the page then has nothing to show."""

from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.responses import service as responses
from tests.bot.web.test_pages import Client, bubbles, opened, say, taps
from tests.consultation.talk.citizens import ANSWERS


async def sent(client: Client, shown: ConsultationView) -> str:
    page = await opened(client, shown)
    for text in (*ANSWERS, "ยินยอม", "ไม่ยินยอม", "ส่ง"):
        page = await say(client, shown, page, text=text)
    return page


async def test_all_four_in_the_web_chat(client: Client, db: Database, shown: ConsultationView) -> None:
    page = await sent(client, shown)
    page = await say(client, shown, page, text="ข้อมูลของฉัน")
    assert any("รหัสอ้างอิง" in bubble for bubble in bubbles(page)[-3:])
    page = await say(client, shown, page, tap=taps(page)["ขอแก้ไข"])
    page = await say(client, shown, page, text="ปัญหา")
    page = await say(client, shown, page, text="ดินเค็ม")
    page = await say(client, shown, page, tap=taps(page)["ส่งคำตอบ"])
    assert "ดินเค็ม" in {comment.text for comment in await db.read(responses.comments, shown.id)}
    page = await say(client, shown, page, text="ถอนความยินยอม")
    page = await say(client, shown, page, text="1")
    assert "มีผลทันที" in bubbles(page)[-1]
    page = await say(client, shown, page, text="ลบข้อมูลของฉัน")
    page = await say(client, shown, page, tap=taps(page)["ลบคำตอบด้วย"])
    assert (await db.read(responses.figures, shown.id)).submitted == 0
    seen = " ".join(bubbles(page))
    assert "แล้วเมื่อ" in seen and "ดินเค็ม" not in seen and "อุดร" not in seen, "the page forgot the talk as well"


async def test_coming_back_after_the_link_was_cut_says_why_one_cannot_answer_again(
    client: Client, db: Database, shown: ConsultationView
) -> None:
    page = await sent(client, shown)
    page = await say(client, shown, page, text="ลบข้อมูลของฉัน")
    page = await say(client, shown, page, text="1")
    page = await say(client, shown, page, text=shown.code)
    assert "ตอบอีกไม่ได้" in bubbles(page)[-1]
    assert (await db.read(responses.figures, shown.id)).submitted == 1


async def test_an_emergency_gets_its_number(client: Client, shown: ConsultationView) -> None:
    page = await opened(client, shown)
    page = await say(client, shown, page, text="น้ำท่วมติดอยู่บนหลังคา ช่วยด้วย")
    assert any("1784" in bubble for bubble in bubbles(page))
