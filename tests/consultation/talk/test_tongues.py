"""Choosing a language at any time, and what is not translated being said so."""

from datetime import UTC, datetime, timedelta

import pytest

from consultation.forms.form import About, Choice, Form, Question, shown
from consultation.talk import tongues
from consultation.talk.model import Incoming, Outgoing, Step, Talk
from consultation.talk.step import begin, step
from consultation.talk.wording import say
from nlp.bidi import stripped

NOW = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
FORM = Form(
    title={"th": "น้ำ", "en": "Water"},
    about=About(code="LANG23", title="น้ำ", cluster="กลุ่มจังหวัด", closes_at=NOW + timedelta(days=30)),
    revision=1,
    questions=(
        Question(
            name="where",
            type="select_one",
            label={"th": "อยู่ที่ไหนคะ", "en": "Where are you?", "ms-Arab": "اندا دمان؟"},
            choices=(Choice(name="a", label={"th": "บ้าน", "en": "Home"}), Choice(name="b", label={"th": "ภาษา"})),
        ),
        Question(name="what", type="text", label={"th": "เล่าให้ฟังได้ไหมคะ"}, hint={"th": "สั้น ๆ", "en": "Briefly"}),
    ),
)


def talk(**changes: object) -> Talk:
    return Talk.model_validate({"code": "LANG23", "revision": 1, "receipt": "TEST-2345", **changes})


def says(before: Talk, text: str, *, at: datetime = NOW) -> Step:
    return step(FORM, before, Incoming(kind="text", at=at, text=text), at)


def taps(before: Talk, data: str, *, at: datetime = NOW) -> Step:
    return step(FORM, before, Incoming(kind="tap", at=at, data=data), at)


def asked(language: str = "th") -> Talk:
    return says(talk(language=language), "start").talk


def keys(done: Step) -> list[str]:
    return [message.key for message in done.outgoing]


def test_only_languages_that_something_asked_has_are_offered_and_thai_always() -> None:
    assert tongues.offered(FORM) == ("th", "en", "ms-Arab")
    assert tongues.offered(FORM, "ms") == ("th", "en", "ms", "ms-Arab"), "whoever speaks one can see that they do"
    only = Form(title={"th": "ก"}, questions=(Question(name="a", type="note", label={"th": "ก", "en": "a"}),))
    assert tongues.offered(only) == ("th",)
    assert begin(only, talk()).outgoing[-1].controls == ()


def test_the_welcome_has_a_button_for_every_other_language() -> None:
    welcome = begin(FORM, talk()).outgoing[-1]
    assert [button.label for button in welcome.controls] == ["English", "ملايو (جاوي)"]
    assert all(len(button.data) <= 40 and button.data.isascii() for button in welcome.controls)
    done = taps(talk(), welcome.controls[0].data)
    assert done.talk.language == "en"
    assert keys(done) == ["greet", "privacy_short", "ready"], "the privacy text is read again in the language chosen"
    assert "About: Water" in done.outgoing[-1].text


@pytest.mark.parametrize("named", ["English", "อังกฤษค่ะ", "bahasa inggeris"])
def test_a_language_may_be_typed_at_the_welcome(named: str) -> None:
    assert says(talk(), named).talk.language == "en"
    assert says(talk(stage="declined"), named).talk.language == "en"


@pytest.mark.parametrize("word", ["ภาษา", "language", "bahasa", "بهاس", "เปลี่ยนภาษา"])
def test_a_word_asks_for_the_choice_at_any_time_and_a_number_chooses(word: str) -> None:
    before = says(asked(), "1").talk  # at the question that takes any text
    choosing = says(before, word)
    assert keys(choosing) == ["language_ask"] and choosing.answers == ()
    assert [f"{b.number} {b.label}" for b in choosing.outgoing[0].buttons] == ["1 ไทย", "2 English", "3 ملايو (جاوي)"]
    done = says(choosing.talk, "2")
    assert (done.talk.language, done.talk.choosing, done.answers) == ("en", False, ())
    assert keys(done) == ["language_set", "question:what"]
    assert done.talk.answers == before.answers and done.talk.at == "what"


def test_what_is_no_language_leaves_things_as_they_were_and_asks_again() -> None:
    choosing = says(asked(), "language").talk
    for typed in ("9", "น้ำท่วม"):
        done = says(choosing, typed)
        assert (done.talk.language, done.talk.choosing, done.answers) == ("th", False, ())
        assert keys(done) == ["language_kept", "question:where"]


def test_a_command_goes_on_while_a_language_is_being_chosen() -> None:
    choosing = says(asked(), "language").talk
    done = says(choosing, "หยุดก่อน")
    assert done.talk.paused and not done.talk.choosing
    done = taps(choosing, f"LANG23.1.{choosing.turn}.c0")
    assert done.talk.answers == {"where": "a"} and not done.talk.choosing


def test_a_choice_that_is_called_language_is_an_answer() -> None:
    assert says(asked(), "ภาษา").talk.choosing is False
    assert says(asked(), "ภาษา").talk.answers == {"where": "b"}


