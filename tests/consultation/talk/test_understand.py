from datetime import UTC, datetime

import pytest

from consultation.forms.form import Choice, Form, Question
from consultation.forms.logic import Slot
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.talk.here import Here
from consultation.talk.kinds.several import example
from consultation.talk.model import Talk
from consultation.talk.readable import cut
from consultation.talk.understand import Ask, Picked, Taken, Understood, tapped, typed
from consultation.talk.wording import command

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
TALK = Talk(code="AAA222", revision=1, receipt="AAAA-2222")
NEEDS = fill("needs", cluster("current:10"))


def select(kind: str, *labels: str, constraint: str = "") -> Question:
    choices = tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(labels, 1))
    return Question.model_validate(
        {"name": "q", "type": kind, "label": {"th": "?"}, "choices": choices, "constraint": constraint}
    )


def asked(**parts: object) -> Question:
    return Question.model_validate({"name": "q", "label": {"th": "?"}, **parts})


def here(question: Question, talk: Talk = TALK) -> Here:
    return Here(Form(title={"th": "ก"}, questions=(question,)), talk, NOON)


def said(question: Question, text: str, talk: Talk = TALK) -> Understood:
    return typed(here(question, talk), Slot(question), text)


def place(name: str, text: str, province: str | None = None) -> Understood:
    question = NEEDS.question(name)
    assert question is not None
    return typed(Here(NEEDS, TALK.model_copy(update={"answers": {"province": province}}), NOON), Slot(question), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", "c2"), ("๒", "c2"), ("ข้อ ๒", "c2"), ("2.", "c2"), ("สอง", "c2"), ("ถนนค่ะ", "c2"), ("\u200bถนน", "c2")],
)
def test_one_choice_as_people_type_it(text: str, value: str) -> None:
    assert said(select("select_one", "น้ำ", "ถนน", "ไฟ"), text) == Taken(value, text)


@pytest.mark.parametrize("text", ["9", "1 2", "ไม่รู้", "", "\u200b"])
def test_what_is_no_single_choice_is_asked_back(text: str) -> None:
    assert isinstance(said(select("select_one", "น้ำ", "ถนน", "ไฟ"), text), Ask)


def test_several_choices_in_one_message_are_the_answer_and_one_alone_waits_for_more() -> None:
    question = select("select_multiple", "น้ำ", "ถนน", "ไฟ", "ขยะ", constraint="count-selected(.) <= 3")
    assert said(question, "1 3 และ 4") == Taken("c1 c3 c4", "1 3 และ 4")
    assert said(question, "3") == Picked(("c3",))
    assert said(question, "1 2 3 4") == Ask("too_many", {"most": 3})


def test_choices_of_several_messages_add_up() -> None:
    question = select("select_multiple", "น้ำ", "ถนน", "ไฟ", "ขยะ", constraint="count-selected(.) <= 3")
    begun = TALK.model_copy(update={"picked": ("c4",)})
    assert said(question, "1", begun) == Picked(("c4", "c1"))
    assert said(question, "1 2", begun) == Taken("c1 c2 c4", "น้ำ, ถนน, ขยะ")


def test_ranks_keep_their_order_and_refuse_what_is_said_twice() -> None:
    question = select("rank", "น้ำ", "ถนน", "ไฟ")
    assert said(question, "3 1 2") == Taken("c3 c1 c2", "3 1 2")
    assert said(question, "3 3 2") == Ask("repeated", {"example": "2 1 3"})
    assert said(question, "2 1", TALK.model_copy(update={"picked": ("c3",)})) == Taken("c3 c2 c1", "ไฟ > ถนน > น้ำ")
    assert said(question, "2 9") == Ask("invalid", {"count": 3})


def test_a_label_with_figures_in_it_is_a_label_and_not_two_ranks() -> None:
    question = select("rank", "ถนนสาย 2 ช่วง 3", "น้ำ", "ไฟ")
    assert said(question, "ถนนสาย 2 ช่วง 3") == Picked(("c1",))


def shown(question: Question) -> str:
    return example(here(question), Slot(question))


def test_the_example_never_asks_for_more_than_may_be_chosen() -> None:
    assert shown(select("select_multiple", *"กขคงจ")) == "1 3 5"
    assert shown(select("select_multiple", "ก", "ข")) == "1 2"
    assert shown(select("select_multiple", *"กขคงจ", constraint="count-selected(.) <= 2")) == "1 3"
    assert shown(select("rank", *"กขค", constraint="count-selected(.) <= 2")) == "2 1"


def test_free_text_is_taken_word_for_word_and_never_empty() -> None:
    question = Question(name="q", type="text", label={"th": "?"}, constraint="string-length(.) <= 10")
    assert said(question, "  น้ำท่วม\n") == Taken("น้ำท่วม", "  น้ำท่วม\n")
    assert said(question, " \u200b\ufeff ") == Ask("need_text")
    assert said(question, "ก" * 11) == Ask("too_long", {"most": 10, "length": 11})


@pytest.mark.parametrize(("text", "value"), [("12", "12"), ("๑,๒๐๐ บาท", "1200"), ("สิบสอง", "12"), ("-3", "-3")])
def test_numbers_as_people_type_them(text: str, value: str) -> None:
    assert said(Question(name="q", type="integer", label={"th": "?"}), text) == Taken(value, text)


