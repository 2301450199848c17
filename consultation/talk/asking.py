"""What is done while a question is open: an answer typed, tapped or sent; skip, back, keep, done, clear."""

from consultation.forms.logic import Slot
from consultation.talk import albums, moves, understand
from consultation.talk.compose import replacing
from consultation.talk.here import SITTINGS, Here
from consultation.talk.kinds.assent import NO, YES
from consultation.talk.model import Answered, Incoming, Outgoing, Step
from consultation.talk.question import question
from consultation.talk.sitting import Sat, Sitting
from consultation.talk.understand import Ask, Picked, Taken, Understood
from consultation.talk.wording import meaning
from nlp import reply

HELP_AFTER = 3  # answers in a row that were not understood


def typed(here: Here, slot: Slot, incoming: Incoming, text: str) -> Step:
    """A typed message as an answer to the open question."""
    if (sitting := SITTINGS.get(slot.question.type)) is not None:
        return _sat(here, slot, sitting.typed(here, slot, incoming), incoming)
    meant = understand.typed(here, slot, text)
    if isinstance(meant, Ask) and here.talk.meant:
        meant = _one_of_those(here, slot, text) or meant
    return _taken(here, slot, incoming, meant)


def _one_of_those(here: Here, slot: Slot, text: str) -> Understood | None:
    """A reply to "which did you mean": yes where it was one, its number or its words where they were several."""
    taken = [one for place in here.talk.meant if (one := understand.tapped(here, slot, place)) is not None]
    if len(taken) == 1 and meaning("yes_no", text, here.language) == YES:
        return taken[0]
    named = [one for one in taken if isinstance(one, Taken)]
    chosen = reply.choose(text, [one.raw for one in named]) if len(named) == len(taken) > 1 else None
    return named[chosen.indices[0]] if chosen is not None and chosen.kind == "chosen" else None


def sent(here: Here, slot: Slot, incoming: Incoming) -> Step:
    """A photo, a voice, a place as an answer; its caption where only words are an answer."""
    if slot.question.type in SITTINGS:
        return typed(here, slot, incoming, incoming.text)
    meant = understand.sent(here, slot, incoming)
    here = albums.begun(here, incoming, slot.key, meant)
    if meant is not None:
        return _taken(here, slot, incoming, meant)
    if incoming.text.strip():
        return typed(here, slot, incoming, incoming.text)
    return _missed(here, understand.need(here, slot))


def verb(here: Here, slot: Slot, incoming: Incoming, name: str, number: int) -> Step | None:
    """Carry a control out; None where it means nothing at this question."""
    if (sitting := SITTINGS.get(slot.question.type)) is not None:
        done = _in_sitting(here, slot, sitting, incoming, name, number)
        if done is not None:
            return done
    if name == "skip":
        return _skip(here, slot, incoming)
    if name == "back":
        return moves.back(here)
    if name == "keep" and slot.key in here.talk.answers:
        return moves.keep(here)
    if slot.question.type in SITTINGS:
        return None
    return _answering(here, slot, incoming, name, number)


def _answering(here: Here, slot: Slot, incoming: Incoming, name: str, number: int) -> Step | None:
    meant: Understood | None = None
    if name == "c":
        meant = understand.tapped(here, slot, number)
    elif name == "default" and slot.key not in here.talk.answers:
        meant = understand.default(here, slot)
    elif name == "done" and here.talk.picked:
        meant = understand.finished(here, slot)
    elif name == "clear" and here.talk.picked:
        return _replaced(here.moved(picked=()))
    elif name == "u":
        return _replaced(here.moved(picked=understand.unticked(here, slot, number), meant=(), misses=0))
    elif name == "page" and number >= 0:
        return _replaced(here.moved(page=min(number, len(slot.question.choices))))
    return None if meant is None else _taken(here, slot, incoming, meant)


def _taken(here: Here, slot: Slot, incoming: Incoming, meant: Understood) -> Step:
    if isinstance(meant, Ask):
        return _missed(here, meant)
    if isinstance(meant, Picked):
        return _replaced(here.moved(picked=meant.names, meant=(), misses=0))
    answer = Answered(question=slot.key, value=meant.value, raw=meant.raw, at=incoming.at)
    return moves.store(here, answer, say=_notice(here, meant))


def _replaced(here: Here) -> Step:
    """The open question as it stands now, in place of the message that asked it."""
    return Step(talk=here.talk, outgoing=replacing(question(here)))


def _notice(here: Here, meant: Taken) -> tuple[Outgoing, ...]:
    return (here.plain(meant.notice[0], **meant.notice[1]),) if meant.notice else ()


def _missed(here: Here, ask: Ask) -> Step:
    """Say what is needed and ask again; every few misses in a row, say how to answer as well."""
    missed = here.moved(misses=here.talk.misses + 1, meant=tuple(offer.place for offer in ask.offers))
    before = [sentence(here, ask)]
    if missed.talk.misses % HELP_AFTER == 0:
        before.append(here.plain("help"))
    return Step(talk=missed.talk, outgoing=question(missed, before=before, instead=ask.offers))


def sentence(here: Here, ask: Ask) -> Outgoing:
    """What is needed, in words."""
    if ask.key == "_own":
        return Outgoing(key="constraint", text=str(ask.values["text"]))
    return here.plain(ask.key, **ask.values)


def _skip(here: Here, slot: Slot, incoming: Incoming) -> Step:
    """Leave the question without an answer; at "one more?" that means no."""
    if slot.more:
        return moves.store(here, Answered(question=slot.key, value=NO, raw=incoming.text, at=incoming.at))
    if here.scene.required(slot):
        own = here.told(slot.question.required_message, slot)
        before = Outgoing(key="required", text=own) if own else here.plain("cannot_skip")
        return Step(talk=here.talk, outgoing=question(here, before=(before,)))
    return moves.store(here, Answered(question=slot.key, value=None, raw=incoming.text, at=incoming.at))


def _in_sitting(here: Here, slot: Slot, sitting: Sitting, incoming: Incoming, name: str, number: int) -> Step | None:
    sat = sitting.pressed(here, slot, incoming, name, number)
    return None if sat is None else _sat(here, slot, sat, incoming)


def _sat(here: Here, slot: Slot, sat: Sat, incoming: Incoming) -> Step:
    """Go on in a sitting, or from it to the next question."""
    after = here.moved(**sat.changes)
    if sat.missed:
        return _missed(after, Ask(*sat.say) if sat.say else Ask("need_text"))
    say = (here.plain(sat.say[0], **sat.say[1]),) if sat.say else ()
    if sat.over:
        answer = Answered(question=slot.key, value=sat.value, raw=sat.value or "", at=incoming.at)
        done = moves.store(after, answer, say=say)
        return done.model_copy(update={"answers": (*sat.answers, *done.answers)})
    after = after.moved(turn=after.talk.turn + 1, misses=0)
    return Step(talk=after.talk, answers=sat.answers, outgoing=question(after, before=say))
