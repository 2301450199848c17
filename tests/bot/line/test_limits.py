"""LINE's limits, met exactly and passed by one; the platform's double judges what is sent."""

from typing import Any

import regex
from hypothesis import example, given

from bot.chunks import blank, graphemes, json_bytes, utf16
from bot.line import flex, limits
from bot.line.render import render, requests
from consultation.talk.model import Button, Outgoing
from tests.bot.line.test_render import BACK, SKIP, choices, outgoings, rows, shown
from tests.bot.said import SUGGESTED, lost
from tests.doubles.line_rules import message_problems
from tests.doubles.line_screen import shown as phone

PAUSE = Button(label="หยุดก่อน", data="p")
LONG = "ควรปรับปรุงถนนหน้าโรงเรียนให้ปลอดภัยก่อนเรื่องอื่น"


def accepted(turn: list[Outgoing]) -> bool:
    return all(not message_problems(part) for part in requests(render(turn)))


def test_l18_fourteen_choices_are_rows_with_their_numbers_and_the_controls_below() -> None:
    asked = Outgoing(key="q", text="เลือกจังหวัด", buttons=choices(14), controls=(SKIP, BACK))
    (message,) = render([asked])
    assert message["contents"]["type"] == "bubble" and head(message) == "เลือกจังหวัด"
    assert rows([asked]) == [*(f"{n}. ทางเลือกที่ {n}" for n in range(1, 15)), "ข้าม", "ย้อนกลับ"]
    assert accepted([asked]) and message["altText"].startswith("เลือกจังหวัด\n1. ทางเลือกที่ 1\n2. ")


def test_l18_a_label_that_a_quick_reply_would_cut_is_a_row_in_full() -> None:
    asked = Outgoing(key="q", text="เรื่องใดก่อน", buttons=(Button(label=LONG, data="a", number=1), *choices(3)[1:]))
    assert rows([asked]) == [f"1. {LONG}", "2. ทางเลือกที่ 2", "3. ทางเลือกที่ 3"]
    (message,) = render([asked])
    assert message["contents"]["body"]["contents"][1]["action"]["displayText"] == LONG
    twenty = Button(label="น้ำ" * 20, data="a", number=1)
    assert shown([Outgoing(key="q", text="?", buttons=(twenty,))]) == ["น้ำ" * 20]
    longer = twenty.model_copy(update={"label": "น้ำ" * 21})
    assert rows([Outgoing(key="q", text="?", buttons=(longer,))]) == ["1. " + "น้ำ" * 21]


def test_a_question_with_a_link_and_a_very_long_one_stand_before_the_rows() -> None:
    for text in ("ดู https://example.org/a", "ก" * 4_000):
        asked = Outgoing(key="q", text=text, buttons=choices(14))
        before, message = render([asked])
        assert before["text"] == text and head(message) == "" and accepted([asked])


def head(message: dict[str, Any]) -> str:
    """What stands above the rows in the first bubble."""
    first = message["contents"]["body"]["contents"][0]
    return str(first["text"]) if first["type"] == "text" else ""


def test_l18_a_label_too_long_for_a_row_is_cut_between_syllables_and_stands_in_full_above() -> None:
    label = "น้ำเ" * 60
    asked = Outgoing(key="q", text="?", buttons=(Button(label=label, data="a", number=1),))
    text, message = render([asked])
    (row,) = rows([asked])
    assert text["text"] == f"?\n\n1. {label}" and row.endswith("น้ำ…") and graphemes(row) <= 100
    assert utf16(message["altText"]) <= 400


def test_l18_the_districts_of_the_whole_country_come_in_pages() -> None:
    asked = Outgoing(key="q", text="อำเภอใดคะ", buttons=choices(928), controls=(SKIP,), pager="TEST.1.7.page")
    (message,) = render([asked])
    assert head(message).startswith("อำเภอใดคะ\n\nหน้า 1 จาก 47 แตะที่ชื่อ หรือพิมพ์ชื่อหรือหมายเลข")
    assert rows([asked])[-3:] == ["20. ทางเลือกที่ 20", "หน้าถัดไป ›", "ข้าม"]
    last = asked.model_copy(update={"page": 999})
    assert rows([last])[-3:] == ["928. ทางเลือกที่ 928", "‹ หน้าก่อน", "ข้าม"]
    found: list[str] = []
    for page in range(47):
        turned = asked.model_copy(update={"page": page})
        assert accepted([turned])
        found += [label for label in rows([turned]) if label[0].isdigit()]
    assert found == [f"{n}. ทางเลือกที่ {n}" for n in range(1, 929)]


def test_l18_a_long_list_without_pages_lies_side_by_side_and_the_rest_is_written_out() -> None:
    asked = Outgoing(key="q", text="เลือก", buttons=choices(300), controls=(SKIP,))
    text, message = render([asked])
    assert message["contents"]["type"] == "carousel" and accepted([asked])
    listed = [label for label in rows([asked]) if label != "ข้าม"]
    assert len(listed) > 60 and all(line in listed or line in text["text"] for line in _lines(asked))


def _lines(asked: Outgoing) -> list[str]:
    return [f"{button.number}. {button.label}" for button in asked.buttons]


