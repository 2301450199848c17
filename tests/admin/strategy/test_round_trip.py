"""One comment from the webhook to the line of the plan and back to the chat, by the links that the product shows."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, col, select

from admin.app import build_app
from admin.demo import sample
from admin.site import Site
from bot import worker
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms import service as forms
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.replies import service as replies
from consultation.replies import work as replying
from consultation.responses.models import Comment, Response
from consultation.settings import Settings
from consultation.talk.service import hear
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.admin.application import Client, sign_in
from tests.consultation.themes.grouped import run_handlers, run_jobs
from tests.consultation.themes.hearing import hold, rows

SECRET, CHAT = "a-secret", 77
SAID = "หน้าแล้งน้ำบ่มีเลย อยากให้ขุดลอกหนองสาธารณะให้ลึกกว่านี้ จะได้มีน้ำทำนา"


class Trip:
    """The application with a Telegram account, and somebody who follows links on its pages."""

    def __init__(self, client: Client, db: Database, vault: Vault, channels: list[Any]) -> None:
        self.client, self.db, self.vault, self.channels, self.events = client, db, vault, channels, 0
        self.page, self.at = "", ""

    async def webhook(self, **event: Any) -> None:
        self.events += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await self.client.post("/webhook/telegram", json={"update_id": self.events, **event}, headers=headers)
        assert answer.status == 200
        while (await self.db.write(worker.work, self.vault, worker.account_map(self.channels), hear)).conversations:
            pass

    async def types(self, text: str) -> None:
        sender = {"id": CHAT, "is_bot": False, "first_name": "ก"}
        at = int(clock.now().timestamp())
        chat = {"id": CHAT, "type": "private", "first_name": "ก"}
        message = {"message_id": self.events + 1, "date": at, "chat": chat, "from": sender, "text": text}
        await self.webhook(message=message)

    async def taps(self, data: str) -> None:
        sender = {"id": CHAT, "is_bot": False, "first_name": "ก"}
        await self.webhook(callback_query={"id": str(self.events), "from": sender, "chat_instance": "1", "data": data})

    async def opens(self, address: str) -> str:
        answer = await self.client.get(address)
        assert answer.status == 200, address
        self.page, self.at = await answer.text(), str(answer.url.relative())
        return self.page

    async def follows(self, pattern: str) -> str:
        """Follow the first link of the page whose address is like this."""
        found = [unescape(href) for href in re.findall(r'href="([^"]+)"', self.page)]
        return await self.opens(next(href for href in found if re.search(pattern, href)))

    async def sends(self, address: str, **fields: Any) -> str:
        answer = await self.client.post(address, data=fields)
        self.page, self.at = await answer.text(), str(answer.url.relative())
        assert answer.status == 200, self.page
        return self.page


def mine(session: Session) -> Comment:
    theirs = select(Response.id).join(Contact, col(Contact.person_id) == col(Response.person_id))
    of = select(Comment).where(col(Comment.response_id).in_(theirs), Comment.question == "change")
    return session.exec(of).one()


def last_turn(session: Session, lane: str) -> dict[str, Any]:
    of = select(OutboxMessage).where(OutboxMessage.lane == lane).order_by(col(OutboxMessage.id).desc())
    row = session.exec(of).first()
    assert row is not None
    return row.messages[-1]


async def test_from_the_webhook_to_the_plan_and_back_to_the_chat(db: Database, vault: Vault) -> None:
    consultation = await db.write(hold, 40)
    channels = [WebChannel(vault), TelegramChannel("telegram", [SECRET], "1:t")]
    app = build_app(Settings(), db, vault, channels, role="web", site=Site())
    async with TestClient(TestServer(app)) as client:
        trip = Trip(client, db, vault, channels)
        await answers(trip, consultation)
        await to_the_plan(trip, consultation)
        await to_the_chat(trip)
        await back_again(trip)


async def answers(trip: Trip, consultation: int) -> None:
    form = await trip.db.read(forms.current, consultation)
    code = (await trip.db.read(consult.view, consultation)).code
    row = {**rows(1)[0], "change": SAID, "reason": "", "quote_ok": "yes", "contact_ok": "yes"}
    for text in (f"/start {code}", *sample.typed(form, row)):
        await trip.types(text)
    assert (await trip.db.read(mine)).raw == SAID


async def to_the_plan(trip: Trip, consultation: int) -> None:
    """The planner groups, signs off, writes a finding, and links it; from the comment every step is a link."""
    await sign_in(trip.client, trip.db, "planner", "นักวิเคราะห์")
    await trip.sends("/admin/planner/group", consultation=consultation, question="change", groups="4")
    await run_jobs(trip.db, themes.GROUP_JOB)
    [about] = await trip.db.read(themes.listing, consultation)
    await trip.sends(f"/admin/planner/sets/{about.id}/sign-off", version=str(about.version))
    ref = f"/admin/planner/comments/{(await trip.db.read(mine)).id}"
    await trip.opens(ref)
    await trip.follows(r"/sets/\d+/themes/\d+")
    assert f'{ref}"' in trip.page, "the theme leads to the comment"
    theme = next(
        t for t in (await trip.db.read(themes.view, about.id)).themes if trip.at.split("/")[-1] == str(t.number)
    )
    desk = f"/admin/planner/strategy/{consultation}"
    await trip.sends(f"{desk}/findings", theme=str(theme.id), statement="น้ำไม่พอใช้ในหน้าแล้ง", kind="problem", auto="1")
    await trip.opens(ref)
    await trip.follows(r"/findings/\d+$")
    finding = trip.at
    assert "น้ำไม่พอใช้ในหน้าแล้ง" in trip.page and f'{ref}"' in trip.page
    plan = re.search(r'name="plan" value="(\d+)"', trip.page)
    line = re.search(r'name="line" value="(issue:\d+)"', trip.page)
    assert plan and line
    await trip.sends(f"{finding}/lines", plan=plan[1], line=line[1])
    await trip.follows(r"/plans/\d+/lines/issue/\d+")
    assert f'{ref}"' in trip.page and f'{finding}"' in trip.page, "the line leads back to the finding and the comment"
    await trip.sends(
        f"{finding}/decide", decision="accepted", reason="อยู่ในอำนาจของกลุ่มจังหวัด", plan=plan[1], line=line[1]
    )
    refused = await trip.client.post(f"{finding}/sign", data={"disposition": "1", "act": "sign"})
    assert refused.status == 403, "only a head signs"
    await trip.db.write(consult.close, consultation, "officer")
    await sign_in(trip.client, trip.db, "head", "หัวหน้า")
    await trip.opens("/admin/planner/follow-up")
    await trip.follows(r"/findings/\d+$")
    disposition = re.search(r'name="disposition" value="(\d+)"', trip.page)
    assert disposition and "รอหัวหน้ารับรอง" in trip.page
    await trip.sends(f"{finding}/sign", disposition=disposition[1], act="sign")
    assert "รับรองแล้ว" in trip.page


async def to_the_chat(trip: Trip) -> None:
    """An officer promises something, says it is done, sees who would get what, and sends it."""
    finding = trip.at.partition("?")[0]
    await sign_in(trip.client, trip.db, "officer", "เจ้าหน้าที่")
    due = (clock.now() + timedelta(days=60)).date().isoformat()
    await trip.sends(f"{finding}/promises", text="ขุดลอกหนองสาธารณะ", owner="โครงการชลประทาน", due=due)
    move = re.search(r'action="(/admin/planner/follow-up/commitments/\d+)"', trip.page)
    assert move and "ส-๐๑" in trip.page
    without = await trip.client.post(move[1], data={"state": "done", "due": due, "version": "0"})
    assert without.status == 409 and "หลักฐาน" in await without.text()
    await trip.sends(move[1], state="done", due=due, version="0", evidence="รูปถ่ายหลังขุด")
    await trip.follows(r"/replies$")
    await trip.follows(r"/replies/move:\d+$")
    here, count = trip.at, re.search(r'name="count" value="(\d+)"', trip.page)
    assert count and count[1] == "1" and "ท่านบอกว่า “หน้าแล้งน้ำบ่มีเลย" in trip.page
    texts = {"text-th": "เราจะขุดลอกหนองสาธารณะ ตอนนี้แจ้งว่าเสร็จแล้ว", "act": "write"}
    await trip.sends(here, **texts)
    assert "ตอนนี้แจ้งว่าเสร็จแล้ว" in trip.page
    await trip.sends(here, act="send", count="1")
    assert "กำลังส่ง" in trip.page
    await run_handlers(trip.db, replies.SEND_JOB, replying.handlers(trip.db))


async def back_again(trip: Trip) -> None:
    """The citizen reads it, follows its link, and says that it is not right yet; the officer sees that."""
    turn = await trip.db.read(last_turn, "broadcast")
    assert SAID[:20] in turn["text"] and "เราจะขุดลอกหนองสาธารณะ" in turn["text"]
    await trip.opens(re.sub(r"^https?://[^/]+", "", turn["link"]))
    assert "น้ำไม่พอใช้ในหน้าแล้ง" in trip.page and "รับไว้ในแผน" in trip.page and "ขุดลอกหนองสาธารณะ" in trip.page
    await trip.taps(next(one["data"] for one in turn["controls"] if one["label"] == "ยังไม่ตรง"))
    assert (await trip.db.read(last_turn, "reply"))["key"] == "reply_not_yet"
    await trip.types("หนองท้ายบ้านยังไม่ได้ขุด")
    await trip.opens("/admin/planner/follow-up")
    assert "หนองท้ายบ้านยังไม่ได้ขุด" in trip.page and "ประชาชนบอกว่ายังไม่ตรง" in trip.page
    await trip.follows(r"/findings/\d+$")
    assert "บันทึกความคืบหน้า" in trip.page and 'ยังไม่ตรง <b class="num">1</b>' in trip.page
