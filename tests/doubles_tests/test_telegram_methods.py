"""The Telegram double as `telegram.Bot` meets it: texts, markup, keyboards, edits, taps, files, floods, refusals."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.doubles import TELEGRAM_RATES, Citizen, Clock, NoSuchButton, TelegramDouble
from tests.doubles.telegram_methods import METHODS
from tests.doubles.telegram_text import parse
from tests.doubles.telegram_webhook import WEBHOOK_METHODS


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(clock=Clock(1_790_000_000)) as made:
        yield made


@pytest.fixture
async def bot(double: TelegramDouble) -> AsyncIterator[Bot]:
    async with Bot(double.token, base_url=double.base_url, base_file_url=double.base_file_url) as made:
        yield made


@pytest.fixture
async def somchai(double: TelegramDouble) -> Citizen:
    citizen = double.citizen("somchai")
    await citizen.follow()
    return citizen


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


def chat(citizen: Citizen) -> int:
    return int(citizen.id)


async def test_a_message_with_markup_reaches_the_screen(bot: Bot, somchai: Citizen) -> None:
    sent = await bot.send_message(
        chat(somchai), "<b>ข้อ 1</b> &lt;ถาม&gt;", parse_mode="HTML", reply_markup=keyboard([("ใช่", "y")])
    )
    assert sent.text == "ข้อ 1 <ถาม>" and sent.entities[0].type == "bold" and sent.entities[0].length == 5
    assert (somchai.last.text, somchai.last.labels) == ("ข้อ 1 <ถาม>", ["ใช่"])
    assert (await bot.get_me()).username == "prachakhom_bot"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>ก", 'Can\'t find end tag corresponding to start tag "b"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("ก<font>", 'Unsupported start tag "font" at byte offset 3'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
    ],
)
async def test_bad_html_is_refused(double: TelegramDouble, bot: Bot, somchai: Citizen, text: str, words: str) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(chat(somchai), text, parse_mode="HTML")
    assert double.calls[-1].answer["description"] == f"Bad Request: can't parse entities: {words}"
    assert double.violations[0].rule == "markup" and not somchai.messages


def test_markdown_wants_its_escapes() -> None:
    assert parse("*ข้อ 1\\.* [ลิงก์](https://x.y)", "MarkdownV2")[0] == "ข้อ 1. ลิงก์"
    for mode, text in (("MarkdownV2", "จบ."), ("MarkdownV2", "*ก"), ("Markdown", "snake_case")):
        with pytest.raises(Exception, match="can't parse entities"):
            parse(text, mode)


async def test_text_length_counts_after_the_markup(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    await bot.send_message(chat(somchai), "<b>" + "ก" * 4096 + "</b>", parse_mode="HTML")
    for text, words in (("ก" * 4097, "too long"), ("<b> </b>", "text is empty")):
        with pytest.raises(BadRequest, match=words):
            await bot.send_message(chat(somchai), text, parse_mode="HTML")
    assert [v.rule for v in double.violations] == ["text-length", "text-empty"]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([[("ก", "ก" * 21 + "1")]], None),
        ([[("ก", "ก" * 21 + "12")]], "callback-data-length"),
        ([[("a", "b")] * 8], None),
        ([[("a", "b")] * 9], "keyboard-size"),
        ([[("a", "b")] * 5] * 20, None),
        ([[("a", "b")] * 5] * 20 + [[("a", "b")]], "keyboard-size"),
        ([[("", "b")]], "button-text"),
    ],
)
async def test_inline_keyboards(
    double: TelegramDouble, bot: Bot, somchai: Citizen, rows: Any, rule: str | None
) -> None:
    if rule is None:
        await bot.send_message(chat(somchai), "ถาม", reply_markup=keyboard(*rows))
    else:
        with pytest.raises(BadRequest):
            await bot.send_message(chat(somchai), "ถาม", reply_markup=keyboard(*rows))
    assert [v.rule for v in double.violations] == ([rule] if rule else [])


async def test_edits_change_the_screen_and_refuse_what_changes_nothing(
    double: TelegramDouble, bot: Bot, somchai: Citizen
) -> None:
    sent = await bot.send_message(chat(somchai), "ข้อ 1", reply_markup=keyboard([("ใช่", "y")]))
    await bot.edit_message_text("ข้อ 1 ✓", chat(somchai), sent.message_id)
    assert (somchai.last.text, somchai.last.labels, somchai.last.edited) == ("ข้อ 1 ✓", [], 1)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("ข้อ 1 ✓", chat(somchai), sent.message_id)
    await bot.edit_message_reply_markup(chat(somchai), sent.message_id, reply_markup=keyboard([("อีกที", "z")]))
    assert somchai.last.labels == ["อีกที"] and len(somchai.messages) == 1
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", chat(somchai), 999)
    assert not double.violations


async def test_a_tap_is_answered_once_and_in_time(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    await bot.send_message(chat(somchai), "ข้อ 1", reply_markup=keyboard([("ใช่", "y")]))
    await somchai.taps("ใช่", double=True)
    first, second = double.taps
    await bot.answer_callback_query(first, text="บันทึกแล้ว")
    assert somchai.toasts == ["บันทึกแล้ว"] and len(double.unanswered) == 1
    double.clock.advance(16)
    for late in (first, second):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(late)
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(second, text="ก" * 201)
    assert [v.rule for v in double.violations] == ["toast-length"]


async def test_exact_words_for_a_late_tap(double: TelegramDouble) -> None:
    async with double.http.get(f"{double.base_url}{double.token}/answerCallbackQuery?callback_query_id=1") as answer:
        assert answer.status == 400
        assert await answer.json() == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: query is too old and response timeout expired or query ID is invalid",
        }


async def test_reply_keyboard_stays_until_removed(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    await bot.send_message(chat(somchai), "เลือก", reply_markup=ReplyKeyboardMarkup([["ใช่", "ไม่ใช่"]]))
    await bot.send_message(chat(somchai), "รออยู่")
    await somchai.taps("ไม่ใช่")
    assert somchai.screen[-1].text == "ไม่ใช่" and somchai.screen[-1].mine
    await bot.send_message(chat(somchai), "ขอบคุณ", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(NoSuchButton):
        await somchai.taps("ใช่")


async def test_who_may_be_written_to(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(12345, "x")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(chat(double.citizen("stranger")), "x")
    assert [v.rule for v in double.violations] == ["chat-unknown", "never-started"]
    await somchai.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat(somchai), "x")
    await somchai.unblock()
    await bot.send_message(chat(somchai), "x")
    assert len(double.violations) == 2 and [c.status for c in double.refusals] == [400, 403, 403]


async def test_groups_migrate(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    await somchai.says("/start", group="-500")
    await bot.send_message(-500, "สวัสดีทุกคน")
    new = double.migrate(-500)
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(-500, "x")
    assert error.value.new_chat_id == new
    await bot.send_message(new, "ย้ายแล้ว")
    assert somchai.last.text == "ย้ายแล้ว"


async def test_flood_limits() -> None:
    async with (
        TelegramDouble(clock=Clock(1_790_000_000), rates=TELEGRAM_RATES) as double,
        Bot(double.token, base_url=double.base_url) as bot,
    ):
        somchai = double.citizen("somchai")
        await somchai.follow()
        for _ in range(3):
            await bot.send_message(chat(somchai), "x")
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(chat(somchai), "x")
        assert error.value._retry_after.total_seconds() == 1
        double.clock.advance(1)
        await bot.send_message(chat(somchai), "x")
    assert not double.violations


async def test_faults(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    double.fail_next("sendMessage", status=429, retry_after=7)
    with pytest.raises(RetryAfter):
        await bot.send_message(chat(somchai), "x")
    double.fail_next("sendMessage", status=500)
    with pytest.raises(NetworkError):
        await bot.send_message(chat(somchai), "x")
    assert not somchai.messages
    double.fail_next("sendMessage", drop=True)
    with pytest.raises(NetworkError):
        await bot.send_message(chat(somchai), "x")
    double.fail_next("sendMessage", hang=5)
    with pytest.raises(TimedOut):
        await bot.send_message(chat(somchai), "x", read_timeout=0.5)
    assert await double.wait_until(lambda: len(somchai.messages) == 2, 60) and double.calls[-2].dropped


async def test_commands_actions_and_unknown_things(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    await bot.set_my_commands([BotCommand("start", "เริ่ม")])
    assert (await bot.get_my_commands())[0].command == "start"
    for command in (BotCommand("Start", "เริ่ม"), BotCommand("start", "")):
        with pytest.raises(BadRequest):
            await bot.set_my_commands([command])
    await bot.send_chat_action(chat(somchai), "typing")
    with pytest.raises(BadRequest):
        await bot.send_chat_action(chat(somchai), "dancing")
    with pytest.raises(TelegramError):
        await bot.send_dice(chat(somchai))
    with pytest.raises(InvalidToken):
        await Bot("1:other", base_url=double.base_url).get_me()


async def test_files_go_both_ways(double: TelegramDouble, bot: Bot, somchai: Citizen) -> None:
    sent = await bot.send_document(
        chat(somchai), b"%PDF sample", filename="plan.pdf", caption="<i>แผน</i>", parse_mode="HTML"
    )
    assert sent.document and somchai.last.text == "แผน"
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(chat(somchai), b"\xff\xd8", caption="ก" * 1025)
    await somchai.sends("photo", content=b"\xff\xd8 picture", caption="ถนน")
    file_id = double.queued[-1].body["message"]["photo"][-1]["file_id"]
    file = await bot.get_file(file_id)
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8 picture"


def test_method_names_are_the_published_ones() -> None:
    for name in METHODS | WEBHOOK_METHODS:
        assert hasattr(Bot, name), name
