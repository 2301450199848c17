"""The translations that templates bring along."""

import pytest

from consultation.forms import translations
from consultation.forms.form import Form, Question, Texts
from consultation.forms.templates import KEYS, fill, templates
from consultation.forms.translations import languages_of, translated
from consultation.places.schemes import cluster, scheme
from consultation.talk.wording import LANGUAGES

BORDER = cluster("current:7")
PLAIN = [key for key in KEYS if not templates()[key].needs_plan]
FACTS = ("facts_1", "facts_2")  # the officer fills them in


def texts(form: Form) -> list[tuple[str, Texts]]:
    found = [("title", form.title)]
    for question in form.questions:
        found += [(f"{question.name}.{name}", getattr(question, name)) for name in ("label", "short", "hint")]
        found += [(f"{question.name}/{choice.name}", choice.label) for choice in question.choices]
    return [(where, text) for where, text in found if text]


@pytest.mark.parametrize("key", PLAIN)
def test_a_template_for_the_border_is_there_in_every_language(key: str) -> None:
    form = fill(key, BORDER)
    missing = {where for where, text in texts(form) if set(text) != set(LANGUAGES)}
    districts = {f"district/{choice.name}" for question in form.questions for choice in question.choices}
    assert {where for where in missing if where not in districts} <= {f"{name}.label" for name in FACTS}
    assert form.languages.keys() == set(LANGUAGES)


@pytest.mark.parametrize("key", PLAIN)
def test_elsewhere_a_template_is_thai_alone(key: str) -> None:
    form = fill(key, cluster("current:10"))
    assert {language for _, text in texts(form) for language in text} == {"th"}
    assert form.languages == {}


def test_malay_comes_to_the_clusters_where_it_is_spoken() -> None:
    spoken = {each.code for key in ("2551", "2567") for each in scheme(key).clusters if len(languages_of(each)) > 1}
    assert spoken == {"2551:8", "2567:5", "2567:7"}


def test_every_entry_is_whole_and_no_text_is_there_twice() -> None:
    entries = translations._file()["text"]
    assert all(set(entry) == set(LANGUAGES) and all(entry.values()) for entry in entries)
    assert len({entry["th"] for entry in entries}) == len(entries)
    for entry in entries:
        assert (
            len({tuple(sorted(part for part in ("{cluster}", "{plan}") if part in text)) for text in entry.values()})
            == 1
        )
    assert translations.reviewed() is False


def test_a_text_that_was_changed_is_not_called_by_its_old_translation_and_own_ones_stay() -> None:
    form = Form(
        title={"th": "ชื่ออื่น"},
        questions=(
            Question(name="a", type="text", label={"th": "เหตุผลของท่านคืออะไรคะ", "en": "Why?"}),
            Question(name="b", type="text", label={"th": "เหตุผลของท่านคืออะไรคะ ท่านผู้เจริญ"}),
        ),
    )
    done = translated(form, BORDER)
    assert done.title == {"th": "ชื่ออื่น"}
    assert done.questions[0].label["en"] == "Why?" and done.questions[0].label["ms"] == "Apakah alasan anda?"
    assert done.questions[1].label == form.questions[1].label
