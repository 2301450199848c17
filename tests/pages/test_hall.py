"""The hall: 300 people behind one address check in and answer, while the projector's page is live in a real browser.

What is judged is that everybody is stored once and shown; the seconds are printed (docs/decisions/0034-hall.md).
"""

import asyncio
import re
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import expect
from sqlmodel import Session, select

from admin.hall_feed import Feed
from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import chat
from consultation import clock
from consultation.forms import service as forms
from consultation.forms.form import Choice, Form, Question
from consultation.meetings import attendance, queue, screen, service, views
from consultation.meetings.models import SCREENS, SECTORS, Attendance
from consultation.people.models import Consent, Person
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Response
from tests.consultation.meetings.halls import entered, planned
from tests.doubles import Citizen, LineDouble, TelegramDouble
from tests.pages.conftest import DESK, PHONE, Look, Served

PEOPLE, AT_ONCE = 300, 50
PATIENCE, SECRET = 600.0, "a-secret-of-the-hall"  # seconds that somebody in a chat waits on a busy machine
PROJECTOR = {"width": 1024, "height": 768}
_YES_NO = (Choice(name="yes", label={"th": "ได้"}), Choice(name="no", label={"th": "ไม่ได้"}))
_SECTORS = ("N", "L", "C", "P")
FITS = """() => {
  const main = document.querySelector("main");
  return [main.scrollHeight <= main.clientHeight + 1, getComputedStyle(document.body).fontSize];
}"""
VIEWS = ("น้ำ", "ถนน", "ราคาพืชผล")
LAST = f"v{len(VIEWS) - 1}"  # who chooses this says why
FORM = Form(
    title={"th": "เสียงจากเวที"},
    questions=(
        Question(
            name="first",
            type="select_one",
            label={"th": "เรื่องใดควรทำก่อน"},
            choices=tuple(Choice(name=f"v{n}", label={"th": view}) for n, view in enumerate(VIEWS)),
        ),
        Question(name="why", type="text", label={"th": "เพราะอะไร"}, comment=True, relevant=f"${{first}} = '{LAST}'"),
        Question(
            name="quote",
            type="select_one",
            role="consent_quote",
            label={"th": "ให้เผยแพร่คำพูดโดยไม่บอกชื่อได้ไหม"},
            choices=_YES_NO,
            relevant=f"${{first}} = '{LAST}'",
        ),
    ),
)


@dataclass(frozen=True)
class Held:
    """A meeting today and the addresses that lead to it."""

    id: int
    consultation: int
    code: str
    chat: str
    token: str


def held(session: Session) -> Held:
    of = planned(session, form=FORM)
    new = entered(clock.now(), held=True, provinces=("TH-41",), invited={"L": 40, "C": 60})
    id = service.create(session, of.id, new, "officer")
    return Held(id, of.id, service.get(session, id).code, of.code, screen.issue(session, id, "officer"))


@dataclass(frozen=True)
class Phones:
    """What the platforms are to the people in the hall; LINE tells a tenth of what is said twice."""

    line: LineDouble
    telegram: TelegramDouble

    def citizen(self, number: int) -> Citizen | None:
        """The chat that this one of the crowd answers in; None for the web."""
        double = {1: self.line, 3: self.telegram}.get(number % 10)
        return double.citizen(f"hall {number}") if double else None


@pytest_asyncio.fixture(loop_scope="session")
async def phones() -> AsyncIterator[Phones]:
    async with LineDouble(duplicate=0.1, seed=3) as line, TelegramDouble(secret=SECRET, time_scale=0.01) as telegram:
        yield Phones(line, telegram)


@pytest_asyncio.fixture(loop_scope="session")
async def more_channels(phones: Phones) -> AsyncIterator[list[Channel]]:
    line, telegram = phones.line, phones.telegram
    both: list[Channel] = [
        LineChannel("line", [line.secret], line.token, line.url),
        TelegramChannel("telegram", [SECRET], telegram.token, telegram.base_url),
    ]
    yield both
    for channel in both:
        await channel.close()


async def talk(citizen: Citizen, at: Held, said: Sequence[tuple[str, str]]) -> None:
    """Follow the link of the check-in page into a chat, and say each thing once it is asked for."""
    await citizen.follow()
    await citizen.says(f"{at.code}-OK")
    for asked, text in said:
        await citizen.wait_for(asked, PATIENCE)
        await citizen.says(text)
    await citizen.wait_for("ได้รับคำตอบแล้ว", PATIENCE)


