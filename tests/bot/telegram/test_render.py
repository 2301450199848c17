from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.chunks import graphemes, utf8, utf16
from bot.telegram.render import render
from consultation.talk.model import Button, Outgoing
from tests.bot.line.test_render import BACK, SKIP, choices, outgoings


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


def test_nothing_in_a_text_is_taken_for_markup() -> None:
    (message,) = render([Outgoing(key="q", text='<b>_*[ & "quoted"')])
    assert message["text"] == '&lt;b&gt;_*[ &amp; "quoted"'


def test_a_long_text_is_split_and_the_keyboard_hangs_on_its_end() -> None:
    messages = render([Outgoing(key="q", text="ก" * 4_097, buttons=choices(1)), Outgoing(key="n", text="ต่อ")])
    assert [len(message["text"]) for message in messages] == [4_096, 1, 3]
    assert [bool(message["rows"]) for message in messages] == [False, True, False]


def test_a_button_whose_data_does_not_fit_is_left_to_typing() -> None:
    buttons = (Button(label="ก", data="ก" * 22, number=1), Button(label="ข", data="x" * 64, number=2))
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=buttons)])
    assert message["text"] == "ถาม\n\n1. ก\n2. ข" and labels(message["rows"]) == [["2. ข"]]


def test_a_hundred_buttons_at_most_and_the_rest_in_the_text() -> None:
    (message,) = render([Outgoing(key="q", text="ถาม", buttons=choices(120), controls=(SKIP,))])
    assert sum(map(len, message["rows"])) == 100 and "120. ทางเลือกที่ 120" in message["text"]
    assert message["rows"][-1][0]["text"] == "ข้าม"


@given(st.lists(outgoings, max_size=4))
def test_no_text_and_no_buttons_break_a_limit(turn: list[Outgoing]) -> None:
    for message in render(turn):
        assert message["text"].strip() and utf16(unescape(message["text"])) <= 4_096
        keys = [key for row in message["rows"] for key in row]
        assert len(keys) <= 100 and all(1 <= len(row) <= 8 for row in message["rows"])
        assert all(key["text"].strip() and 1 <= utf8(key["callback_data"]) <= 64 for key in keys)
