"""Bad input anywhere gets a clear answer and loses nothing: over HTTP to a running server, and on the command line."""

import json
import socket
import time
from pathlib import Path

import aiohttp
import pytest
from openpyxl import Workbook

from tests.doubles import sign
from tests.journeys.crowd import stored
from tests.journeys.installation import Installation

SECRET, TOKEN = "line-secret-for-tests", "telegram-secret-for-tests"
LARGE = 3 * 1024 * 1024


def event(id: str, text: str = "สวัสดี") -> bytes:
    """A genuine LINE body of one message."""
    said = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "webhookEventId": id,
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": f"U{1:032x}"},
        "replyToken": "a" * 32,
        "message": {"type": "text", "id": "61", "quoteToken": "q", "text": text},
    }
    return json.dumps({"destination": f"U{2:032x}", "events": [said]}, ensure_ascii=False).encode()


GOOD = event("01K0000000000000000000GOOD")
OTHER = {"X-Line-Signature": sign("the secret of another channel", GOOD)}
MALFORMED = b'{"destination": "U", "events": [{"type": "mess'
CASES = [
    ("no signature", "/webhook/line", GOOD, {}, 403),
    ("a signature that is no base64", "/webhook/line", GOOD, {"X-Line-Signature": "a signature"}, 403),
    ("another channel's signature", "/webhook/line", GOOD, OTHER, 403),
    ("a body that a proxy rewrote", "/webhook/line", GOOD + b"\n", {"X-Line-Signature": sign(SECRET, GOOD)}, 403),
    ("malformed JSON, rightly signed", "/webhook/line", MALFORMED, {"X-Line-Signature": sign(SECRET, MALFORMED)}, 400),
    ("an empty body, rightly signed", "/webhook/line", b"", {"X-Line-Signature": sign(SECRET, b"")}, 400),
    ("null, rightly signed", "/webhook/line", b"null", {"X-Line-Signature": sign(SECRET, b"null")}, 400),
    ("not UTF-8, rightly signed", "/webhook/line", b"\xff\xfe", {"X-Line-Signature": sign(SECRET, b"\xff\xfe")}, 400),
    ("3 MB, rightly signed", "/webhook/line", b"x" * LARGE, {"X-Line-Signature": sign(SECRET, b"x" * LARGE)}, 413),
    ("no secret", "/webhook/telegram", b'{"update_id": 1}', {}, 403),
    ("a wrong secret", "/webhook/telegram", b'{"update_id": 1}', {"X-Telegram-Bot-Api-Secret-Token": "guess"}, 403),
    ("no update", "/webhook/telegram", b'{"message": {}}', {"X-Telegram-Bot-Api-Secret-Token": TOKEN}, 400),
    ("a channel that is not there", "/webhook/whatsapp", GOOD, {"X-Line-Signature": sign(SECRET, GOOD)}, 404),
    ("an account that is not there", "/webhook/line/second", GOOD, {"X-Line-Signature": sign(SECRET, GOOD)}, 404),
    ("the web chat's own channel", "/webhook/web", b'{"events": []}', {}, 404),
]  # fmt: skip


async def test_nothing_bad_is_stored_and_every_answer_is_clear(installation: Installation, url: str) -> None:
    installation.environment |= {
        "PRACHAKHOM_LINE_CHANNEL_SECRET": SECRET,
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": "token",
        "PRACHAKHOM_LINE_API_BASE": "http://127.0.0.1:9",  # nobody is there
        "PRACHAKHOM_TELEGRAM_BOT_TOKEN": "7:token",
        "PRACHAKHOM_TELEGRAM_SECRET_TOKEN": TOKEN,
        "PRACHAKHOM_TELEGRAM_API_BASE": "http://127.0.0.1:9",
    }
    await installation.start()
    async with aiohttp.ClientSession(installation.url) as http:
        for what, path, body, headers, status in CASES:
            async with http.post(path, data=body, headers=headers) as answer:
                assert (what, answer.status) == (what, status)
                assert "Traceback" not in await answer.text() and SECRET not in await answer.text()
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            async with http.request(method, "/webhook/line") as answer:
                assert (method, answer.status) == (method, 405)
        assert (await stored(url)).inbox == {}

        async with http.post("/webhook/line", data=GOOD, headers={"X-Line-Signature": sign(SECRET, GOOD)}) as answer:
            assert answer.status == 200  # it still serves, and takes what is right
    assert sum((await stored(url)).inbox.values()) == 1
    assert SECRET not in installation.said() and TOKEN not in installation.said()