@pytest.mark.parametrize("text", ["1.5", "หลายคน", "", "9" * 500])
def test_what_is_no_whole_number_is_asked_again(text: str) -> None:
    assert said(asked(type="integer"), text) == Ask("need_number")


def test_what_may_be_two_numbers_is_asked_with_both() -> None:
    meant = said(asked(type="integer"), "1-2")
    assert isinstance(meant, Ask) and meant.key == "number_which"
    assert [offer.label for offer in meant.offers] == ["1", "2"]
    assert all(offer.number is None for offer in meant.offers), "whoever types 1 means one"


def test_the_officer_says_why_a_value_is_not_allowed() -> None:
    own = Question(
        name="q", type="integer", label={"th": "?"}, constraint=". < 5", constraint_message={"th": "น้อยกว่า 5"}
    )
    assert said(own, "7") == Ask("_own", {"text": "น้อยกว่า 5"})
    assert said(own.model_copy(update={"constraint_message": {}}), "7") == Ask("not_allowed")


def test_provinces_by_name_beginning_and_alias_and_outside_the_cluster() -> None:
    assert place("province", "อุดร") == Taken("TH-41", "อุดร")
    assert place("province", "3") == Taken("TH-43", "3")
    outside = place("province", "โคราช")
    assert isinstance(outside, Taken) and outside.value == "TH-30" and outside.notice is not None
    assert outside.notice[1]["place"] == "นครราชสีมา"
    assert place("province", "หนอง") == Ask("place_which", {"labels": "หนองคาย / หนองบัวลำภู"})
    assert place("province", "บ้านฉันเอง") == Ask("place_unknown")


def test_districts_of_the_province_that_was_said() -> None:
    assert place("district", "อ.กุมภวาปี", "TH-41") == Taken("4104", "อ.กุมภวาปี")
    elsewhere = place("district", "ท่าบ่อ", "TH-41")
    assert isinstance(elsewhere, Ask) and elsewhere.key == "district_outside"
    assert elsewhere.values["district"] == "อำเภอท่าบ่อ" and elsewhere.values["here"] == "อุดรธานี"
    assert place("district", "ที่ไหนสักแห่ง", "TH-41") == Ask("district_unknown", {"count": 20})


@pytest.mark.parametrize("answered", [None, "outside", "TH-10"])
def test_a_district_is_never_an_error_whatever_the_province_was(answered: str | None) -> None:
    assert isinstance(place("district", "เมือง", answered), Ask)


def test_a_constraint_on_provinces_holds_for_those_outside_too() -> None:
    question = NEEDS.question("province")
    assert question is not None
    strict = question.model_copy(update={"constraint": "starts-with(., 'TH-4')"})
    assert said(strict, "โคราช") == Ask("not_allowed")


def test_a_tap_on_a_choice_that_is_not_offered_means_nothing() -> None:
    question = select("select_one", "น้ำ", "ถนน")
    assert tapped(here(question), Slot(question), 1) == Taken("c2", "ถนน")
    assert tapped(here(question), Slot(question), 2) is None
    assert tapped(here(question), Slot(question), -1) is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("ข้าม", "skip"), ("ข้ามนะคะ", "skip"), ("ข้าม 🙏", "skip"), ("ข้า\u200bม", "skip"), ("ย้อนกลับครับ", "back"),
        ("ได้ค่ะ", "start"), ("บ่เอา", "decline"), ("พักหน่อย", "pause"), ("?", "help"), ("สวัสดีค่าาา", None),
        ("ข้ามถนนลำบาก", None), ("", None), ("ค่ะ", None), ("ส่ง" * 40, None),
    ],
)  # fmt: skip
def test_a_whole_message_may_be_a_command(text: str, verb: str | None) -> None:
    assert command(text) == verb


def test_a_text_is_cut_between_letters_never_between_a_letter_and_its_vowel() -> None:
    assert cut("กำลังดี", 20) == "กำลังดี"
    assert cut("ที่นี่", 4) == "ที่…"
    assert cut("ที่นี่", 5) == "ที่…"


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("70", "60plus"),
        ("อายุ ๗๐ ปี", "60plus"),
        ("19", "under20"),
        ("35 ค่ะ", "30s"),
        ("5", "50s"),
        ("60", "60plus"),
        ("ต่ำกว่า 20 ปี", "under20"),
    ],
)
def test_an_age_is_its_band_and_a_small_number_still_the_choice(text: str, band: str) -> None:
    assert place("age", text) == Taken(band, text)


@pytest.mark.parametrize("text", ["200", "35 หรือ 40", "0"])
def test_what_is_nobodys_age_is_asked_back(text: str) -> None:
    assert isinstance(place("age", text), Ask)


@pytest.mark.parametrize("question", [q for q in NEEDS.questions if q.type == "select_one"], ids=lambda q: q.name)
def test_every_label_typed_in_full_means_itself(question: Question) -> None:
    answers = {"province": "TH-41"}
    for choice in question.choices:
        if choice.columns.get("province", "TH-41") == "TH-41":
            found = typed(
                Here(NEEDS, TALK.model_copy(update={"answers": answers}), NOON), Slot(question), choice.label["th"]
            )
            assert found == Taken(choice.name, choice.label["th"])
