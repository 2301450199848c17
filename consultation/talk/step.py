"""One step of the conversation: pure and total. What comes in, and where the talk stands, give what is stored and said.

No clock, no database, no randomness: replaying the same events gives the same talk. A step never raises for anything
a citizen can send, and never loops.
"""

import re
from datetime import datetime, timedelta

from consultation.forms.form import Form
from consultation.talk import albums, asking, checking, compose, moves, sections, tongues
from consultation.talk.here import SITTINGS, Here
from consultation.talk.kinds import kind_of
from consultation.talk.model import Incoming, Outgoing, Step, Talk
from consultation.talk.question import question
from consultation.talk.review import correcting, review
from consultation.talk.wording import command
from nlp import reply

DOUBLE_TAP = timedelta(seconds=10)  # the same button again within this is one tap of an unsteady finger
AT_ONCE = timedelta(seconds=1)  # two buttons of one question within this: the one tapped first is the answer

_TAP = re.compile(r"([A-Z0-9]{2,12})\.([0-9]{1,9})\.([0-9]{1,9})\.([a-z]+)([0-9]{0,9})")
_VERBS_ANYWHERE = ("help", "greet", "resume")
_VERBS_IN_FREE_TEXT = ("skip", "back", "pause", "default")


def begin(form: Form, talk: Talk, now: datetime) -> Step:
    """Open the conversation: who asks, what for, the privacy text, and the choice to start. Stores nothing."""
    return Step(talk=talk, outgoing=compose.welcome(Here(form, talk, now)))


def step(form: Form, talk: Talk, incoming: Incoming, now: datetime) -> Step:
    """Take one event. After the close (by the event's own time) an answer is kept as late and changes nothing."""
    if incoming.kind == "tap" and _same_tap(talk, incoming):
        return Step(talk=talk)
    turn = tongues.turn(form, talk, incoming)
    here = Here(form, turn.talk, min(incoming.at, now))
    if turn.asks:
        return Step(talk=here.talk, outgoing=(tongues.question(form, here.talk),))
    closes_at = form.about.closes_at
    late = closes_at is not None and here.now > closes_at
    if (part := albums.other_part(here, incoming, late=late)) is not None:
        return part
    if here.talk.stage == "done" or (turn.again and not late):
        return albums.seen(_again(here, turn.key), incoming)
    done = _late(here, None if turn.again else incoming) if late else _on_time(here, incoming)
    return albums.seen(done, incoming)


def again(form: Form, talk: Talk, now: datetime, key: str | None = None) -> Step:
    """Say again what is open now, after a sentence (`resume`, `stale` …) when one is named."""
    return _again(Here(form, talk, now), key)


def guidance(form: Form, talk: Talk, now: datetime) -> tuple[Outgoing, ...]:
    """What the form says to whoever asks for help at the question that is open; nothing where it says nothing."""
    return _guidance(Here(form, talk, now), "help") if talk.stage == "asking" else ()


def _again(here: Here, key: str | None = None) -> Step:
    before = (here.plain(key),) if key else ()
    if here.talk.stage in ("welcome", "declined"):
        return Step(talk=here.talk, outgoing=_welcome_again(here, key))
    if here.talk.stage == "done":
        return Step(talk=here.talk, outgoing=(here.plain("already", receipt=here.talk.receipt),))
    here = here.moved(paused=False)
    if here.talk.stage == "review":
        return Step(talk=here.talk, outgoing=compose.few((*before, *review(here))))
    if here.talk.stage == "correcting":
        return Step(talk=here.talk, outgoing=(*before, correcting(here)))
    if here.open is None:
        return _after(before, moves.go_on(here))
    return Step(talk=here.talk, outgoing=question(here, before=(*before, *_guidance(here, key))))


def _welcome_again(here: Here, key: str | None) -> tuple[Outgoing, ...]:
    if key is None:
        return compose.welcome(here)
    return (*((here.plain(key),) if key == "help" else ()), compose.ready(here))


def _guidance(here: Here, key: str | None) -> tuple[Outgoing, ...]:
    """What the form says to whoever asks for help at the open question."""
    slot = here.open
    text = here.told(slot.question.guidance_hint, slot) if slot is not None and key == "help" else ""
    return (Outgoing(key="guidance", text=text),) if text else ()


