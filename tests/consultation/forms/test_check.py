import re

import pytest

from consultation.forms.check import MOST_QUESTIONS, errors, minutes, problems
from consultation.forms.form import Choice, Form, Group, Question

TWO = (Choice(name="a", label={"th": "ก"}), Choice(name="b", label={"th": "ข"}))


def form(*questions: Question, title: str = "แบบสอบถาม", groups: tuple[Group, ...] = ()) -> Form:
    return Form(title={"th": title}, questions=questions, groups=groups)


def text(name: str = "q1", **more: object) -> Question:
    return Question.model_validate({"name": name, "type": "text", "label": {"th": "เล่าคะ"}, **more})


def calculated(name: str, calculation: str, **more: object) -> Question:
    return text(name, type="calculate", calculation=calculation, label={}, **more)


def select(choices: tuple[Choice, ...] = TWO, **more: object) -> Question:
    return text("q1", type="select_one", choices=choices, **more)


def choice(name: str, label: str, **columns: str) -> Choice:
    return Choice(name=name, label={"th": label}, columns=columns)


def test_a_good_form_has_no_problem() -> None:
    assert problems(form(text(), select().model_copy(update={"name": "q2"}))) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (form(), "ยังไม่มีคำถาม"),
        (form(text("n", type="note")), "ยังไม่มีคำถาม"),
        (form(text(), title=" "), "ยังไม่มีชื่อ"),
        (form(text(), text()), "มากกว่าหนึ่งข้อใช้ชื่อนี้"),
        (form(text("ชื่อไทย")), "ใช้ไม่ได้"),
        (form(text("1a")), "ใช้ไม่ได้"),
        (form(text(label={"th": " "})), "ยังไม่มีข้อความคำถาม"),
        (form(select(())), "ยังไม่มีตัวเลือก"),
        (form(select((*TWO, choice("a", "ค")))), "ซ้ำกัน"),
        (form(select((*TWO, choice("c", "ข")))), "ผู้ตอบแยกไม่ออก"),
        (form(select((*TWO, choice("c", "")))), "ไม่มีข้อความ"),
        (form(select((*TWO, choice("c d", "ค")))), "รหัสตัวเลือก"),
        (form(text(relevant="${q1 = 1")), "อ่านไม่ได้"),
        (form(text(constraint="nothing(.)")), "nothing()"),
        (form(text(constraint=". != " + " or . != ".join(["'ก'"] * 300))), "ยาว"),
        (form(text(), calculated("a", "${b} + 1"), calculated("b", "${a} + 1")), "a → b → a"),
        (form(text(), calculated("a", "1", relevant="${a} = 1")), "a → a"),
        (form(text(label={"th": "สวัสดี ${q9}"})), "“q9”"),
        (form(text(required_when="(")), "อ่านไม่ได้"),
        (form(text(default="today(")), "อ่านไม่ได้"),
        (form(text(calculation="jr:choice-name(${q1}, 'เอ๊ะ ๆ')")), "อ่านไม่ได้"),
        (form(text(groups=("g",)), groups=(Group(name="g", relevant="${q9} = 1"),)), "“q9”"),
        (form(text(groups=("g",)), groups=(Group(name="g", repeat=True, repeat_count="many()"),)), "many()"),
        (form(text("g", groups=("g",)), groups=(Group(name="g", repeat=True),)), "มากกว่าหนึ่งข้อใช้ชื่อนี้"),
        (form(text(relevant="${q9} = 1")), "ไม่มีในแบบสอบถาม"),
    ],
)
def test_each_fault_is_an_error_that_says_where_what_and_how_to_mend_it(bad: Form, said: str) -> None:
    found = [problem for problem in errors(bad) if said in problem.what]
    assert found, errors(bad)
    assert all(re.search("[ก-๙]", part) for part in (found[0].where, found[0].what, found[0].mend))
    assert "{" not in found[0].where


def test_what_only_may_be_better_is_a_warning() -> None:
    long = form(*(text(f"q{n}") for n in range(MOST_QUESTIONS + 1)))
    assert errors(long) == [] and "นาที" in problems(long)[0].what
    assert [one.key for one in problems(form(select(TWO[:1])))] == ["one_choice"]
    spaced = form(select((*TWO, choice("c", "ค", **{"ชื่อ จังหวัด": "x"}))))
    assert errors(spaced) == [] and "คอลัมน์" in problems(spaced)[0].what
    forward = form(text("q1", relevant="${q2} = 'x'"), text("q2"))
    assert errors(forward) == [] and "ถามทีหลัง" in problems(forward)[0].what
    through = form(text("q1", relevant="${sum} > 1"), text("q2", type="integer"), calculated("sum", "${q2} * 2"))
    assert errors(through) == [] and "“q2”" in problems(through)[0].what


def test_calculations_may_lean_on_what_comes_later_and_on_the_values_before_in_a_repeat() -> None:
    ahead = form(calculated("a", "${b} + 1"), text("q1", relevant="${a} = 3"), calculated("b", "2"))
    assert problems(ahead) == []
    running = calculated("run", "${n} + indexed-repeat(${run}, ${g}, position(..) - 1)", groups=("g",))
    groups = (Group(name="g", repeat=True),)
    assert problems(form(text("n", type="integer", groups=("g",)), running, groups=groups)) == []


def test_minutes_grow_with_the_questions_and_are_never_none() -> None:
    assert minutes(form()) == minutes(form(text())) == 1
    assert minutes(form(*(text(f"q{n}") for n in range(8)))) == 6


def test_groups_that_no_workbook_could_hold_are_told() -> None:
    home, member = Group(name="home"), Group(name="member", within=("home",), repeat=True)
    inside = text("age", groups=("home", "member"))
    whole = Form(title={"th": "ก"}, questions=(text("q1", groups=("home",)), inside), groups=(home, member))
    assert problems(whole) == []
    torn = whole.model_copy(update={"questions": (inside, text("q2"), text("q3", groups=("home",)))})
    assert [(one.key, one.where) for one in errors(torn)] == [("torn_group", "กลุ่ม “home”")]
    for wrong, key in (
        ((home, member.model_copy(update={"within": ()})), "misplaced_group"),
        ((home,), "no_group"),
        ((home.model_copy(update={"name": "บ้าน"}), home, member), "bad_group_name"),
        ((home, member, Group(name="q1")), "same_name"),
    ):
        assert key in [one.key for one in errors(whole.model_copy(update={"groups": wrong}))]


def test_of_two_choices_alike_only_a_filter_makes_two() -> None:
    twice = (choice("king", "คิง", of="texas"), choice("king", "คิง", of="washington"))
    assert [one.key for one in errors(form(select(twice)))] == ["same_choice"]
    assert errors(form(select(twice, choice_filter="of = 'texas'"))) == []


def test_a_picture_stands_for_a_label() -> None:
    seen = Choice(name="c", label={}, media={"image": {"th": "c.png"}})
    assert errors(form(select((*TWO, seen)))) == []
    shown = text(label={}, media={"image": {"th": "c.png"}})
    assert [one.key for one in problems(form(shown))] == ["only_hint"]
    assert errors(form(text(), text("c", type="calculate", label={}, calculation="1 + 1"))) == []
