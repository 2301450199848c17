"""The catalogues hang together: every language has every sentence, with the same blanks, short enough to be read."""

import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest

from consultation.talk import wording
from consultation.talk.wording import LANGUAGES, button, command, marked, meaning, missing, named, say
from nlp.bidi import direction, stripped
from nlp.script import script_of

OTHERS = [language for language in LANGUAGES if language != "th"]
LONGEST, LONGEST_LABEL = 180, 20
SCRIPTS = {"th": "thai", "en": "latin", "ms": "latin", "ms-Arab": "arabic"}
# As long as they come, but for free text and lists of labels, which `compose` cuts or counts itself.
VALUES = {
    "cluster": {
        "th": "กลุ่มจังหวัดภาคใต้ชายแดน",
        "en": "Southern Border Provincial Cluster",
        "ms": "Kumpulan Wilayah Sempadan Selatan",
        "ms-Arab": "کومڤولن ولايه سمڤادن سلاتن",
    },
    "carrier": "Telegram", "example": "1 3 5", "most": 3, "count": 13, "minutes": 12, "n": 12, "length": 2345,
    "receipt": "ABCD-2345", "ref": "PR-1234",
    "place": "Nakhon Si Thammarat", "province": "Narathiwat", "here": "Pattani",
    "start": "-10", "end": "1000000", "step": "0.25", "label": "Anggota keluarga", "value": "1 Jan 2027 (B.E. 2570)",
    "page": 12, "pages": 12, "hour": "08", "minute": "30", "text": "…" * 60, "reason": "…" * 60, "words": "…" * 60,
    "district": "Thung Yang Daeng", "labels": "Pattani / Phatthalung", "answer": "…", "title": "…", "until": "",
    "organisation": "สมาคมผู้ใช้น้ำลุ่มน้ำปาวตอนล่างแห่งที่ 1", "sector": "องค์กรปกครองส่วนท้องถิ่น",
}  # fmt: skip
TYPED = ("words", "yes_no", "assent", "vote_words", "own_words", "reply_words")  # tables of what people may type
DATED = ("until", "due", "date", "closes", "results")


def catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("consultation.talk").joinpath(f"{language}.toml").read_text(encoding="utf8"))


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Key and text of every sentence, each form of those that have two."""
    for key, value in catalogue(language).items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, Mapping) and set(value) == {"one", "other"}:
            yield from ((key, form) for form in value.values())


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_and_label_is_translated(language: str) -> None:
    assert missing(language) == [], f"to be translated in consultation/talk/{language}.toml"


@pytest.mark.parametrize("language", OTHERS)
def test_no_language_says_what_thai_does_not(language: str) -> None:
    assert {key for key, _ in sentences(language)} <= {key for key, _ in sentences("th")}
    assert catalogue(language)["button"].keys() <= catalogue("th")["button"].keys()
    for table in TYPED:
        assert catalogue(language).get(table, {}).keys() <= catalogue("th").get(table, {}).keys()


@pytest.mark.parametrize("language", OTHERS)
def test_the_blanks_are_the_same_in_every_language(language: str) -> None:
    thai = {key: blanks(text) for key, text in sentences("th")}
    for key, text in sentences(language):
        plural_one = (
            thai[key] - {"count"} if "count" in thai[key] and not isinstance(catalogue(language)[key], str) else None
        )
        assert blanks(text) in (thai[key], plural_one), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_fits_a_bubble_and_every_label_a_button(language: str) -> None:
    date = wording.short_date(datetime(2026, 9, 30, 5, tzinfo=UTC), "Asia/Bangkok", language)
    values = {key: value[language] if isinstance(value, dict) else value for key, value in VALUES.items()}
    values |= dict.fromkeys(DATED, date)
    for key, text in sentences(language):
        known = {name: values.get(name, "…") for name in blanks(text)}
        assert len(text.format(**known)) <= LONGEST, (key, len(text.format(**known)))
    privacy = [
        catalogue(language)[key].format(until=date, carrier="Telegram") for key in ("privacy_short", "privacy_platform")
    ]
    assert len("\n".join(privacy)) <= LONGEST, "said together"
    for key, label in catalogue(language)["button"].items():
        assert len(label) <= LONGEST_LABEL, (key, label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_is_written_in_its_own_script_with_arabic_digits(language: str) -> None:
    said = [*(text for _, text in sentences(language)), *catalogue(language)["button"].values()]
    wrong = [text for text in said if script_of(string.Formatter().vformat(text, (), _Empty())) != SCRIPTS[language]]
    assert [text for text in wrong if not _is_only_blanks(text)] == []
    digits = "๐๑๒๓๔๕๖๗๘๙٠١٣٤٥٦٧٨٩"  # without ٢, which doubles a word in Jawi
    assert [text for text in said if set(text) & set(digits)] == []


def test_the_jawi_sentences_begin_at_the_right() -> None:
    for key, text in sentences("ms-Arab"):
        filled = say(key, "ms-Arab", **dict.fromkeys(blanks(text), "Pattani")).strip()
        assert direction(filled) in ("rtl", None), (key, filled)


def test_what_is_missing_is_said_in_thai_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    original = wording._catalogue
    partial = {language: {**original(language)} for language in LANGUAGES}
    for language in OTHERS:
        del partial[language]["about"]
    monkeypatch.setattr(wording, "_catalogue", partial.__getitem__)
    assert say("about", "th", title="x") == "เรื่อง: x"
    assert say("about", "en", title="x") == "[Thai] เรื่อง: x"
    assert say("about", "ms", title="x") == "[Bahasa Thai] เรื่อง: x"
    assert stripped(say("about", "ms-Arab", title="x")) == "[بهاس تاي] เรื่อง: x"
    assert direction(say("about", "ms-Arab", title="x")) == "rtl"
    assert missing("en") == ["about"]


def test_marking_says_whose_words_they_are_once_and_thai_needs_none() -> None:
    assert marked("น้ำ", "th") == "น้ำ" and marked("น้ำ", "de") == "น้ำ" and marked(" ", "en") == " "
    assert marked("น้ำ", "en") == "[Thai] น้ำ"


def test_a_language_without_a_catalogue_speaks_thai() -> None:
    assert say("ready", "de") == say("ready", "th")
    assert button("skip", "xx") == button("skip", "th")


def test_one_and_several_are_told_apart_where_a_language_does() -> None:
    assert say("time", "en", count=1, minutes=1).startswith("1 question, about 1 min. You may skip it.")
    assert say("time", "en", count=2, minutes=1).startswith("2 questions,")
    assert say("choose_consultation", "en", count=3).startswith("Hello. 3 consultations are")


@pytest.mark.parametrize(
    ("language", "date", "time"),
    [
        ("th", "4 ก.ค. 2568", "4 ก.ค. 2568 16.30 น."),
        ("en", "4 Jul 2025 (B.E. 2568)", "4 Jul 2025 (B.E. 2568), 16:30"),
        ("ms", "4 Jul 2025 (Buddha 2568)", "4 Jul 2025 (Buddha 2568), 16:30"),
        ("ms-Arab", "4 جولاي 2025 (بودا 2568)", "4 جولاي 2025 (بودا 2568)، 16:30"),
    ],
)
def test_dates_have_both_years_where_people_count_the_common_era(language: str, date: str, time: str) -> None:
    moment = datetime(2025, 7, 4, 9, 30, tzinfo=UTC)
    assert wording.short_date(moment, "Asia/Bangkok", language) == date
    assert wording.short_time(moment, "Asia/Bangkok", language) == time
    assert len(catalogue(language)["dates"]["months"]) == 12


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("ข้ามค่ะ", "skip"), ("Skip", "skip"), ("skip please", "skip"), ("langkau", "skip"), ("لڠكاو", "skip"),
        ("ย้อนกลับ", "back"), ("go back", "back"), ("kembali", "back"), ("کمبالي", "back"),
        ("หยุดก่อน", "pause"), ("Pause.", "pause"), ("henti dahulu", "pause"), ("هنتي دهولو", "pause"),
        ("ต่อ", "resume"), ("continue", "resume"), ("sambung", "resume"), ("سمبوڠ", "resume"),
        ("ช่วยเหลือ", "help"), ("bantuan", "help"), ("بنتوان", "help"),
        ("ภาษา", "language"), ("language", "language"), ("Bahasa", "language"), ("بهاس", "language"),
        ("ส่ง", "send"), ("hantar jawapan", "send"), ("هنتر جواڤن", "send"), ("yes", "send"), ("ya", "send"),
        ("air", None), ("", None), ("ข้าม" * 30, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_typed_in_any_language_is_understood_in_every_language(
    typed: str, verb: str | None, language: str
) -> None:
    assert command(typed, language) == verb


def test_no_word_means_two_things() -> None:
    for table in TYPED:
        meanings: dict[str, set[str]] = {}
        for language in LANGUAGES:
            for key, words in catalogue(language).get(table, {}).items():
                for word in words if key != "polite" else ():
                    meanings.setdefault(wording._folded(word), set()).add(key)
        assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}
    assert meaning("words", "", "th") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_the_sentences_tell_people_to_type_is_a_command(language: str) -> None:
    """A word in quotes in a sentence is one to be typed, or the label of a button."""
    named = (*catalogue(language)["button"].values(), *map(wording.own_name, LANGUAGES))
    labels = {label.casefold() for label in named}
    for key, text in sentences(language):
        for part in text.split("“")[1:]:
            word = part.partition("”")[0]
            if "{" not in word:
                assert command(word, language) or word.casefold() in labels, (key, word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_can_be_typed(language: str) -> None:
    verbs = {"same": "keep"}
    for key, label in catalogue(language)["button"].items():
        if key in catalogue("th")["words"] or key in verbs:
            assert command(label, language) == verbs.get(key, key), label


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("อังกฤษ", "en"), ("ภาษาอังกฤษค่ะ", "en"), ("ENGLISH", "en"), ("bahasa inggeris", "en"),
        ("ไทย", "th"), ("thai", "th"),
        ("มลายู", "ms"), ("Melayu (Rumi)", "ms"), ("ยาวี", "ms-Arab"), ("ملايو", "ms-Arab"), ("ملايو (جاوي)", "ms-Arab"),
        ("เขมร", None), ("", None),
    ],
)  # fmt: skip
def test_languages_are_known_by_the_names_people_give_them(typed: str, language: str | None) -> None:
    assert named(typed) == language
    assert named(typed, ("th",)) == (language if language == "th" else None)


def test_each_language_names_itself_and_says_whether_it_was_read() -> None:
    for language in LANGUAGES:
        assert named(wording.own_name(language)) == language
        header = resources.files("consultation.talk").joinpath(f"{language}.toml").read_text(encoding="utf8")
        waiting = any(word in header.split("\n\n")[0] for word in ("NOT YET REVIEWED", "BELUM DISEMAK"))
        assert waiting is not wording.reviewed(language), "the head of the file and its flag say the same"


class _Empty(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _is_only_blanks(text: str) -> bool:
    return script_of(string.Formatter().vformat(text, (), _Empty())) is None