def _after(before: tuple[Outgoing, ...], done: Step) -> Step:
    return done.model_copy(update={"outgoing": compose.few((*before, *done.outgoing))})


def _late(here: Here, incoming: Incoming | None) -> Step:
    """incoming None: only the language was chosen."""
    taken = _on_time(here, incoming) if incoming and here.talk.stage == "asking" else Step(talk=here.talk)
    late = tuple(answer.model_copy(update={"late": True}) for answer in taken.answers if answer.value is not None)
    talk = albums.begun_late(here.talk, taken.talk)
    return Step(talk=talk, answers=late, outgoing=(compose.closed(here, kept=bool(late)),))


def _on_time(here: Here, incoming: Incoming) -> Step:
    talk = here.talk
    if talk.stage == "asking" and here.open is None:
        return _again(here, "stale")  # the question hung on the time of day, and that has passed
    if incoming.kind == "tap":
        return _tap(here, incoming)
    if incoming.kind == "hello":
        return _again(here, "resume")
    verb = None if _is_offered(here, incoming.text) else command(incoming.text, talk.language)
    if verb == "pause" and talk.paused:
        return _pause(here)
    if verb == "enter":  # what a menu says for a person wherever the talk stands
        started = _welcome_verb(here, "start") if talk.stage in ("welcome", "declined") else None
        return started or _again(here, "resume")
    if verb in _VERBS_ANYWHERE or (talk.paused and talk.stage not in ("welcome", "declined")):
        if verb is None and albums.answers_open(here, incoming):
            return _sent(here.moved(paused=False), incoming, verb)  # part by part: none of it comes a second time
        return _again(here, "help" if verb == "help" else "resume")
    if incoming.kind in ("media", "place"):
        return _sent(here, incoming, verb)
    return _text(here, incoming, verb)


def _is_offered(here: Here, text: str) -> bool:
    """Whether the text is, word for word, something that the open question offers: then it is no command."""
    slot = here.open if here.talk.stage == "asking" else None
    if slot is None or slot.question.type in SITTINGS:
        return False
    return text.strip() in {offer.label for offer in kind_of(slot).offers(here, slot)}


def _tap(here: Here, incoming: Incoming) -> Step:
    found, talk = _TAP.fullmatch(incoming.data), here.talk
    if found is None or found[1] != talk.code or (int(found[2]), int(found[3])) != (talk.revision, talk.turn):
        return _tapped_before(here, incoming, found)
    tap = {"last_tap": incoming.data, "last_tap_at": incoming.at, "last_tap_order": incoming.order}
    taken = here.moved(**tap, paused=False)
    verb, number = found[4], int(found[5]) if found[5] else -1
    done = _verb(taken, incoming, verb, number)
    return _again(taken, "stale") if done is None else _told(done, talk)


def _told(done: Step, before: Talk) -> Step:
    """The same step, saying that the tap was taken; one that led to "not so" was not."""
    if not done.outgoing or done.outgoing[-1].tapped or done.talk.misses > before.misses:
        return done
    taken = done.outgoing[-1].model_copy(update={"tapped": "taken"})
    return done.model_copy(update={"outgoing": (*done.outgoing[:-1], taken)})


def _tapped_before(here: Here, incoming: Incoming, found: re.Match[str] | None) -> Step:
    """A button of another turn: stale, unless it is one of two that were tapped at once.

    Of those the one tapped first is the answer, by the events' own time and then their order, whichever comes first.
    """
    talk = here.talk
    last, at = _TAP.fullmatch(talk.last_tap), talk.last_tap_at
    if found is None or last is None or at is None or not _two_at_once(talk, incoming, found, last):
        return _again(here, None if talk.stage in ("welcome", "declined") else "stale")
    if (at, talk.last_tap_order) <= (incoming.at, incoming.order):
        return _again(here, "tap_first")
    tap = {"last_tap": incoming.data, "last_tap_at": incoming.at, "last_tap_order": incoming.order}
    asked = _one_back(here, incoming).moved(**tap, picked=(), meant=())
    return _verb(asked, incoming, "c", int(found[5])) or _again(here, "stale")