def test_after_choosing_the_same_again_nothing_changes_and_a_double_tap_is_one() -> None:
    before = asked()
    done = taps(before, "LANG23.1.0.l0")
    assert (done.talk.language, keys(done)) == ("th", ["language_kept", "question:where"])
    done = taps(before, "LANG23.1.0.l1")
    assert keys(done) == ["language_set", "question:where"]
    assert taps(done.talk, "LANG23.1.0.l1", at=NOW + timedelta(seconds=1)).outgoing == ()


@pytest.mark.parametrize("data", ["LANG23.1.0.l2", "LANG23.1.0.l7", "OTHER2.1.0.l1", "LANG23.1.0.l", "LANG23.l10"])
def test_no_button_gives_a_language_that_is_not_offered(data: str) -> None:
    done = taps(asked(), data)
    assert done.talk.language == "th" and done.talk.stage == "asking"


def test_after_sending_and_after_the_close_the_language_still_changes_and_nothing_else() -> None:
    sent = talk(stage="done")
    done = taps(sent, "LANG23.1.0.l1")
    assert done.outgoing[0].text == say("already", "en", receipt="TEST-2345")
    late = NOW + timedelta(days=40)
    done = taps(asked(), "LANG23.1.0.l1", at=late)
    assert done.talk.language == "en" and done.answers == () and keys(done) == ["closed"]
    assert says(asked(), "ภาษา อื่น", at=late).talk.language == "th"


def test_a_hint_of_the_platform_offers_and_never_switches() -> None:
    ready = begin(FORM, talk(reads="ms-Arab")).outgoing[-1]
    assert ready.text.endswith(say("language_offer", "ms-Arab"))
    assert [button.label for button in ready.controls] == ["ملايو (جاوي)", "English"]
    for reads in ("ms", "th", ""):
        assert say("language_offer", reads or "th") not in begin(FORM, talk(reads=reads)).outgoing[-1].text
    assert begin(FORM, talk(reads="en")).talk.language == "th"


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        ("th-TH,th;q=0.9,en;q=0.8", "th"), ("en-GB,en;q=0.9", "en"), ("ms-MY", "ms"), ("ms-Arab", "ms-Arab"),
        ("ms-arab-BN", "ms"), ("mfa", "ms"), ("id", ""), ("de,en;q=0.9", ""), ("en;q=0.3,ms;q=0.9", "ms"),
        ("en;q=0", ""), ("*", ""), ("", ""), (";;;,,,", ""), ("x" * 5000, ""), ("en;q=9", ""),
    ],
)  # fmt: skip
def test_a_platforms_tag_is_read_by_its_first_preference(tags: str, language: str) -> None:
    assert tongues.best(tags) == language


def test_a_text_of_the_form_that_is_not_translated_is_marked() -> None:
    assert shown({"th": "ก", "en": "a"}, "en") == ("a", False)
    assert shown({"th": "ก"}, "en") == ("ก", True)
    assert shown({"th": "ก"}, "th") == ("ก", False)
    assert shown({}, "en") == ("", False)
    second = says(asked("en"), "1").outgoing[-1].text
    assert "[Thai] เล่าให้ฟังได้ไหมคะ" in second and "\nBriefly" in second
    first = says(talk(language="en"), "start").outgoing[-1]
    assert first.text.splitlines()[-1] == say("choices_in_thai", "en")
    assert say("choices_in_thai", "th") not in says(talk(), "เริ่ม").outgoing[-1].text
    assert tongues.told({"th": "มี {x}"}, "en", "มี 3") == "[Thai] มี 3", "the same text with its blanks filled in"


def test_a_summary_takes_the_shortest_name_of_the_language_before_thai() -> None:
    where, what = FORM.questions
    assert tongues.brief(where, "en") == "Where are you?" and tongues.brief(what, "en") == "เล่าให้ฟังได้ไหมคะ"
    named = where.model_copy(update={"short": {"th": "ที่อยู่"}})
    assert tongues.brief(named, "en") == "Where are you?" and tongues.brief(named, "th") == "ที่อยู่"


def test_a_title_that_the_officer_changed_is_not_called_by_its_old_translation() -> None:
    assert tongues.title(FORM, "en", "น้ำ") == "Water" and tongues.title(FORM, "th", "น้ำ") == "น้ำ"
    assert tongues.title(FORM, "en", "น้ำและถนน") == "[Thai] น้ำและถนน"


def test_a_turn_is_sent_with_its_language_its_direction_and_its_pages() -> None:
    page = "https://x.example/c/LANG23"
    told = (
        Outgoing(key="a", text="1. บ้าน\nاندا", link=f"{page}/privacy"),
        Outgoing(key="b", text="b", link="https://maps.example/?q=1"),
    )
    jawi = tongues.spoken(told, "ms-Arab")
    assert [message.language for message in jawi] == ["ms-Arab", "ms-Arab"]
    assert jawi[0].text == "\u200f1. บ้าน\nاندا" and stripped(jawi[0].text) == told[0].text
    assert jawi[0].link == f"{page}/privacy?lang=ms-Arab" and jawi[1].link == "https://maps.example/?q=1"
    assert tongues.spoken(told, "th") == told
    assert tongues.spoken(told, "en")[0].text == told[0].text