async def person(url: str, at: Held, number: int, crowd: asyncio.Semaphore, phones: Phones) -> None:
    """Scan, tap, answer; every tenth finger trembles or has to send again."""
    times = 2 if number % 10 == 0 else 1
    async with crowd, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        here, chat = f"{url}/m/{at.code}", f"{url}/chat/{at.chat}"
        origin = {"Origin": url}
        async with http.get(here) as answer:
            assert answer.status == 200
        told = {"sector": _SECTORS[number % 4], "province": "TH-41"}
        taps = [http.post(here, data=told, headers={"Origin": url}, allow_redirects=False) for _ in range(times)]
        assert [answer.status for answer in await asyncio.gather(*taps)] == [303] * times
        if citizen := phones.citizen(number):
            why_asked = [("เพราะอะไร", f"เหตุผลของคนที่ {number}"), ("ให้เผยแพร่", "1")] if number % 3 == 2 else []
            first = [("พร้อมเริ่มตอบ", "1"), ("เรื่องใดควรทำก่อน", str(number % 3 + 1))]
            await talk(citizen, at, [*first, *why_asked, ("ตรวจคำตอบ", "ส่ง")])
            return
        async with http.get(f"{chat}?at={at.code}-OK") as answer:
            assert answer.status == 200
        why = (f"เหตุผลของคนที่ {number}", "1") if number % 3 == 2 else ()
        for text in ("1", str(number % 3 + 1), *why, "ส่ง"):
            form = {"event": uuid.uuid4().hex[:16], "text": text}
            for _ in range(times):
                async with http.post(f"{chat}/say", data=form, headers=origin, allow_redirects=False) as answer:
                    assert answer.status == 303, await answer.text()


