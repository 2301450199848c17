"""Every type of question answered in a chat of LINE and of Telegram: tapped, typed, shared, sent, again and again."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, select

from consultation.db import Database
from consultation.forms.form import Choice, Form, Group, Question
from consultation.responses.models import Answer, Comment
from consultation.vault import Vault
from tests.consultation.talk.citizens import consultation
from tests.doubles import Citizen
from tests.journeys.chats import PATIENCE, Chat, chatting, labelled


def question(name: str, kind: str, **more: object) -> Question:
    return Question.model_validate({"name": name, "type": kind, "label": {"th": f"ถามเรื่อง {name} ค่ะ"}, **more})


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(labels, 1))


FORM = Form(
    title={"th": "ทุกแบบ"},
    groups=(Group(name="child", label={"th": "เด็กในบ้าน"}, repeat=True),),
    questions=(
        question("seen", "acknowledge", required=True),
        question("score", "range", parameters={"start": "0", "end": "10"}),
        question("rai", "decimal"),
        question("day", "date"),
        question("hour", "time"),
        question("met", "dateTime"),
        question("spot", "geopoint", required=True),
        question("picture", "image", required=True),
        question("voice", "audio", required=True),
        question("paper", "file"),
        question("order", "rank", choices=choices("น้ำ", "ถนน", "ไฟ")),
        question("name", "text", groups=("child",), comment=True),
        question("age", "integer", groups=("child",), default="7"),
        question("children", "calculate", calculation="count(${child})"),
        question("total", "note", label={"th": "รวมเด็ก ${children} คนค่ะ"}),
        question("end", "select_one", choices=choices("จบ", "ไม่จบ")),
    ),
)


@pytest.fixture(params=["line", "telegram"])
async def chat(
    request: pytest.FixtureRequest, db: Database, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Chat]:
    async with chatting(request.param, db, url, vault, monkeypatch) as there:
        yield there


def answers(session: Session) -> dict[str, str | None]:
    return {row.question: row.value for row in session.exec(select(Answer))}


def comments(session: Session) -> set[tuple[str, str, str]]:
    return {(row.question, row.instance, row.raw) for row in session.exec(select(Comment))}


async def hears(citizen: Citizen, name: str) -> None:
    await citizen.wait_for(f"ถามเรื่อง {name} ค่ะ", PATIENCE)


async def taps(citizen: Citizen, label: str, then: str) -> None:
    await citizen.taps(labelled(citizen.last, label))
    await hears(citizen, then)


async def says(citizen: Citizen, text: str, then: str) -> None:
    await citizen.says(text)
    await hears(citizen, then)


async def sends(citizen: Citizen, what: str, then: str, **fields: object) -> None:
    await citizen.sends(what, **fields)
    await hears(citizen, then)


async def test_a_citizen_answers_every_type_to_the_receipt(chat: Chat) -> None:
    on_line = type(chat.double).__name__ == "LineDouble"
    made = await chat.db.write(consultation, form=FORM)
    citizen = await chat.begins(1, made.code)
    await hears(citizen, "seen")
    await taps(citizen, "รับทราบ", then="score")
    await taps(citizen, "8", then="rai")
    await says(citizen, "สิบสองไร่ครึ่ง", then="day")
    await says(citizen, "5 ม.ค. 68", then="hour")
    await says(citizen, "บ่ายสามโมง", then="met")
    await says(citizen, "6 ม.ค. 68 8.30 น.", then="spot")
    if on_line:
        assert citizen.last.labels[0] == "ส่งตำแหน่งที่ตั้ง"
    await sends(citizen, "location", then="picture", latitude=16.4322, longitude=102.8236)
    await citizen.sends("sticker")
    await citizen.wait_for("ข้อนี้ขอเป็นรูปภาพค่ะ", PATIENCE)
    await sends(citizen, "image" if on_line else "photo", then="voice")
    await sends(citizen, "audio" if on_line else "voice", then="paper")
    await says(citizen, "ข้าม", then="order")
    await citizen.says("๓ ๑ ๒")
    await citizen.wait_for("เด็กในบ้าน", PATIENCE)
    await taps(citizen, "มี", then="name")
    await says(citizen, "น้องหนึ่ง", then="age")
    await citizen.taps("ใช้ค่านี้: 7")
    await citizen.wait_for("มีอีกไหมคะ", PATIENCE)
    await taps(citizen, "มีอีก", then="name")
    await says(citizen, "น้องสอง", then="age")
    await citizen.says("๑๒")
    await citizen.wait_for("มีอีกไหมคะ", PATIENCE)
    await citizen.says("หมดแล้ว")
    await citizen.wait_for("รวมเด็ก 2 คนค่ะ", PATIENCE)
    await hears(citizen, "end")
    await citizen.taps(labelled(citizen.last, "จบ"))
    await citizen.wait_for("ส่งคำตอบ", PATIENCE)
    await citizen.taps(labelled(citizen.last, "ส่งคำตอบ"))
    await citizen.wait_for("ได้รับคำตอบแล้ว", PATIENCE)
    found = await chat.db.read(answers)
    assert found["picture"] and found["picture"].startswith("line:" if on_line else "telegram:")
    assert found["voice"] and found["voice"] != found["picture"]
    fixed = {name: found[name] for name in found if name not in ("picture", "voice")}
    assert fixed == {
        "seen": "OK", "score": "8", "rai": "12.5", "day": "2025-01-05", "hour": "15:00",
        "met": "2025-01-06T08:30+07:00", "spot": "16.4322 102.8236 0 0", "paper": None, "order": "c3 c1 c2",
        "child[0]": "yes",
        "name[1]": "น้องหนึ่ง", "age[1]": "7", "child[1]": "yes", "name[2]": "น้องสอง", "age[2]": "12", "child[2]": "no",
        "children": "2", "end": "c1",
    }  # fmt: skip
    assert await chat.db.read(comments) == {("name", "1", "น้องหนึ่ง"), ("name", "2", "น้องสอง")}
