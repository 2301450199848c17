"""How a talk moves: an answer is stored, the next question asked, the one before asked again, the review reached."""

from consultation.forms.logic import Slot
from consultation.talk import compose
from consultation.talk.here import MOST_REPEATS, SITTINGS, Here
from consultation.talk.model import Answered, Outgoing, Step
from consultation.talk.question import preface, question
from consultation.talk.review import review


def go_on(here: Here) -> Step:
    """Ask the first question that applies and has no answer yet; after the last one comes the review."""
    slot = here.following
    return to_review(here) if slot is None else ask(here, slot)


def ask(here: Here, slot: Slot) -> Step:
    """Ask a question; when it is new, after the headings and notes that stand before it."""
    asked = here.moved(stage="asking", at=slot.key, turn=here.talk.turn + 1, picked=(), meant=(), misses=0, page=0)
    if (sitting := SITTINGS.get(slot.question.type)) is not None:
        sat = sitting.opened(asked, slot)
        asked = asked.moved(**sat.changes)
        if sat.over:
            say = (here.plain(sat.say[0], **sat.say[1]),) if sat.say else ()
            on = go_on(asked.moved(answers={**asked.talk.answers, slot.key: sat.value}))
            return on.model_copy(update={"outgoing": compose.few((*say, *on.outgoing))})
    before = () if slot.key in asked.talk.answers else preface(asked)
    return Step(talk=asked.talk, outgoing=question(asked, before=before))


def to_review(here: Here) -> Step:
    """All answers for a last look, after the notes behind the last question."""
    at_review = here.moved(stage="review", at=None, returning=False, turn=here.talk.turn + 1, page=0)
    before = () if here.talk.returning else preface(at_review)
    return Step(talk=at_review.talk, outgoing=compose.few((*before, *review(at_review))))


def store(here: Here, answer: Answered, *, say: tuple[Outgoing, ...] = ()) -> Step:
    """Keep an answer to the open question, let go of those that it makes void, and go on."""
    settled = here.answering({**here.talk.answers, answer.question: answer.value})
    after = settled.moved(picked=(), meant=(), misses=0, path=_walked(here))
    on = go_on(after)
    return Step(talk=on.talk, answers=(answer,), outgoing=compose.few((*say, *_bounds(here, after), *on.outgoing)))


def keep(here: Here) -> Step:
    """Leave the answer of the open question as it was and go on."""
    return go_on(here.moved(picked=(), meant=(), misses=0, path=_walked(here)))


def back(here: Here) -> Step:
    """Ask the question before again; in a repeat the last one of the instance before."""
    talk = here.talk
    if talk.returning and talk.at in talk.answers:
        return keep(here)
    path = [key for key in talk.path if key in talk.answers and key in here.slots and key != talk.at]
    if not path:
        return Step(talk=talk, outgoing=question(here, before=(here.plain("cannot_go_back"),)))
    return ask(here.moved(path=tuple(path[:-1])), here.slots[path[-1]])


def _walked(here: Here) -> tuple[str, ...]:
    at = here.talk.at or ""
    return (*(key for key in here.talk.path if key != at), at)


def _bounds(before: Here, after: Here) -> tuple[Outgoing, ...]:
    """That a repeat takes no more: said on leaving the last one that may be, and on entering one that has too many."""
    left = _repeats(before, before.open)
    entered = _repeats(after, after.following)
    full = any(numbers[-1] == MOST_REPEATS for name, numbers in left if (name, numbers) not in entered)
    if full and before.talk.returning:
        return ()
    if full:
        return (before.plain("more_done", most=MOST_REPEATS),)
    begun = {name for name, numbers in entered if numbers[-1] == 1 and (name, numbers) not in left}
    if any(_too_many(after, name) for name in begun):
        return (before.plain("more_than", most=MOST_REPEATS),)
    return ()


def _repeats(here: Here, slot: Slot | None) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple(entered for entered in here.around(slot) if entered[1]) if slot is not None else ()


def _too_many(here: Here, name: str) -> bool:
    """Whether a form asks for more of a counted repeat than are asked about."""
    return bool(here.groups[name].repeat_count) and any(
        entered == name and numbers[-1] > MOST_REPEATS
        for slot in here.scene.slots()
        for entered, numbers in here.around(slot)
        if numbers
    )