async def test_three_hundred_people_behind_one_address_are_counted_once_and_shown(
    look: Look, served: Served, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones.line.webhook, phones.telegram.webhook = f"{served.url}/webhook/line", f"{served.url}/webhook/telegram"
    monkeypatch.setattr(chat, "WAIT_SECONDS", 0.0)  # nobody waits to read the answer: they type on, which is harder
    at = await served.db.write(held)
    hall = (await look(PROJECTOR)).page
    await hall.goto(f"/hall/{at.token}")
    await expect(hall.locator(".big-code")).to_have_text(at.code)
    began, used = time.monotonic(), time.process_time()
    crowd = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*[person(served.url, at, number, crowd, phones) for number in range(PEOPLE)])
    everybody = f"{PEOPLE} มาแล้ว {PEOPLE} ตอบแล้ว"
    await expect(hall.locator(".tally")).to_contain_text(everybody, timeout=900_000)
    took, used = time.monotonic() - began, time.process_time() - used
    print(f"\n{PEOPLE} people in {took:.1f} s, {used:.1f} s of processor time in the server and the crowd")

    seen = await served.db.read(views.view, at.id)
    assert (seen.heads.people, seen.heads.ways) == (PEOPLE, {"device": PEOPLE})
    assert seen.heads.sectors == dict.fromkeys(sorted(_SECTORS, key=["L", "P", "C", "N"].index), PEOPLE // 4)
    assert (seen.answers.submitted, seen.answers.started) == (PEOPLE, 0)
    assert await served.db.read(stored) == Counter(responses=PEOPLE, people=PEOPLE, comments=PEOPLE // 3, heads=PEOPLE)
    assert await served.db.read(channels) == {"web": PEOPLE * 8 // 10, "line": PEOPLE // 10, "telegram": PEOPLE // 10}
    assert not phones.line.violations and not phones.telegram.violations
    [first, *_] = await served.db.read(lambda session: responses.stances(session, at.consultation, meeting_id=at.id))
    assert [count.n for count in first.counts] == [PEOPLE // 3] * 3

    await served.db.write(lambda session: screen.turn(session, at.id, "officer", screen="question"))
    await expect(hall.locator(".lines")).to_contain_text("ราคาพืชผล")
    assert await hall.locator(".lines .n").all_inner_texts() == [str(PEOPLE // 3)] * 3
    waiting = (await served.db.read(queue.queue, at.id)).waiting
    await served.db.write(lambda session: screen.turn(session, at.id, "officer", screen="comments"))
    await expect(hall.locator(".empty")).to_be_visible()
    await served.db.write(queue.decide, at.id, waiting[0].id, True, "officer")
    await expect(hall.locator(".words li")).to_have_text([waiting[0].text])


def stored(session: Session) -> Counter[str]:
    tables = {"responses": Response, "people": Person, "comments": Comment, "heads": Attendance}
    return Counter({name: len(session.exec(select(table)).all()) for name, table in tables.items()})


def channels(session: Session) -> Counter[str]:
    return Counter(session.exec(select(Response.channel)).all())


async def test_every_page_of_a_meeting_is_read_on_a_telephone_and_at_a_desk(look: Look, served: Served) -> None:
    at = await served.db.write(held)
    await served.db.write(fill, at)
    for size in (PHONE, DESK):
        seen = await look(size)
        page = seen.page
        await page.goto("/")
        await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
        root = f"/admin/consultations/{at.consultation}/meetings"
        for path in ("", "/new", f"/{at.id}", f"/{at.id}/edit", f"/{at.id}/remote", f"/{at.id}/comments"):
            await page.goto(root + path)
            assert (path, await seen.sideways(), await seen.violations()) == (path, 0, [])
        await page.goto(f"/m/{at.code}")
        assert (await seen.sideways(), await seen.violations()) == (0, [])
        await page.get_by_role("button", name="ประชาชนทั่วไป").click()
        await expect(page.get_by_role("status")).to_have_text("นับท่านเป็นผู้มาประชุมแล้ว")
        assert (await seen.sideways(), await seen.violations(), seen.complaints) == (0, [], [])


async def test_every_screen_fits_a_projector_without_a_mouse_and_says_when_the_line_is_cut(
    look: Look, served: Served
) -> None:
    at = await served.db.write(held)
    await served.db.write(fill, at)
    seen = await look(PROJECTOR, "dark")
    page = seen.page
    await page.emulate_media(reduced_motion="reduce")  # what is still fading in has no contrast yet
    await page.goto(f"/hall/{at.token}")
    for key, name in enumerate(SCREENS, 1):
        await page.keyboard.press(str(key))
        await page.wait_for_url(f"**/hall/{at.token}?screen={name}")
        fits = await page.evaluate(FITS)
        assert (name, fits[0]) == (name, True) and float(fits[1].removesuffix("px")) >= 24
        assert (name, await seen.sideways(), await seen.violations()) == (name, 0, [])
    await page.keyboard.press("d")
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    await page.keyboard.press("0")
    await page.wait_for_url(re.compile(rf"/hall/{at.token}\??$"))
    await expect(page.locator("#lost")).to_be_hidden()
    await page.route("**/events*", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("#lost")).to_contain_text("ข้อมูลถึงเวลา")
    await page.unroute("**/events*")
    await expect(page.locator("#lost")).to_be_hidden()  # by itself
    await served.db.write(screen.revoke, at.id, "officer")
    await expect(page.locator("#lost")).to_contain_text("ปิดจอนี้แล้ว")


async def test_many_projectors_are_one_read_a_second(served: Served) -> None:
    at = await served.db.write(held)
    feed = Feed(served.db, every=60.0)
    looks = await asyncio.gather(*[feed.look(at.token, "") for _ in range(40)])
    assert feed.reads == 1 and all(one is looks[0] for one in looks)


def fill(session: Session, at: Held) -> None:
    """A full hall: every sector, organisations, words that were read."""
    row = service.get(session, at.id)
    for n, sector in enumerate(SECTORS):
        attendance.count(session, row, sector, 3 + 7 * n, f"form {sector}", "officer")
    service.invite(session, at.id, "C", ["สภาองค์กรชุมชนตำบล", "เครือข่ายผู้ใช้น้ำลุ่มน้ำตอนบนและกลุ่มเกษตรกรทำนา"], "officer")
    screen.timer(session, at.id, "officer", 5)
    words = "น้ำประปาไหลเบามากทุกเย็น ขอให้ขยายท่อให้ถึงท้ายหมู่บ้านก่อนหน้าแล้งปีนี้ "
    for n in range(6):
        person = Person(created_at=clock.now())
        session.add(person)
        session.flush()
        said = respond(session, at, person.id or 0, words * (1 + n % 3), n)
        queue.decide(session, at.id, said, True, "officer")


def respond(session: Session, at: Held, person: int, words: str, n: int) -> int:
    """Somebody who has answered in the hall and agreed to be quoted; the number of the comment."""
    revision = forms.start(session, at.consultation)
    response = Response(
        consultation_id=at.consultation, person_id=person, revision_id=revision.id or 0, receipt=f"HALL-{n}",
        state="submitted", source="hall", channel="web", meeting_id=at.id, started_at=clock.now(),
        submitted_at=clock.now(),
    )  # fmt: skip
    session.add(response)
    session.flush()
    answer = Answer(response_id=response.id or 0, question="first", value=f"v{n % 3}", raw="", answered_at=clock.now())
    comment = Comment(
        consultation_id=at.consultation, response_id=response.id or 0, question="why", raw=words, text=words,
        created_at=clock.now(),
    )  # fmt: skip
    consent = Consent(
        person_id=person, consultation_id=at.consultation, scope="quote", text_hash="", channel="web",
        given_at=clock.now(),
    )  # fmt: skip
    session.add_all([answer, comment, consent])
    session.flush()
    return comment.id or 0
