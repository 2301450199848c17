"""Walks at random: whatever is sent, on whatever form."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.form import UNASKED, Form
from consultation.forms.logic import parse_key, settle
from consultation.talk.compose import MOST_MESSAGES
from consultation.talk.here import MOST_REPEATS, Here
from consultation.talk.model import Incoming, Outgoing, Step, Talk
from consultation.talk.step import begin, step
from tests.consultation.talk.walker import Stuck, Walker
from tests.consultation.talk.walks import CLOSES, CODE, SELECTS, STARTS, acts, forms
from tests.examples import examples

walk = settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])


def started(form: Form) -> Step:
    return begin(form, Talk(code=CODE, revision=form.revision, receipt="AAAA-2222"), STARTS)


def check_stored(before: Here, done: Step) -> None:
    for answer in done.answers:
        name, numbers = parse_key(answer.question)
        assert all(number <= MOST_REPEATS for number in numbers)
        question = before.form.question(name)
        if question is None:
            assert answer.value in ("yes", "no") and numbers[-1] < MOST_REPEATS
            continue
        if question.type in UNASKED:
            assert done.talk.stage == "done" and answer.value is not None
            continue
        slot = before.slot(answer.question)
        assert slot is not None and slot.key == before.talk.at and question.type != "note"
        if answer.value is None:
            assert not before.scene.required(slot)
            continue
        assert before.scene.accepts(slot, answer.value)
        if question.type in SELECTS and question.appearance != "province":
            names = answer.value.split()
            assert names and len(names) == len(set(names))
            assert set(names) <= {choice.name for choice in before.scene.offered(slot)}
            assert question.type != "select_one" or len(names) == 1
        if question.type == "text":
            assert answer.value.strip() and len(answer.value) <= question.longest


def check_said(done: Step) -> None:
    assert len(done.outgoing) <= MOST_MESSAGES
    for message in done.outgoing:
        assert message.text.strip()
        for button in (*message.buttons, *message.controls):
            assert button.data.isascii() and 0 < len(button.data) <= 40
            assert button.label.strip()


def check_state(here: Here) -> None:
    talk = here.talk
    stands = settle(
        here.form, talk.answers, now=here.now, language=talk.language, started=talk.began, seed=talk.receipt
    )
    # What hangs on the day may fall with the next one; it is asked anew when something is answered then.
    by_the_day = any("today()" in question.constraint for question in here.form.questions)
    assert stands == talk.answers or (by_the_day and stands.keys() < talk.answers.keys())
    if talk.stage == "asking":
        slot = here.open
        assert slot is not None and (slot.more or slot.question.asked)
        assert set(talk.picked) <= {choice.name for choice in slot.question.choices}
    assert Talk.model_validate_json(talk.model_dump_json()) == talk


def walked(form: Form, done: list[int | Incoming]) -> Iterator[tuple[Talk, Incoming, Step]]:
    """A talk, what is done next, and what comes of it; the welcome is accepted first."""
    last = started(form)
    shown = list(last.outgoing)
    for number, act in enumerate([0, *done]):
        at = STARTS + timedelta(minutes=number)
        incoming = _tap(shown, act, at) if isinstance(act, int) else act
        after = step(form, last.talk, incoming, CLOSES)  # an event's own time decides, not when it is worked
        yield last.talk, incoming, after
        last, shown = after, list(after.outgoing) or shown


def _tap(shown: list[Outgoing], place: int, at: datetime) -> Incoming:
    buttons = [button for message in shown for button in (*message.buttons, *message.controls)]
    return Incoming(kind="tap", at=at, data=buttons[place % len(buttons)].data if buttons else "")


@walk
@given(forms(), acts())
def test_whatever_is_done_the_talk_stands_and_stores_only_what_is_allowed(
    form: Form, done: list[int | Incoming]
) -> None:
    for before, incoming, after in walked(form, done):
        now = min(incoming.at, CLOSES)
        check_said(after)
        check_stored(Here(form, before, now), after)
        check_state(Here(form, after.talk, now))


@walk
@given(forms(), acts())
def test_the_same_events_give_the_same_talk(form: Form, done: list[int | Incoming]) -> None:
    talk = started(form).talk
    for _, incoming, after in walked(form, done):
        assert step(form, Talk.model_validate_json(talk.model_dump_json()), incoming, CLOSES) == after
        talk = after.talk


@walk
@given(forms(), st.integers(0, 1 << 30))
def test_whoever_answers_as_well_as_they_can_reaches_the_end(form: Form, seed: int) -> None:
    walker = Walker(form, random.Random(seed), STARTS)
    try:
        while walker.talk.stage != "done":
            check_said(walker.go())
    except Stuck:
        # A required question whose constraint nothing on offer fulfils is the officer's to mend; all others end.
        here = Here(form, walker.talk, walker.at)
        assert here.open is not None and here.scene.required(here.open) and here.open.question.constraint, here.talk
