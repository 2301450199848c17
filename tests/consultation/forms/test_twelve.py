"""The twelve questions: in as they were typed, out as they came in, and decided as they say."""

from datetime import UTC, datetime

from consultation.forms.check import errors
from consultation.forms.logic import Scene, settle
from consultation.forms.xlsform import normal, pack, read, write
from tests.consultation.forms import twelve
from tests.consultation.forms.examples import xform
from tests.consultation.forms.xforms import facts

NOW = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def test_it_is_what_it_says() -> None:
    form = twelve.form()
    assert errors(form) == []
    assert sum(question.counted for question in form.questions) == 12
    assert [*form.languages] == [*twelve.LANGUAGES]
    spoken = [question.label for question in form.questions if question.type != "calculate"]
    spoken += [choice.label for question in form.questions for choice in question.choices]
    assert all([*texts] == [*twelve.LANGUAGES] for texts in spoken)
    assert [group.name for group in form.groups if group.repeat] == ["member"]


def test_what_went_in_comes_out() -> None:
    form = twelve.form()
    out = write(form)
    assert twelve.lost(twelve.book(), out) == []
    assert read(out) == form == normal(form)
    assert pack(form).suffix == ".xlsx"
    assert facts(xform(twelve.book())) == facts(xform(out))


def test_what_is_lost_would_be_told() -> None:
    form = twelve.form()
    other = form.model_copy(update={"questions": form.questions[1:], "settings": {}})
    assert len(twelve.lost(twelve.book(), write(other))) > 3


def test_its_conditions_its_cascade_and_its_repeat() -> None:
    form = twelve.form()
    assert settle(form, twelve.ANSWERS, now=NOW) == twelve.ANSWERS
    scene = Scene(form, twelve.ANSWERS, now=NOW)
    assert scene.following() is None and scene.calculated()["people"] == "2"
    district = scene.slot("district")
    assert district is not None
    assert [choice.name for choice in scene.offered(district)] == ["9601", "9602"]
    assert scene.slot("helped[1]") is None and scene.slot("helped[2]") is not None
    dry = Scene(form, {**twelve.ANSWERS, "flooded": "no"}, now=NOW)
    assert all(dry.slot(key) is None for key in ("since", "depth", "helped[2]"))
    for key, bad in (("since", "2027-01-01"), ("depth", "6"), ("lived", "121"), ("water", "none tap")):
        slot = scene.slot(key)
        assert slot is not None and not scene.accepts(slot, bad)
