"""The telephone beside the editor shows what the platforms would show, and says what their limits do."""

import pytest

from admin.officer.builder.phone import APPS, App, draw
from admin.officer.builder.sample_turn import turn_at
from consultation.forms.edits.questions import add
from consultation.forms.form import TYPES, UNASKED, Choice, Form, Type
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from tests.conftest import NOON
from tests.consultation.forms.sample import ask, sample

NEEDS = fill("needs", cluster("2567:10"))


def labels(app: App, form: Form, name: str) -> list[str]:
    screen = draw(turn_at(form, name, NOON), app)
    return [key.text for key in (*screen.quick, *(key for b in screen.bubbles for row in b.rows for key in row))]


@pytest.mark.parametrize("app", APPS)
def test_every_question_is_drawn(app: App) -> None:
    for form in (NEEDS, sample()):
        for question in form.questions:
            screen = draw(turn_at(form, question.name, NOON), app)
            assert bool(screen.bubbles) == (question.type not in UNASKED)


def test_line_shows_long_and_many_choices_as_rows_in_full() -> None:
    screen = draw(turn_at(NEEDS, "topics", NOON), "line")
    assert screen.quick == () and screen.notes == () and screen.bubbles[-1].listed
    assert "4. น้ำ (เกษตร อุปโภค น้ำท่วม ภัยแล้ง)" in labels("line", NEEDS, "topics")
    assert screen.bubbles[-1].rows[-1][0].look == "steer"


def test_what_is_too_long_for_a_row_is_said() -> None:
    long = Choice(name="x", label={"th": "น้ำ" * 101})
    form = Form(title={"th": "x"}, questions=(ask("a", "select_one", choices=(long,)),))
    screen = draw(turn_at(form, "a", NOON), "line")
    assert "ยาว 101 ตัวอักษร LINE แสดงได้ 100" in " ".join(screen.notes)
    assert f"1. {long.label['th']}" in screen.bubbles[-2].text


def test_pages_that_can_be_turned_hide_nothing() -> None:
    many = tuple(Choice(name=f"c{n}", label={"th": f"ตำบล {n}"}) for n in range(60))
    form = Form(title={"th": "x"}, questions=(ask("a", "select_one", choices=many),))
    for app in APPS:
        assert draw(turn_at(form, "a", NOON), app).notes == ()


def test_telegram_has_a_keyboard_and_the_web_chat_numbers() -> None:
    assert "ข้าม" in labels("telegram", NEEDS, "scope")
    assert draw(turn_at(NEEDS, "scope", NOON), "telegram").quick == ()
    web = draw(turn_at(NEEDS, "scope", NOON), "web")
    assert [row[0].number for row in web.bubbles[-1].rows[:-1]] == [1, 2, 3, 4, 5]
    assert web.notes == ()


def test_choices_that_follow_are_shown_under_an_answer_that_has_some() -> None:
    assert labels("web", sample(), "kind")[:2] == ["หอมมะลิ", "เหนียว"]
    lonely = ask(
        "kind",
        "select_one",
        choices=(Choice(name="x", label={"th": "พารา"}, columns={"crop": "rubber"}),),
        choice_filter="crop = ${crop}",
    )
    form = sample().model_copy(update={"questions": (sample().questions[0], lonely)})
    assert labels("web", form, "kind")[0] == "พารา"


def test_a_group_shows_its_first_question_and_nothing_shows_the_welcome() -> None:
    assert "ถาม house" in draw(turn_at(sample(), "home", NOON), "line").bubbles[-1].text
    assert "สวัสดีค่ะ" in draw(turn_at(sample(), "", NOON), "line").bubbles[0].text


@pytest.mark.parametrize("type_", [type_ for type_ in TYPES if type_ not in UNASKED])
def test_every_type_is_drawn_by_every_app(type_: Type) -> None:
    form, name = add(sample(), type_, after="house")
    for app in APPS:
        assert draw(turn_at(form, name, NOON), app).bubbles


def test_line_offers_its_own_keys_for_a_place() -> None:
    form, name = add(sample(), "geopoint")
    assert draw(turn_at(form, name, NOON), "line").quick[0].data == ""


def test_a_long_text_is_warned_of() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a", label={"th": "ยาว" * 100}),))
    assert any("ควรไม่เกิน 180" in note for note in draw(turn_at(form, "a", NOON), "telegram").notes)


def test_signs_of_html_are_shown_as_they_are() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a", label={"th": "<b>5 & 6</b>"}),))
    for app in APPS:
        assert "<b>5 & 6</b>" in draw(turn_at(form, "a", NOON), app).bubbles[-1].text