def _one_back(here: Here, incoming: Incoming) -> Here:
    """Where the talk stood before its last answer: at the statement voted on, or at the question answered."""
    slot, talk = here.open, here.talk
    if slot is not None and (sitting := SITTINGS.get(slot.question.type)) is not None:
        sat = sitting.pressed(here, slot, incoming, "back", -1)
        if sat is not None:
            return here.moved(**sat.changes)
    return here.moved(stage="asking", at=talk.path[-1], path=talk.path[:-1])


def _two_at_once(talk: Talk, incoming: Incoming, found: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two choices of one question were tapped within a second, and nothing was done between them."""
    at, same = talk.last_tap_at, found.group(1, 2, 3) == last.group(1, 2, 3)
    choices = found[4] == last[4] == "c" and found[5] and last[5]
    following = same and int(found[3]) == talk.turn - 1 and talk.stage in ("asking", "review") and bool(talk.path)
    return bool(choices and following and at is not None and abs(incoming.at - at) <= AT_ONCE)


def _sent(here: Here, incoming: Incoming, verb: str | None) -> Step:
    slot = here.open if here.talk.stage == "asking" else None
    if slot is not None and verb is None:
        return asking.sent(here, slot, incoming)
    return _text(here, incoming, verb) if incoming.text.strip() else _again(here)


def _text(here: Here, incoming: Incoming, verb: str | None) -> Step:
    stage, text = here.talk.stage, incoming.text
    if stage in ("welcome", "declined"):
        return _at_welcome(here, incoming, text, verb)
    if verb is not None and (verb in _VERBS_IN_FREE_TEXT or not _free(here)):
        done = _verb(here, incoming, verb, -1)
        if done is not None:
            return done
    if stage == "review":
        return checking.at_review(here, incoming, text)
    if stage == "correcting":
        return checking.at_correcting(here, text)
    slot = here.open
    assert slot is not None
    return asking.typed(here, slot, incoming, text)


def _free(here: Here) -> bool:
    """Whether free text is waited for, so that most words that steer elsewhere are an answer here."""
    slot = here.open if here.talk.stage == "asking" else None
    if slot is None:
        return False
    sitting = SITTINGS.get(slot.question.type)
    return sitting.free(here, slot) if sitting is not None else slot.question.type == "text" and not slot.more


def _verb(here: Here, incoming: Incoming, verb: str, number: int) -> Step | None:
    """Carry a control out; None where it means nothing at this stage."""
    if here.talk.stage in ("welcome", "declined"):
        return _welcome_verb(here, verb)
    if verb == "pause":
        return _pause(here)
    if verb == "resume":
        return _again(here, "resume")
    if here.talk.stage == "review":
        return checking.review_verb(here, incoming, verb)
    if here.talk.stage == "correcting":
        return checking.correcting_verb(here, verb, number)
    slot = here.open
    return None if slot is None else asking.verb(here, slot, incoming, verb, number)


def _at_welcome(here: Here, incoming: Incoming, text: str, verb: str | None) -> Step:
    labels = [choice.label for choice in compose.start_buttons(here.talk)]
    meant = reply.choose(text, labels)
    if meant.kind == "chosen":
        verb = ("start", "details", "decline")[meant.indices[0]]
    done = _welcome_verb(here, verb) if verb else None
    if done is None and here.talk.stage == "declined":
        return Step(talk=here.talk, outgoing=(here.plain("declined"),))
    return done or Step(talk=here.talk, outgoing=(here.plain("invalid", count=len(labels)), compose.ready(here)))


def _welcome_verb(here: Here, verb: str) -> Step | None:
    if verb == "start":
        begun = here.moved(stage="asking", at=None, began=here.talk.began or here.now)
        return sections.first(begun) or moves.go_on(begun)
    if verb == "decline":
        gone = here.moved(stage="declined")
        return Step(talk=gone.talk, outgoing=(gone.plain("declined"),))
    if verb == "details":
        about = here.form.about
        details = here.plain("details").model_copy(update={"link": about.privacy_link or about.link or None})
        return Step(talk=here.talk, outgoing=(details, compose.ready(here)))
    return None


def _pause(here: Here) -> Step:
    paused = here.moved(paused=True)
    return Step(talk=paused.talk, outgoing=(compose.paused(paused),))


def _same_tap(talk: Talk, incoming: Incoming) -> bool:
    at = talk.last_tap_at
    return incoming.data == talk.last_tap and at is not None and abs(incoming.at - at) <= DOUBLE_TAP