async def test_pages_tell_people_in_thai(small_installation: Installation) -> None:
    await small_installation.start()
    async with aiohttp.ClientSession(small_installation.url) as http:
        for path in ("/c/NOSUCH", "/chat/NOSUCH", "/chat/%E0%B8%81", "/nowhere", "/admin/consultations/999999"):
            async with http.get(path) as answer:
                page = await answer.text()
                assert answer.status in (200, 404), path  # 200: the page to sign in
                assert 'lang="th"' in page and "Traceback" not in page
        async with http.post(
            "/chat/NOSUCH/say", data={"text": "x"}, headers={"Origin": "https://evil.example"}
        ) as answer:
            assert answer.status == 403


def workbook(path: Path, **sheets: list[list[str]]) -> Path:
    """An XLSX file with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def broken(path: Path) -> Path:
    """A file that only says that it is XLSX."""
    path.write_bytes(b"PK\x03\x04 this is where a workbook would begin" + bytes(range(256)) * 20)
    return path


def half(path: Path) -> Path:
    """A workbook of which only the beginning arrived."""
    whole = workbook(path, survey=[["type", "name", "label"], ["text", "q1", "ท่านต้องการอะไร"]]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def without_questions(path: Path) -> Path:
    """A form that asks nothing."""
    return workbook(
        path, survey=[["type", "name", "label"], ["note", "hello", "สวัสดี"]], settings=[["form_title"], ["ว่าง"]]
    )


FILES = {"broken": broken, "half": half, "without questions": without_questions, "missing": lambda path: path}
CREATE = ("consultation", "create", "--cluster", "current:10", "--open")


@pytest.mark.parametrize("what", FILES)
def test_a_bad_form_is_refused_in_thai(small_installation: Installation, tmp_path: Path, what: str) -> None:
    file = FILES[what](tmp_path / "form.xlsx")
    for command in ((*CREATE, "--form", file), ("form", "check", file)):
        done = small_installation.run(*command, status=2)
        said = done.stdout + done.stderr
        assert "Traceback" not in said
        assert any("ก" <= letter <= "๛" for letter in said), said
    assert small_installation.read("consultation", "list") == []


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--template", "needs", "--cluster", "current:99"), "99"),
        (("--template", "needs", "--cluster", "2499:1"), "2499"),
        (("--template", "needs", "--cluster", "ล้านนา"), "ล้านนา"),
        (("--template", "nonsense", "--cluster", "current:10"), "nonsense"),
        (("--template", "needs", "--cluster", "current:10", "--closes", "พรุ่งนี้"), "พรุ่งนี้"),
        (("--template", "needs", "--cluster", "current:10", "--closes", "2001-01-01"), "2544"),
    ],
)
def test_a_bad_consultation_is_refused_by_name(
    small_installation: Installation, arguments: tuple[str, ...], names: str
) -> None:
    done = small_installation.run("consultation", "create", *arguments, status=2)
    assert names in done.stderr and "Traceback" not in done.stderr
    assert small_installation.read("consultation", "list") == []
    missing = small_installation.run("consultation", "show", "ZZZZZZ", status=2)
    assert "ZZZZZZ" in missing.stderr


def test_a_port_that_is_taken_is_said_before_anything_long_begins(
    small_installation: Installation, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in (
            ("serve", "--port", port),
            ("serve", "--role", "ingress", "--port", port),
            ("demo", "--port", port, "--folder", tmp_path / "demo"),
        ):
            done = small_installation.run(*command, status=2)
            said = done.stdout + done.stderr
            assert "Traceback" not in said and port in said and "--port" in said, command


def test_news_on_the_command_line_is_listed_and_a_start_needs_its_consultation(
    small_installation: Installation,
) -> None:
    create = ("broadcast", "create", "--cluster", "current:10", "--text", "เวทีวันเสาร์")
    assert "--consultation" in small_installation.run(*create, "--starts", status=2).stderr
    assert small_installation.read("broadcast", "list") == []
    small_installation.run(*create)
    (listed,) = small_installation.read("broadcast", "list")
    assert (listed["state"], listed["title"]) == ("draft", "เวทีวันเสาร์")
    assert "เวทีวันเสาร์" in small_installation.run("broadcast", "list").stdout
