import pytest
from hypothesis import strategies as st

from bot.line.render import render, requests
from consultation.talk.model import Button, Outgoing
from consultation.talk.wording import LANGUAGES
from nlp.bidi import FIRST_STRONG_ISOLATE as FSI
from nlp.bidi import POP_ISOLATE as PDI
from nlp.bidi import RIGHT_TO_LEFT_MARK as RLM
from nlp.bidi import direction
from tests.bot.test_chunks import texts
from tests.doubles.line_screen import shown as phone

SKIP, BACK = Button(label="ข้าม", data="s"), Button(label="ย้อนกลับ", data="b")


def choices(count: int) -> tuple[Button, ...]:
    return tuple(Button(label=f"ทางเลือกที่ {n}", data=f"a{n}", number=n) for n in range(1, count + 1))


def shown(turn: list[Outgoing]) -> list[str]:
    return [item["action"]["label"] for item in render(turn)[-1]["quickReply"]["items"]]


def rows(turn: list[Outgoing]) -> list[str]:
    """The labels of what can be tapped in the Flex message of a turn, in order."""
    (flex,) = [message for message in render(turn) if message["type"] == "flex"]
    return [button.label for button in phone(flex, "1", 0, last=True).buttons]


def test_choices_stand_in_the_text_because_computers_show_no_buttons() -> None:
    asked = Outgoing(key="q", text="เห็นด้วยหรือไม่", buttons=choices(2), controls=(SKIP,), link="https://example.org/c/A")
    (message,) = render([asked])
    assert message["text"] == "เห็นด้วยหรือไม่\n\n1. ทางเลือกที่ 1\n2. ทางเลือกที่ 2\n\nhttps://example.org/c/A"
    assert shown([asked]) == ["ทางเลือกที่ 1", "ทางเลือกที่ 2", "ข้าม"]


def test_at_most_thirteen_quick_replies_with_the_controls() -> None:
    asked = Outgoing(key="q", text="เลือก", buttons=choices(11), controls=(SKIP, BACK))
    assert shown([asked]) == [*(f"ทางเลือกที่ {n}" for n in range(1, 12)), "ข้าม", "ย้อนกลับ"]
    assert rows([asked.model_copy(update={"controls": (SKIP, BACK, SKIP)})])[0] == "1. ทางเลือกที่ 1"


def test_what_has_no_button_is_asked_for_by_its_number() -> None:
    unsendable = tuple(Button(label=f"ข้อ {n}", data="x" * 301, number=n) for n in range(1, 15))
    (message,) = render([Outgoing(key="q", text="เลือก", buttons=unsendable)])
    assert "1–14" in message["text"] and "14. ข้อ 14" in message["text"] and "quickReply" not in message


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
    unsendable = tuple(Button(label=f"{n}", data="", number=n) for n in range(1, 21))
    (message,) = render([Outgoing(key="q", text="?", buttons=unsendable, language=language)])
    assert said in message["text"]


def test_five_messages_to_a_request() -> None:
    messages = render([Outgoing(key=str(n), text=str(n)) for n in range(12)])
    assert [len(part) for part in requests(messages)] == [5, 5, 2]
    assert render([Outgoing(key="e", text=" \n ")]) == []


long_texts = st.sampled_from([1, 1, 1, 40, 400]).flatmap(lambda times: texts.map(lambda text: text * times))
data = st.text("abc.123", min_size=1, max_size=40) | st.text(max_size=400)


def _numbered(labels: list[tuple[str, str, bool]]) -> tuple[Button, ...]:
    return tuple(Button(label=one, data=of, number=n, ticked=on) for n, (one, of, on) in enumerate(labels, 1))


labels = texts | texts.map(lambda text: text * 20)
answers = st.lists(st.tuples(labels, data, st.booleans()), max_size=45).map(_numbered)
buttons = st.builds(Button, label=texts, data=data)
outgoings = st.builds(
    Outgoing,
    key=st.just("k"),
    text=long_texts,
    buttons=st.tuples(answers, st.lists(buttons, max_size=1).map(tuple)).map(lambda parts: parts[0] + parts[1]),
    controls=st.lists(buttons, max_size=5).map(tuple),
    link=st.none() | st.just("https://example.org"),
    language=st.sampled_from(LANGUAGES),
    pager=st.sampled_from(["", "TEST.1.7.page"]),
    page=st.integers(0, 5),
)


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
    asked = Outgoing(key="q", text="ให้กี่คะแนนคะ", buttons=scale, controls=(SKIP, BACK))
    (message,) = render([asked])
    assert message["text"] == "ให้กี่คะแนนคะ" and shown([asked])[-3:] == ["10", "ข้าม", "ย้อนกลับ"]
    asked = asked.model_copy(update={"controls": (SKIP, BACK, SKIP)})
    (flex,) = render([asked])
    question, *figures = flex["contents"]["body"]["contents"]
    assert question["text"] == "ให้กี่คะแนนคะ" and rows([asked])[:11] == [str(n) for n in range(11)]
    assert [len(row["contents"]) for row in figures] == [6, 5]
