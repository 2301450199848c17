"""What a tap makes of the message that it was made on, as far as a channel can change what it has said."""

from consultation.forms.form import About, Choice, Form, Question
from consultation.talk.question import PAGED_FROM
from consultation.talk.script import Script, Turn, Walk

CHOICES = tuple(Choice(name=f"c{n}", label={"th": f"อำเภอ {n}"}) for n in range(1, 41))


def walk() -> Walk:
    form = Form(
        title={"th": "ทดสอบ"},
        questions=(
            Question(name="some", type="select_multiple", label={"th": "เลือกได้หลายอำเภอ"}, choices=CHOICES),
            Question(name="why", type="text", label={"th": "เพราะเหตุใด"}),
            *(Question(name=f"q{n}", type="text", label={"th": f"อีกข้อ {n}"}) for n in range(12)),
        ),
        about=About(code="TEST23"),
    )
    started = Walk(Script.of(form))
    started.take(Turn(tap="เริ่มตอบ"))
    return started


def marks(walk: Walk, turn: Turn) -> list[str]:
    return [message.tapped for message in walk.take(turn).outgoing]


def test_an_answer_stays_with_its_question_and_ticks_change_it_in_place() -> None:
    talk = walk()
    assert marks(talk, Turn(tap="อำเภอ 3")) == ["replaced"] and talk.talk.picked == ("c3",)
    assert marks(talk, Turn(tap="✓ อำเภอ 3")) == ["replaced"] and talk.talk.picked == ()
    assert marks(talk, Turn(tap="อำเภอ 4")) == ["replaced"]
    assert marks(talk, Turn(tap="เลือกใหม่")) == ["replaced"] and talk.talk.picked == ()
    talk.take(Turn(tap="อำเภอ 5"))
    assert marks(talk, Turn(tap="เสร็จแล้ว")) == ["taken"] and talk.talk.at == "why"
    assert marks(talk, Turn(tap="ข้าม")) == ["taken"]
    assert marks(talk, Turn(say="เพราะ")) == [""], "nothing was tapped"


def test_a_tap_that_counts_for_nothing_says_so() -> None:
    talk = walk()
    old = talk.shown[-1].buttons[0].data
    talk.take(Turn(tap="ข้าม"))
    assert marks(talk, Turn(data=old)) == ["", ""]
    assert marks(talk, Turn(data="TEST23.0.1.zz9")) == ["", ""]


def test_a_tap_twice_ticks_once_and_a_late_one_takes_nothing_back() -> None:
    talk = walk()
    pick = talk.shown[-1].buttons[2].data
    for wait in (1, 5, 3600):
        talk.take(Turn(data=pick, wait=wait))
        assert talk.talk.picked == ("c3",)


def test_pages_turn_and_stay_while_ticks_are_set_and_any_number_may_be_typed() -> None:
    talk = walk()
    assert len(CHOICES) > PAGED_FROM and talk.shown[-1].pager == "TEST23.0.1.page"
    assert marks(talk, Turn(data="TEST23.0.1.page1")) == ["replaced"] and talk.shown[-1].page == 1
    talk.take(Turn(tap="อำเภอ 30"))
    assert talk.shown[-1].page == 1 and talk.talk.picked == ("c30",)
    talk.take(Turn(say="2"))
    assert talk.talk.picked == ("c30", "c2")
    talk.take(Turn(data="TEST23.0.1.page999999999"))
    assert talk.shown[-1].page == len(CHOICES)
    talk.take(Turn(tap="เสร็จแล้ว"))
    assert talk.talk.answers["some"] == "c2 c30" and talk.talk.page == 0
