from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chunks import blank, graphemes, utf16
from bot.telegram.render import render, tapped
from consultation.talk.model import Button, Outgoing
from tests.bot.line.test_render import BACK, SKIP, choices, outgoings
from tests.bot.said import SUGGESTED, lost
from tests.doubles.telegram_rules import checked_markup, message_text
from tests.doubles.telegram_text import parse


def labels(rows: list[list[dict[str, str]]]) -> list[list[str]]:
    return [[key["text"] for key in row] for row in rows]


def test_short_choices_stand_two_in_a_row_and_controls_last() -> None:
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=choices(3), controls=(SKIP, BACK))])
    assert message["text"] == "ถาม"
    assert labels(message["rows"]) == [["ทางเลือกที่ 1", "ทางเลือกที่ 2"], ["ทางเลือกที่ 3"], ["ข้าม", "ย้อนกลับ"]]


def test_a_handful_of_choices_carry_the_numbers_that_may_be_typed() -> None:
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=choices(4), controls=(SKIP,))])
    first, second, controls = labels(message["rows"])
    assert [*first, *second] == [f"{n}. ทางเลือกที่ {n}" for n in range(1, 5)] and controls == ["ข้าม"]


def test_long_choices_stand_in_the_text_with_their_numbers() -> None:
    long = "ควรปรับปรุงถนนหน้าโรงเรียนให้ปลอดภัยก่อนเรื่องอื่นใดทั้งหมด"
    buttons = (Button(label=long, data="a", number=1), Button(label="อื่น ๆ", data="b", number=2))
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=buttons)])
    assert message["text"] == f"ถาม\n\n1. {long}\n2. อื่น ๆ"
    first, second = (row[0]["text"] for row in message["rows"])
    assert first.startswith("1. ควรปรับปรุง") and first.endswith("…") and graphemes(first) <= 30
    assert second == "2. อื่น ๆ"


def test_figures_on_a_scale_stand_in_two_rows_without_numbers() -> None:
    scale = tuple(Button(label=str(n), data=f"a{n}", number=n, figure=True) for n in range(11))
    (message,) = render([Outgoing(key="q", text="ให้กี่คะแนนคะ", buttons=scale, controls=(SKIP,))])
    assert message["text"] == "ให้กี่คะแนนคะ"
    assert labels(message["rows"]) == [[*"012345"], ["6", "7", "8", "9", "10"], ["ข้าม"]]


def test_a_jawi_keyboard_and_list_begin_at_the_right() -> None:
    names = ("ڤتاني", "ปัตตานี", "ناراتيوات", "يالا")
    buttons = tuple(Button(label=name, data=str(n), number=n) for n, name in enumerate(names, 1))
    (message,) = render([Outgoing(key="q", text="ولايه مان؟", buttons=buttons, language="ms-Arab")])
    assert labels(message["rows"]) == [["1. ڤتاني", "\u200f2. ปัตตานี"], ["3. ناراتيوات", "4. يالا"]]
    long = Button(label="ปัตตานี " * 8, data="a", number=1)
    (message,) = render([Outgoing(key="q", text="ولايه مان؟", buttons=(long,), language="ms-Arab")])
    assert f"\u200f1. \u2068{long.label}\u2069" in message["text"]


def test_t17_nothing_in_a_text_is_taken_for_markup() -> None:
    (message,) = render([Outgoing(key="q", text='<b>_*[ & "quoted"')])
    assert message["text"] == '&lt;b&gt;_*[ &amp; "quoted"'


@pytest.mark.parametrize("sign", ["<", "&", "&amp;", "_*[", "</b>"])
def test_t17_no_entity_is_broken_at_a_split(sign: str) -> None:
    text = (sign * 4_097)[:4_097] + " " + sign * 3
    messages = render([Outgoing(key="q", text=text)])
    plain = [parse(message["text"], "HTML")[0] for message in messages]
    assert "".join("".join(plain).split()) == "".join(text.split()) and max(map(utf16, plain)) <= 4_096


def test_a_tapped_question_shows_what_was_chosen_unless_that_is_too_long() -> None:
    assert tapped("ข้อ 1 <b>", "2. ก&ข", "th") == "ข้อ 1 &lt;b&gt;\n\n✓ 2. ก&amp;ข"
    assert tapped("ก" * 4_093, "ข", "th") is None and tapped("ก" * 4_091, "ข", "th") is not None
    assert tapped("ولايه مان؟", "1. Yala", "ms-Arab") == "ولايه مان؟\n\n\u200f✓ 1. Yala"


def test_a_very_long_list_turns_its_pages_in_place() -> None:
    asked = Outgoing(key="q", text="อำเภอใดคะ", buttons=choices(928), controls=(SKIP,), pager="T.1.7.page", page=3)
    (message,) = render([asked])
    assert message["text"].startswith("อำเภอใดคะ\n\nหน้า 4 จาก 47")
    *rows, turns, controls = message["rows"]
    assert [key["text"] for row in rows for key in row] == [f"{n}. ทางเลือกที่ {n}" for n in range(61, 81)]
    assert [(key["text"], key["callback_data"]) for key in turns] == [
        ("‹ หน้าก่อน", "T.1.7.page2"),
        ("หน้าถัดไป ›", "T.1.7.page4"),
    ]
    assert [key["text"] for key in controls] == ["ข้าม"]


def test_t17_a_text_of_4097_is_split_and_the_keyboard_hangs_on_its_end() -> None:
    messages = render([Outgoing(key="q", text="ก" * 4_097, buttons=choices(1)), Outgoing(key="n", text="ต่อ")])
    assert [len(message["text"]) for message in messages] == [4_096, 1, 3]
    assert [bool(message["rows"]) for message in messages] == [False, True, False]


def test_t8_a_button_whose_data_is_64_bytes_and_one_that_does_not_fit_is_left_to_typing() -> None:
    buttons = (Button(label="ก", data="ก" * 22, number=1), Button(label="ข", data="x" * 64, number=2))
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=buttons)])
    assert message["text"] == "ถาม\n\n1. ก\n2. ข" and labels(message["rows"]) == [["2. ข"]]


def test_a_hundred_buttons_at_most_and_the_rest_in_the_text() -> None:
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=choices(120), controls=(SKIP,))])
    assert sum(map(len, message["rows"])) == 100 and "120. ทางเลือกที่ 120" in message["text"]
    assert message["rows"][-1][0]["text"] == "ข้าม"


@given(st.lists(outgoings, max_size=4))
def test_no_text_and_no_buttons_break_a_limit(turn: list[Outgoing]) -> None:
    """The platform's double reads each message as Telegram does, and raises for what it would refuse."""
    for message in render(turn):
        message_text({"text": message["text"], "parse_mode": "HTML"})
        checked_markup({"inline_keyboard": message["rows"]})
        assert all(not blank(key["text"]) for row in message["rows"] for key in row)


@given(outgoings)
@example(SUGGESTED)
def test_whatever_is_said_nothing_of_it_is_lost(asked: Outgoing) -> None:
    messages = render([asked])
    text = seen("\n".join(unescape(message["text"]) for message in messages))
    data = {key["callback_data"] for message in messages for row in message["rows"] for key in row}
    assert seen(asked.text) in text

    def reached(button: Button) -> bool:
        number = f"{button.number}." if button.number is not None else "•"
        return button.data in data or seen(number + button.shown) in text

    assert not lost(asked, reached)


def seen(text: str) -> str:
    return "".join(letter for letter in text if not blank(letter))
