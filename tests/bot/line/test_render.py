import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chunks import graphemes, utf16
from bot.line.render import render, requests
from consultation.talk.model import Button, Outgoing
from consultation.talk.wording import LANGUAGES
from nlp.bidi import FIRST_STRONG_ISOLATE as FSI
from nlp.bidi import POP_ISOLATE as PDI
from nlp.bidi import RIGHT_TO_LEFT_MARK as RLM
from nlp.bidi import direction
from tests.bot.test_chunks import texts

SKIP, BACK = Button(label="ข้าม", data="s"), Button(label="ย้อนกลับ", data="b")


def choices(count: int) -> tuple[Button, ...]:
    return tuple(Button(label=f"ทางเลือกที่ {n}", data=f"a{n}", number=n) for n in range(1, count + 1))


def shown(turn: list[Outgoing]) -> list[str]:
    return [item["action"]["label"] for item in render(turn)[-1]["quickReply"]["items"]]


def test_choices_stand_in_the_text_because_computers_show_no_buttons() -> None:
    asked = Outgoing(key="q", text="เห็นด้วยหรือไม่", buttons=choices(2), controls=(SKIP,), link="https://example.org/c/A")
    (message,) = render([asked])
    assert message["text"] == "เห็นด้วยหรือไม่\n\n1. ทางเลือกที่ 1\n2. ทางเลือกที่ 2\n\nhttps://example.org/c/A"
    assert shown([asked]) == ["ทางเลือกที่ 1", "ทางเลือกที่ 2", "ข้าม"]


def test_a_long_label_is_cut_at_a_letter_and_said_in_full_when_tapped() -> None:
    label = "ควรปรับปรุงถนนหน้าโรงเรียนให้ปลอดภัยก่อนเรื่องอื่น"
    (message,) = render([Outgoing(key="q", text="?", buttons=(Button(label=label, data="a", number=1),))])
    action = message["quickReply"]["items"][0]["action"]
    assert graphemes(action["label"]) == 20 and action["label"].endswith("…")
    assert action["displayText"] == label and f"1. {label}" in message["text"]


def test_numbered_answers_make_room_for_controls_and_the_text_says_so() -> None:
    asked = Outgoing(key="q", text="เลือก", buttons=choices(13), controls=(SKIP, BACK))
    assert shown([asked]) == [*(f"ทางเลือกที่ {n}" for n in range(1, 12)), "ข้าม", "ย้อนกลับ"]
    assert "1–13" in render([asked])[0]["text"]


def test_with_more_than_thirteen_choices_the_text_asks_for_a_number() -> None:
    done = Button(label="เสร็จแล้ว", data="d")
    asked = Outgoing(key="q", text="เลือกจังหวัด", buttons=(*choices(20), done), controls=(SKIP,))
    assert "1–20" in render([asked])[0]["text"] and "20. ทางเลือกที่ 20" in render([asked])[0]["text"]
    assert shown([asked]) == [*(f"ทางเลือกที่ {n}" for n in range(1, 12)), "เสร็จแล้ว", "ข้าม"]


def test_the_buttons_go_to_the_last_message_of_the_turn() -> None:
    turn = [Outgoing(key="q", text="ก " * 4000, buttons=choices(2)), Outgoing(key="n", text="ขอบคุณ")]
    messages = render(turn)
    assert ["quickReply" in message for message in messages] == [False, False, True]


def test_a_jawi_message_begins_every_choice_at_the_right() -> None:
    buttons = (Button(label="ڤتاني", data="a", number=1), Button(label="ปัตตานี", data="b", number=2))
    (message,) = render([Outgoing(key="q", text="ولايه مان؟", buttons=buttons, controls=(SKIP,), language="ms-Arab")])
    assert message["text"] == f"ولايه مان؟\n\n1. ڤتاني\n{RLM}2. {FSI}ปัตตานี{PDI}"
    assert [item["action"]["label"] for item in message["quickReply"]["items"]] == ["ڤتاني", "ปัตตานี", "ข้าม"]
    assert all(direction(line) in ("rtl", None) for line in message["text"].split("\n"))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "a number from 1 to 20"), ("ms", "nombor 1 hingga 20"), ("ms-Arab", "نومبور 1 هيڠݢ 20"), ("de", "1–20")],
)
def test_what_line_makes_us_say_is_said_in_the_language_of_the_talk(language: str, said: str) -> None:
    (message,) = render([Outgoing(key="q", text="?", buttons=choices(20), language=language)])
    assert said in message["text"]


def test_five_messages_to_a_request() -> None:
    messages = render([Outgoing(key=str(n), text=str(n)) for n in range(12)])
    assert [len(part) for part in requests(messages)] == [5, 5, 2]
    assert render([Outgoing(key="e", text=" \n ")]) == []


buttons = st.builds(Button, label=texts, data=st.text(max_size=400), number=st.none() | st.integers(1, 99))
outgoings = st.builds(
    Outgoing,
    key=st.just("k"),
    text=texts | texts.map(lambda text: text * 400),
    buttons=st.lists(buttons, max_size=30).map(tuple),
    controls=st.lists(buttons, max_size=5).map(tuple),
    link=st.none() | st.just("https://example.org"),
    language=st.sampled_from(LANGUAGES),
)


@given(st.lists(outgoings, max_size=4))
def test_no_text_and_no_buttons_break_a_limit(turn: list[Outgoing]) -> None:
    messages = render(turn)
    assert all(message["text"].strip() and utf16(message["text"]) <= 5_000 for message in messages)
    for message in messages:
        items = message.get("quickReply", {}).get("items", [None])
        assert 1 <= len(items) <= 13
        for action in (item["action"] for item in items if item):
            assert 1 <= graphemes(action["label"]) <= 20
            assert 1 <= len(action["data"]) <= 300 and 1 <= len(action["displayText"]) <= 300


def test_what_is_to_be_sent_has_lines_own_button_before_everything_else() -> None:
    asked = Outgoing(key="q", text="อยู่ตรงไหนคะ", controls=(SKIP, BACK), wants="place")
    assert shown([asked]) == ["ส่งตำแหน่งที่ตั้ง", "ข้าม", "ย้อนกลับ"]
    kinds = [
        item["action"]["type"]
        for item in render([asked.model_copy(update={"wants": "image"})])[0]["quickReply"]["items"]
    ]
    assert kinds == ["camera", "cameraRoll", "postback", "postback"]
    assert shown([asked.model_copy(update={"wants": "audio"})]) == ["ข้าม", "ย้อนกลับ"]


def test_figures_on_a_scale_are_not_read_out_in_a_list() -> None:
    scale = tuple(Button(label=str(n), data=f"a{n}", number=n, figure=True) for n in range(11))
    asked = Outgoing(key="q", text="ให้กี่คะแนนคะ", buttons=scale, controls=(SKIP, BACK, SKIP))
    assert render([asked])[0]["text"].startswith("ให้กี่คะแนนคะ\n\nมีหลายตัวเลือก")
    assert shown([asked])[-4:] == ["9", "ข้าม", "ย้อนกลับ", "ข้าม"]
