"""Texts side by side: nothing missing is passed over, nothing translated is lost."""

from consultation.forms import texts
from consultation.forms.form import Form
from consultation.forms.templates import fill
from consultation.forms.texts import add_language, drop_language, items, languages, missing, put, stale
from consultation.places.schemes import cluster
from tests.consultation.forms.sample import ask, sample


def test_every_text_with_thai_is_listed_in_order() -> None:
    addresses = [item.address for item in items(sample())]
    assert addresses[:6] == [
        ":title:", "crop:label:", "crop:choice:rice", "crop:choice:rubber", "crop:choice:none", "kind:label:",
    ]  # fmt: skip
    assert addresses.index("home:label:") == addresses.index("house:label:") - 1
    assert addresses.index("member:label:") == addresses.index("age:label:") - 1
    assert len(addresses) == len(set(addresses))


def test_what_is_missing_is_counted_by_language() -> None:
    form = sample()
    assert missing(form) == {"en": len(items(form)) - 3}
    assert missing(fill("needs", cluster("2567:10"))) == {}
    more = add_language(form, "ms-Arab")
    assert languages(more) == ["en", "ms-Arab"]
    assert missing(more)["ms-Arab"] == len(items(form))


def test_places_of_the_register_are_nobodys_to_translate() -> None:
    assert not [item for item in items(fill("needs", cluster("2567:10"))) if item.owner == "district" and item.choice]


def test_a_translation_is_put_in_and_taken_away() -> None:
    form = sample()
    typed = {
        ("kind:choice:sticky", "en"): " Sticky rice ", ("home:label:", "en"): "Home", (":title:", "ms"): "Isi rumah",
        ("crop:label:", "th"): "ไม่ให้แก้", ("gone:label:", "en"): "x", ("crop:gone:", "en"): "x",
    }  # fmt: skip
    after = put(form, typed)
    assert after.question("kind").choice("sticky").label == {"th": "เหนียว", "en": "Sticky rice"}  # type: ignore[union-attr]
    assert after.group("home").label["en"] == "Home"  # type: ignore[union-attr]
    assert after.title == {"th": "ครัวเรือน", "en": "Household", "ms": "Isi rumah"}
    assert after.question("crop") == form.question("crop")
    assert (
        put(after, {address: "" for address in typed if address != (":title:", "ms")} | {(":title:", "ms"): ""}) == form
    )


def test_what_a_person_wrote_once_is_offered_for_the_same_words() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a", label={"th": "ถนน"}), ask("b", label={"th": "ถนน"}), ask("c")))
    typed = {("a:label:", "en"): "Road"}
    assert texts.same_elsewhere(put(form, typed), typed) == {("b:label:", "en"): "Road"}
    done = put(form, {("b:label:", "en"): "Way"})
    assert texts.same_elsewhere(put(done, typed), typed) == {}


def test_a_translation_of_words_that_changed_is_known() -> None:
    first = put(sample(), {("crop:label:", "en"): "Which crop?"})
    wish = first.question("wish")
    assert wish is not None
    reworded = first.model_copy(
        update={
            "questions": tuple(
                q.model_copy(update={"label": {**q.label, "th": "ใหม่"}}) if q.name == "wish" else q
                for q in first.questions
            )
        }
    )
    assert stale([]) == stale([first]) == set()
    assert stale([first, reworded]) == {("wish:label:", "en")}
    assert stale([first, reworded, put(reworded, {("wish:label:", "en"): "New"})]) == set()
    assert stale([first, reworded, first]) == set()


def test_a_language_comes_and_goes_with_its_texts() -> None:
    form = sample()
    assert add_language(form, "ms").languages == {"th": "ไทย (th)", "en": "English (en)", "ms": "Melayu (ms)"}
    assert add_language(form, "tlh") == form
    without = drop_language(form, "en")
    assert languages(without) == [] and without.title == {"th": "ครัวเรือน"}
    assert drop_language(form, "th") == form
    assert add_language(Form(title={"th": "x"}, questions=()), "ms-Arab").languages == {
        "th": "ไทย (th)",
        "ms-Arab": "Jawi (ms-Arab)",
    }


def test_jawi_runs_from_right_to_left() -> None:
    assert [code for code in ("th", "en", "ms", "ms-Arab", "ar") if texts.right_to_left(code)] == [
        "ms-Arab",
        "ar",
    ]