def test_l19_5001_units_are_split_at_a_letter() -> None:
    family = "👨‍👩‍👧‍👦"
    text = family * 454 + "ก" * 7  # 11 units each
    assert utf16(text) == 5_001
    first, second = render([Outgoing(key="n", text=text)])
    assert first["text"] + second["text"] == text and utf16(first["text"]) <= 5_000
    assert not second["text"].startswith("\u200d") and accepted([Outgoing(key="n", text=text)])
    assert len(render([Outgoing(key="n", text=text[:-1])])) == 1


def test_l20_a_bubble_stays_under_30_kb_and_a_carousel_under_50() -> None:
    many = tuple(Button(label="กำ" * 50, data="x" * 300, number=n) for n in range(1, 61))
    asked = Outgoing(key="q", text="เลือก", buttons=many, controls=(SKIP, BACK))
    text, message = render([asked])
    carousel = message["contents"]
    assert carousel["type"] == "carousel" and 40 * 1024 < json_bytes(carousel) <= limits.MAX_CAROUSEL_BYTES
    assert all(json_bytes(bubble) <= limits.MAX_BUBBLE_BYTES for bubble in carousel["contents"])
    assert accepted([asked]) and f"60. {'กำ' * 50}" in text["text"]


def test_l21_data_of_300_is_a_button_and_of_301_a_number_to_type() -> None:
    buttons = tuple(Button(label=f"ข้อ {n}", data="x" * (300 + n), number=n) for n in range(2))
    asked = Outgoing(key="q", text="?", buttons=buttons)
    assert shown([asked]) == ["ข้อ 0"] and render([asked])[0]["text"] == "?\n\n0. ข้อ 0\n1. ข้อ 1"
    crowded = asked.model_copy(update={"buttons": (*buttons, *choices(14))})
    assert "1. ข้อ 1" in head(render([crowded])[0]) and "1. ข้อ 1" not in rows([crowded])
    assert accepted([asked]) and accepted([crowded])


def test_l22_a_computer_that_shows_no_quick_replies_shows_every_number() -> None:
    for asked in (
        Outgoing(key="q", text="?", buttons=choices(3), controls=(SKIP,)),
        Outgoing(key="q", text="?", buttons=choices(14), controls=(SKIP,)),
    ):
        turn = [{key: value for key, value in message.items() if key != "quickReply"} for message in render([asked])]
        assert all(re_number(n).search(str(turn)) for n in range(1, len(asked.buttons) + 1))


def re_number(n: int) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\d){n}\. ทางเลือกที่ {n}(?!\d)")


def test_a_ticked_choice_is_seen_and_taken_back_in_words() -> None:
    ticked = Button(label="น้ำท่วม", data="u1", number=1, ticked=True)
    (message,) = render([Outgoing(key="q", text="?", buttons=(ticked,))])
    action = message["quickReply"]["items"][0]["action"]
    assert (action["label"], action["displayText"]) == ("✓ น้ำท่วม", "เอาออก: น้ำท่วม")
    assert message["text"] == "?\n\n1. ✓ น้ำท่วม"
    asked = Outgoing(key="q", text="?", buttons=(ticked, Button(label=LONG, data="c2", number=2)))
    _, *boxes = render([asked])[0]["contents"]["body"]["contents"]
    assert [box["backgroundColor"] for box in boxes] == [flex.TICKED_ROW, flex.ROW]


def test_every_colour_can_be_read_in_the_sun_and_in_the_dark() -> None:
    """WCAG AAA, 7 to 1, on grounds of our own: LINE's dark mode leaves them as they are."""
    for ink, ground in (
        (flex.INK, flex.ROW),
        (flex.INK, flex.TICKED_ROW),
        (flex.CONTROL, flex.PAPER),
    ):
        assert contrast(ink, ground) >= 7
    assert contrast(flex.CONTROL_EDGE, flex.PAPER) >= 3
    bubble = render([Outgoing(key="q", text="?", buttons=choices(14), controls=(SKIP,))])[0]["contents"]
    assert all("backgroundColor" in bubble["styles"][part] for part in ("body", "footer"))
    question, *boxes = bubble["body"]["contents"]
    texts = [question, *(part for row in boxes for part in row["contents"])]
    assert all(part["color"] and part["scaling"] and part["size"] == "lg" for part in texts)


def contrast(ink: str, ground: str) -> float:
    dark, light = sorted(map(_luminance, (ink, ground)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_jawi_list_is_laid_out_from_the_right() -> None:
    asked = Outgoing(key="q", text="ولايه مان؟", buttons=choices(14), language="ms-Arab")
    assert render([asked])[0]["contents"]["direction"] == "rtl" and accepted([asked])


@given(outgoings)
@example(SUGGESTED)
def test_whatever_is_said_line_takes_it_and_nothing_of_it_is_lost(asked: Outgoing) -> None:
    messages = render([asked])
    assert accepted([asked]) or not messages
    text = "\n".join(phone(message, "1", 0, last=True).text for message in messages)
    assert _seen(asked.text) in _seen(text)
    data = set(regex.findall(r"'data': (?:'|\")(.*?)(?:'|\")[,}]", str(messages)))

    def reached(button: Button) -> bool:
        written = _seen(f"{button.number}." if button.number is not None else "•") + _seen(button.shown) in _seen(text)
        return written or repr(button.data)[1:-1] in data or button.figure

    assert not lost(asked, reached)


def _seen(text: str) -> str:
    return "".join(letter for letter in text if not blank(letter))
