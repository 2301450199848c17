"""An album is one answer: the same one in whatever order its parts come, wherever the talk stands meanwhile."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.forms.form import About, Form, Question
from consultation.talk import albums
from consultation.talk.model import Answered, Incoming, Media, Step, Talk
from consultation.talk.step import begin, step
from tests.consultation.talk.test_kinds import NOON, keys, tap
from tests.examples import examples

CLOSES = NOON + timedelta(days=1)
FORM = Form(
    title={"th": "น้ำท่วม"},
    questions=(
        Question(name="field", type="image", label={"th": "ขอรูปนาค่ะ"}),
        Question(name="road", type="image", label={"th": "ขอรูปถนนค่ะ"}, relevant="${field} != ''"),
        Question(name="tell", type="text", label={"th": "เล่าค่ะ"}, relevant="string-length(${field}) > 0"),
        Question(name="size", type="calculate", label={}, calculation="count-selected(${field})"),
    ),
    revision=1,
    about=About(code="AAA222", title="ก", cluster="ข", closes_at=CLOSES),
)


def part(n: int, album: str = "E1", *, what: str = "image", late: bool = False) -> Incoming:
    media = Media.model_validate({"what": what, "reference": f"line:{album}{n}", "album": album, "part": n})
    at = CLOSES + timedelta(seconds=n) if late else NOON
    return Incoming(kind="media", at=at, media=media, message=f"m{album}{n}")


def typed(text: str) -> Incoming:
    return Incoming(kind="text", at=NOON, text=text)


class Walk:
    """One person's talk, with the answers as they are stored: the last to a question stands."""

    def __init__(self) -> None:
        self.talk = begin(FORM, Talk(code="AAA222", revision=1, receipt="AAAA-2222"), NOON).talk
        self.stored: dict[tuple[str, bool], Answered] = {}
        self.heard: list[str] = []
        self.take(tap("start"))

    def take(self, *incomings: Incoming) -> "Walk":
        for incoming in incomings:
            done: Step = step(FORM, self.talk, incoming, CLOSES + timedelta(days=1))
            self.talk = done.talk
            self.heard += keys(done)
            self.stored |= {(answer.question, answer.late): answer for answer in done.answers}
        return self

    def value(self, question: str = "field", *, late: bool = False) -> str | None:
        found = self.stored.get((question, late))
        return found.value if found else None


def refs(*parts: int, album: str = "E1") -> str:
    return " ".join(f"line:{album}{n}" for n in sorted(parts))


@given(st.permutations(range(1, 13)), st.data())
@settings(max_examples=examples(30))
def test_l26_t22_in_every_order_with_anything_between_the_answer_is_the_same(
    order: list[int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(2, 12))
    parts = [n for n in order if n <= count]
    parts += data.draw(st.lists(st.sampled_from(parts), max_size=3))  # some twice
    steps = [part(n) for n in parts]
    between = [typed("ข้าม"), typed("น้ำท่วม"), typed("ส่ง")]
    for number, incoming in enumerate(between):
        earliest = 1 if number == 0 else steps.index(between[number - 1]) + 1
        steps.insert(data.draw(st.integers(earliest, len(steps))), incoming)
    walk = Walk().take(*steps)
    kept = range(1, min(count, albums.MOST) + 1)
    assert walk.value() == refs(*kept) == walk.talk.answers["field"]
    assert walk.stored["field", False].message == " ".join(f"mE1{n}" for n in kept)
    assert walk.talk.stage == "done" and walk.value("size") == str(len(kept))
    assert walk.talk.answers["road"] is None and walk.value("tell") == "น้ำท่วม"
    told = [key for key in walk.heard if key.startswith(("album", "question:road"))]
    full = ["album_full"] if count > albums.MOST else []
    assert sorted(set(told)) == [*full, "question:road"] and walk.heard.count("album_full") == len(full)


@given(st.permutations(range(1, 7)), st.sets(st.integers(1, 6)))
@settings(max_examples=examples(30))
def test_parts_after_the_close_stand_apart_in_every_order(order: list[int], late: set[int]) -> None:
    walk = Walk().take(*(part(n, late=n in late) for n in order))
    on_time = set(order) - late
    assert walk.value() == (refs(*on_time) if on_time else None)
    assert walk.value(late=True) == (refs(*late) if late else None)
    assert walk.heard.count("closed") == bool(late) and walk.heard.count("question:road") == bool(on_time)


@given(st.permutations(range(1, 6)), st.sets(st.integers(1, 5)))
@settings(max_examples=examples(30))
def test_what_is_no_picture_is_left_out_and_said_once(order: list[int], films: set[int]) -> None:
    walk = Walk().take(*(part(n, what="video" if n in films else "image") for n in order))
    pictures = set(order) - films
    assert walk.value() == (refs(*pictures) if pictures else None)
    assert walk.heard.count("need_image") + walk.heard.count("album_unfit") <= 2
    assert walk.talk.at == ("road" if pictures else "field")


def test_another_picture_takes_the_place_of_the_whole_and_a_late_part_of_the_old_one_does_not_return() -> None:
    walk = Walk().take(part(1), part(2), typed("ย้อนกลับ"), part(1, "E2"), part(3))
    assert walk.value() == refs(1, album="E2") == walk.talk.answers["field"]
    walk.take(part(2, "E2"))
    assert walk.value() == refs(1, 2, album="E2")


def test_an_album_that_comes_while_the_talk_rests_is_kept_whole() -> None:
    walk = Walk().take(typed("หยุดก่อน"), part(1), part(2))
    assert walk.value() == refs(1, 2) and not walk.talk.paused


def test_an_album_where_nothing_is_asked_is_answered_once() -> None:
    walk = Walk().take(part(1), typed("ข้าม"), typed("น้ำ"), typed("ส่ง"))
    before = len(walk.heard)
    walk.take(part(1, "E2"), part(2, "E2"), part(3, "E2"))
    assert walk.heard[before:] == ["already"] and walk.value() == refs(1)


def test_two_albums_answer_two_questions_part_by_part() -> None:
    walk = Walk().take(part(2), part(2, "E2"), part(1, "E2"), part(1))
    assert walk.value() == refs(1, 2) and walk.value("road") == refs(1, 2, album="E2")
