"""Walks at random: whatever is sent, on whatever form."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.flat import accepts, offered, relevant, settle
from consultation.forms.form import SELECTS, Form
from consultation.talk.compose import MOST_MESSAGES
from consultation.talk.model import Incoming, Outgoing, Step, Talk
from consultation.talk.step import begin, step
from tests.consultation.talk.walks import CLOSES, CODE, STARTS, acts, forms

walk = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def started(form: Form) -> Step:
    return begin(form, Talk(code=CODE, revision=form.revision, receipt="AAAA-2222"))


def check_stored(form: Form, before: Talk, done: Step) -> None:
    for answer in done.answers:
        question = form.question(answer.question)
        assert question is not None and question.type != "note"
        if answer.value is None:
            assert not question.required
            continue
        assert accepts(question, answer.value, before.answers)
        if question.type in SELECTS and question.appearance != "province":
            names = answer.value.split()
            assert names and len(names) == len(set(names))
            assert set(names) <= {choice.name for choice in offered(question, before.answers)}
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


def check_state(form: Form, talk: Talk) -> None:
    assert settle(form, talk.answers) == talk.answers
    if talk.stage == "asking":
        question = form.question(talk.at or "")
        assert question is not None and question.type != "note"
        assert relevant(question, {name: talk.answers[name] for name in talk.answers if name != talk.at})
        assert set(talk.picked) <= {choice.name for choice in question.choices}
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
    for before, _, after in walked(form, done):
        check_said(after)
        check_stored(form, before, after)
        check_state(form, after.talk)


@walk
@given(forms(), acts())
def test_the_same_events_give_the_same_talk(form: Form, done: list[int | Incoming]) -> None:
    talk = started(form).talk
    for _, incoming, after in walked(form, done):
        assert step(form, Talk.model_validate_json(talk.model_dump_json()), incoming, CLOSES) == after
        talk = after.talk


@walk
@given(forms(), st.data())
def test_whoever_only_taps_reaches_the_end(form: Form, data: st.DataObject) -> None:
    """Tapping forward, and typing where there is nothing to tap, ends in a sent response within few steps."""
    done, at = started(form), STARTS
    for _ in range(12 * len(form.questions) + 6):
        if done.talk.stage == "done":
            return
        at += timedelta(minutes=1)
        done = step(form, done.talk, _forward(form, done, at, data), at)
    stuck = form.question(done.talk.at or "")
    # A required question whose constraint nothing on offer fulfils is the officer's to mend; all others end.
    assert stuck is not None and stuck.required and stuck.constraint


def _forward(form: Form, done: Step, at: object, data: st.DataObject) -> Incoming:
    last = done.outgoing[-1]
    verbs = {button.data.rsplit(".", 1)[1]: button for button in (*last.buttons, *last.controls)}
    for verb in ("start", "send"):
        if verb in verbs:
            return Incoming.model_validate({"kind": "tap", "at": at, "data": verbs[verb].data})
    if "done" in verbs and data.draw(st.booleans()):
        return Incoming.model_validate({"kind": "tap", "at": at, "data": verbs["done"].data})
    if "skip" in verbs and (done.talk.misses > 1 or not last.buttons):
        return Incoming.model_validate({"kind": "tap", "at": at, "data": verbs["skip"].data})
    if last.buttons:
        button = data.draw(st.sampled_from(last.buttons))
        return Incoming.model_validate({"kind": "tap", "at": at, "data": button.data})
    return Incoming.model_validate({"kind": "text", "at": at, "text": data.draw(st.sampled_from(("7", "50", "น้ำ")))})
