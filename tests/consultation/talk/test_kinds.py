"""What each type of question offers and takes, and what the engine does around them, one rule a test."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consultation.attachments.limits import LARGEST, MEGABYTE
from consultation.forms.form import About, Choice, Form, Group, Question
from consultation.forms.logic import Slot
from consultation.talk.here import MOST_REPEATS, Here
from consultation.talk.kinds import number
from consultation.talk.kinds.kind import Ask, Taken, Understood
from consultation.talk.model import Incoming, Media, Outgoing, Place, Step, Talk
from consultation.talk.question import question as shown_question
from consultation.talk.review import ONE_PAGE, correcting, review
from consultation.talk.step import again, begin, step
from consultation.talk.understand import default, sent, tapped, typed

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)  # 12:00 in Bangkok
ABOUT = About(code="AAA222", title="ก", cluster="ข", link="https://x.th/c/AAA222")
TALK = Talk(code="AAA222", revision=1, receipt="AAAA-2222", stage="asking", at="q", turn=1)


def asked(kind: str, **parts: Any) -> Question:
    return Question.model_validate({"name": "q", "type": kind, "label": {"th": "ถามค่ะ"}, **parts})


def here(*questions: Question, talk: Talk = TALK, groups: tuple[Group, ...] = (), now: datetime = NOON) -> Here:
    about = About(code="AAA222", title="ก", cluster="ข")
    return Here(Form(title={"th": "ก"}, questions=questions, groups=groups, revision=1, about=about), talk, now)


def tap(verb: str) -> Incoming:
    return Incoming(kind="tap", at=NOON, data=f"AAA222.1.0.{verb}")


def says(kind: str, text: str, **parts: Any) -> Understood:
    question = asked(kind, **parts)
    return typed(here(question), Slot(question), text)


def value(meant: Understood | None) -> str | None:
    return meant.value if isinstance(meant, Taken) else None


def key(meant: Understood | None) -> str | None:
    return meant.key if isinstance(meant, Ask) else None


def labels(message: Outgoing) -> list[str]:
    return [button.label for button in message.buttons]


@pytest.mark.parametrize(
    ("parameters", "numbers"),
    [
        ({}, [str(n) for n in range(1, 11)]),
        ({"start": "0", "end": "1", "step": "0.25"}, ["0", "0.25", "0.5", "0.75", "1"]),
        ({"start": "3", "end": "1"}, ["1", "2", "3"]),
        ({"start": "1", "end": "6", "step": "-2"}, ["1", "3", "5"]),
        ({"start": "0", "end": "2", "step": "0"}, ["0", "1", "2"]),
        ({"start": "ก", "end": "4"}, ["1", "2", "3", "4"]),
        ({"start": "nan", "end": "1e99"}, [str(n) for n in range(1, 11)]),
        ({"start": "0", "end": "11"}, []),
    ],
)
def test_a_scale_is_what_its_parameters_make_of_it_and_has_buttons_while_they_are_few(
    parameters: dict[str, str], numbers: list[str]
) -> None:
    question = asked("range", parameters=parameters)
    (message,) = shown_question(here(question))
    assert labels(message) == numbers
    for place, label in enumerate(numbers):
        assert value(tapped(here(question), Slot(question), place)) == label
        assert value(typed(here(question), Slot(question), label)) == label
    assert tapped(here(question), Slot(question), 999_999) is None


def test_a_number_on_no_step_of_the_scale_is_told_the_steps() -> None:
    meant = says("range", "75", parameters={"start": "0", "end": "100", "step": "50"})
    assert meant == Ask("need_range_step", {"start": "0", "end": "100", "step": "50", "example": "50"})
    assert number.plain(number.scale(Slot(asked("range"))).step) == "1"


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("decimal", "สองจุดห้า", "2.5"), ("decimal", "๑,๒๐๐.50", "1200.5"), ("decimal", "-0", "0"),
        ("integer", "สองร้อย", "200"),
        ("date", "5 ม.ค. 68", "2025-01-05"), ("date", "เมื่อวาน", "2026-11-01"), ("time", "บ่ายสามโมงครึ่ง", "15:30"),
        ("dateTime", "5 ม.ค. 68 8.30 น.", "2025-01-05T08:30+07:00"), ("geopoint", "16.43, 102.82", "16.43 102.82 0 0"),
        ("geopoint", "https://maps.google.com/?q=16.43,102.82", "16.43 102.82 0 0"), ("acknowledge", "ค่ะ", "OK"),
        ("acknowledge", "1", "OK"),
    ],
)  # fmt: skip
def test_what_is_typed_is_stored_as_odk_stores_it(kind: str, text: str, stored: str) -> None:
    assert value(says(kind, text)) == stored


@pytest.mark.parametrize(
    ("kind", "text", "needs"),
    [
        ("decimal", "แล้วแต่", "need_decimal"), ("date", "นานแล้ว", "need_date"),
        ("date", "31 ก.พ. 68", "date_impossible"),
        ("time", "เช้ามืด", "need_time"), ("dateTime", "เมื่อวาน", "need_dateTime"), ("geopoint", "หน้าวัด", "need_geopoint"),
        ("geopoint", "https://maps.app.goo.gl/x", "place_link"), ("image", "ไม่มีรูป", "need_image"),
        ("acknowledge", "ไม่รับ", "need_acknowledge"), ("integer", "สี่ห้า", "number_which"),
        ("date", "5/1/25", "date_which"), ("time", "5 โมง", "time_which"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_one_way_is_asked_back(kind: str, text: str, needs: str) -> None:
    assert key(says(kind, text)) == needs


def test_a_date_may_be_asked_as_exactly_as_a_year_or_a_month() -> None:
    assert value(says("date", "2540", appearance="year")) == "1997-01-01"
    assert value(says("date", "5 มี.ค. 2540", appearance="year")) == "1997-01-01"
    assert value(says("date", "มี.ค. 40", appearance="month-year")) == "1997-03-01"
    assert key(says("date", "40", appearance="month-year")) == "need_month"


def test_a_day_offered_yesterday_is_still_the_day_that_was_offered() -> None:
    question = asked("date")
    (message,) = shown_question(here(question))
    assert labels(message) == ["วันนี้", "เมื่อวาน"]
    place = int(message.buttons[0].data.rpartition("c")[2])
    later = here(question, now=NOON + timedelta(days=3))
    assert value(tapped(later, Slot(question), place)) == "2026-11-02"


@pytest.mark.parametrize(
    ("constraint", "days"),
    [(". < today()", ["เมื่อวาน"]), (". > today()", ["พรุ่งนี้"]), (". >= today()", ["วันนี้", "พรุ่งนี้"]), ("1 = 2", [])],
)
def test_only_days_that_the_constraint_allows_are_offered(constraint: str, days: list[str]) -> None:
    (message,) = shown_question(here(asked("date", constraint=constraint)))
    assert labels(message) == days


@pytest.mark.parametrize("kind", ["date", "time", "dateTime", "range", "acknowledge"])
@pytest.mark.parametrize("place", [-1, 1_500, 4_000_000, 999_999_999])
def test_a_forged_button_is_never_an_error(kind: str, place: int) -> None:
    question = asked(kind)
    meant = tapped(here(question), Slot(question), place)
    assert meant is None or isinstance(meant, Taken | Ask)


@pytest.mark.parametrize(
    ("kind", "what", "taken"),
    [
        ("image", "image", True), ("image", "file", False), ("image", "sticker", False), ("file", "image", True),
        ("file", "audio", True), ("file", "sticker", False), ("audio", "video", False), ("text", "image", False),
    ],
)  # fmt: skip
def test_only_what_was_asked_for_is_taken_of_what_is_sent(kind: str, what: str, taken: bool) -> None:
    question = asked(kind)
    media = Media.model_validate({"what": what, "reference": "line:1", "name": "a.b"})
    meant = sent(here(question), Slot(question), Incoming(kind="media", at=NOON, media=media))
    assert meant == (Taken("line:1", "a.b") if taken else None)


def test_a_place_is_kept_with_its_name_as_what_was_said() -> None:
    question, place = asked("geopoint"), Place(lat=-16.5, lon=102.1234567, title="วัด")
    meant = sent(here(question), Slot(question), Incoming(kind="place", at=NOON, place=place))
    assert meant == Taken("-16.5 102.123457 0 0", "วัด")


@pytest.mark.parametrize(
    ("kind", "given", "suggested"),
    [
        ("text", "น้ำ", "น้ำ"), ("integer", "7", "7"), ("integer", "7.5", None), ("integer", "ก", None),
        ("range", "11", None),
        ("date", "today()", "2026-11-02"), ("date", "ก", None), ("time", "08:30", "08:30"), ("image", "logo.png", None),
        ("geopoint", "16.4 102.8 0 0", "16.4 102.8 0 0"), ("geopoint", "ก", None),
    ],
)  # fmt: skip
def test_only_a_default_of_the_right_kind_is_suggested(kind: str, given: str, suggested: str | None) -> None:
    question = asked(kind, default=given)
    assert value(default(here(question), Slot(question))) == suggested


def test_a_default_that_is_not_offered_or_not_allowed_is_not_suggested() -> None:
    choices = (Choice(name="a", label={"th": "ก"}), Choice(name="b", label={"th": "ข"}))
    for given, constraint, suggested in (("a", "", "ก"), ("c", "", None), ("a b", "", None), ("a", ". != 'a'", None)):
        question = asked("select_one", choices=choices, default=given, constraint=constraint)
        meant = default(here(question), Slot(question))
        assert (meant.raw if meant else None) == suggested


def walked(form: Form, *said: str | Incoming, talk: Talk | None = None) -> Step:
    first = talk or Talk(code="AAA222", revision=1, receipt="AAAA-2222")
    done = begin(form, first, NOON)
    for text in said:
        incoming = text if isinstance(text, Incoming) else Incoming(kind="text", at=NOON, text=text)
        done = step(form, done.talk, incoming, incoming.at)
    return done


def keys(done: Step) -> list[str]:
    return [message.key for message in done.outgoing]


def test_a_question_that_hung_on_the_day_makes_way_for_the_next() -> None:
    day = asked("text", relevant="today() = '2026-11-02'")
    form = here(day, asked("text").model_copy(update={"name": "next"})).form
    done = walked(form, "เริ่ม")
    assert done.talk.at == "q"
    tomorrow = NOON + timedelta(days=1)
    late = step(form, done.talk, Incoming(kind="text", at=tomorrow, text="ฝนตก"), tomorrow)
    assert keys(late) == ["stale", "question:next"] and late.answers == ()
    assert keys(again(form, done.talk, tomorrow, "resume")) == ["resume", "question:next"]


def test_the_twentieth_of_a_repeat_is_the_last_whatever_is_tapped() -> None:
    form = here(asked("text", groups=("g",)), groups=(Group(name="g", label={"th": "ของ"}, repeat=True),)).form
    done = walked(form, "เริ่ม", *[text for n in range(MOST_REPEATS) for text in ("มี", f"ชิ้นที่ {n}")])
    assert keys(done) == ["more_done", "confirm", "confirm"]
    assert f"q[{MOST_REPEATS}]" in done.talk.answers and f"g[{MOST_REPEATS}]" not in done.talk.answers
    labels_of_list = [button.label for page in range(4) for button in listed(form, done.talk, page).buttons]
    assert "ลบของ ลำดับที่ 20" in labels_of_list and "เพิ่มของ" not in labels_of_list


def listed(form: Form, talk: Talk, page: int) -> Outgoing:
    return correcting(Here(form, talk.model_copy(update={"stage": "correcting", "page": page}), NOON))


def test_statements_inside_a_repeat_are_passed_over() -> None:
    groups = (Group(name="g", label={"th": "ของ"}, repeat=True, repeat_count="1"),)
    votes = asked("statements", groups=("g",))
    form = here(votes, asked("text").model_copy(update={"name": "next"}), groups=groups).form
    assert walked(form, "เริ่ม").talk.at == "next"


@pytest.mark.parametrize("count", [1, 12, 13, 24, 25, 100])
def test_however_many_answers_there_are_the_review_and_the_list_stay_short(count: int) -> None:
    questions = tuple(asked("text").model_copy(update={"name": f"q{n}"}) for n in range(count))
    answers = {f"q{n}": None if n % 3 else "น้ำ" for n in range(count)}
    there = here(*questions, talk=TALK.model_copy(update={"stage": "review", "at": None, "answers": answers}))
    bubbles = review(there)
    lines = [line for bubble in bubbles for line in bubble.text.splitlines()]
    assert len(bubbles) <= 2 and len(lines) <= 24 + 4
    numbers: list[int | None] = []
    for page in range(20):
        message = listed(there.form, there.talk, page)
        if numbers and message.buttons[-1].number == numbers[-1]:
            break
        assert len(message.buttons) + len(message.controls) <= ONE_PAGE + 1
        numbers += [button.number for button in message.buttons]
    assert numbers == list(range(1, count + 1))


def test_an_album_is_one_answer_and_another_one_the_next() -> None:
    form = here(asked("image"), asked("image").model_copy(update={"name": "other"})).form

    def photo(reference: str, album: str = "") -> Incoming:
        media = Media(what="image", reference=reference, album=album)
        return Incoming(kind="media", at=NOON, media=media)

    done = walked(form, "เริ่ม", photo("line:1", "E1"), photo("line:2", "E1"))
    assert keys(done) == [] and done.talk.answers == {"q": "line:1 line:2"}
    done = walked(form, "เริ่ม", photo("line:1", "E1"), photo("line:3", "E2"))
    assert done.talk.answers == {"q": "line:1", "other": "line:3"}


def test_yes_chooses_what_was_asked_back_and_another_answer_goes_before() -> None:
    form = here(asked("date"), asked("text").model_copy(update={"name": "next"})).form
    for reply, stored in (("ใช่ค่ะ", "2026-11-01"), ("2 พ.ย. 2569", "2026-11-02")):
        done = walked(form, "เริ่ม", "คงจะ 1 พ.ย. 69 มั้ง", reply)
        assert done.talk.answers == {"q": stored}, reply
    assert keys(walked(form, "เริ่ม", "คงจะ 1 พ.ย. 69 มั้ง", "ไม่ใช่"))[0] == "need_date"


def test_what_is_worked_out_is_stored_when_the_talk_is_sent_and_not_before() -> None:
    form = here(
        asked("start").model_copy(update={"name": "began"}),
        asked("integer"),
        asked("calculate", calculation="${q} * 2").model_copy(update={"name": "double"}),
    ).form
    done = walked(form, "เริ่ม", "21")
    assert [answer.question for answer in done.answers] == ["q"]
    done = step(form, done.talk, Incoming(kind="text", at=NOON, text="ส่ง"), NOON)
    assert {answer.question: answer.value for answer in done.answers} == {
        "began": "2026-11-02T12:00:00.000+07:00",
        "double": "42",
    }
    assert done.talk.answers == {"q": "21"}


def test_what_is_too_large_to_be_kept_is_told_at_once_with_the_limit() -> None:
    question = asked("image")
    photo = Media(what="image", reference="line:1", size=LARGEST["image"] + 1)
    meant = sent(here(question), Slot(question), Incoming(kind="media", at=NOON, media=photo))
    assert isinstance(meant, Ask) and meant.key == "media_large"
    assert f"{LARGEST['image'] // MEGABYTE} MB" in here(question).say(meant.key, **meant.values)
    fits = photo.model_copy(update={"size": LARGEST["image"]})
    assert value(sent(here(question), Slot(question), Incoming(kind="media", at=NOON, media=fits))) == "line:1"


def test_pictures_of_a_question_and_its_choices_are_links_to_the_public_page() -> None:
    choices = [
        {"name": "a", "label": {"th": "ก"}, "media": {"image": {"th": "ก ข.png"}}},
        {"name": "b", "label": {"th": "ข"}},
    ]
    media = {
        "image": {"th": "small.png", "en": "small-en.png"},
        "big-image": {"th": "large.png"},
        "audio": {"th": "a.mp3"},
    }
    asks = asked("select_one", choices=choices, media=media)
    note = Question.model_validate(
        {"name": "n", "type": "note", "label": {"th": "ดูค่ะ"}, "media": {"video": {"th": "v.mp4"}}}
    )
    form = Form(title={"th": "ก"}, questions=(note, asks), revision=1, about=ABOUT)
    said = step(form, Talk(code="AAA222", revision=1, receipt="AAAA-2222"), tap("start"), NOON).outgoing
    assert said[0].text == "ดูค่ะ\nhttps://x.th/c/AAA222/files/v.mp4"
    lines = said[-1].text.splitlines()
    assert "https://x.th/c/AAA222/files/large.png" in lines and "https://x.th/c/AAA222/files/a.mp3" in lines
    assert "1. https://x.th/c/AAA222/files/%E0%B8%81%20%E0%B8%82.png" in lines
    assert not any("small" in line for line in lines)
    bare = form.model_copy(update={"about": ABOUT.model_copy(update={"link": ""})})
    assert "files/" not in str(step(bare, Talk(code="AAA222", revision=1, receipt="A"), tap("start"), NOON).outgoing)
