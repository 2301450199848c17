"""One step of the conversation: pure and total. What comes in, and where the talk stands, give what is stored and said.

No clock, no database, no randomness: replaying the same events gives the same talk. A step never raises for anything
a citizen can send, and never loops.
"""

import re
from datetime import datetime, timedelta

from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import following, offered, settle
from consultation.talk import compose, understand
from consultation.talk.model import Answered, Incoming, Outgoing, Step, Talk
from consultation.talk.understand import Ask, Picked, Taken, Understood
from consultation.talk.wording import button, command
from nlp import reply

DOUBLE_TAP = timedelta(seconds=10)  # the same button again within this is one tap of an unsteady finger
HELP_AFTER = 3  # answers in a row that were not understood

_TAP = re.compile(r"([A-Z0-9]{2,12})\.([0-9]{1,9})\.([0-9]{1,9})\.([a-z]+)([0-9]{0,4})")
_VERBS_ANYWHERE = ("help", "greet", "resume")
_VERBS_IN_FREE_TEXT = ("skip", "back", "pause")


def begin(form: Form, talk: Talk) -> Step:
    """Open the conversation: who asks, what for, the privacy text, and the choice to start. Stores nothing."""
    return Step(talk=talk, outgoing=compose.welcome(form, talk))


def step(form: Form, talk: Talk, incoming: Incoming, now: datetime) -> Step:
    """Take one event. After the close (by the event's own time) an answer is kept as late and changes nothing."""
    if incoming.kind == "tap" and _same_tap(talk, incoming):
        return Step(talk=talk)
    if talk.stage == "done":
        return again(form, talk)
    closes_at = form.about.closes_at
    if closes_at is not None and min(incoming.at, now) > closes_at:
        return _late(form, talk, incoming)
    return _on_time(form, talk, incoming)


def again(form: Form, talk: Talk, key: str | None = None) -> Step:
    """Say again what is open now, after a sentence (`resume`, `stale` …) when one is named."""
    before = (compose.plain(key, talk),) if key else ()
    if talk.stage in ("welcome", "declined"):
        welcome = compose.welcome(form, talk)
        if key == "help":
            return Step(talk=talk, outgoing=(*before, welcome[-1]))
        return Step(talk=talk, outgoing=welcome if key is None else welcome[-1:])
    if talk.stage == "done":
        return Step(talk=talk, outgoing=(compose.plain("already", talk, receipt=talk.receipt),))
    talk = talk.model_copy(update={"paused": False})
    if talk.stage == "review":
        return Step(talk=talk, outgoing=(*before, compose.review(form, talk)))
    if talk.stage == "correcting":
        return Step(talk=talk, outgoing=(*before, compose.correcting(form, talk)))
    return Step(talk=talk, outgoing=compose.question(form, talk, before=before))


def _late(form: Form, talk: Talk, incoming: Incoming) -> Step:
    answers = _on_time(form, talk, incoming).answers if talk.stage == "asking" else ()
    late = tuple(answer.model_copy(update={"late": True}) for answer in answers if answer.value is not None)
    return Step(talk=talk, answers=late, outgoing=(compose.closed(form, talk, kept=bool(late)),))


def _on_time(form: Form, talk: Talk, incoming: Incoming) -> Step:
    if incoming.kind == "tap":
        return _tap(form, talk, incoming)
    if incoming.kind == "hello":
        return again(form, talk, "resume")
    verb = None if _is_choice(form, talk, incoming.text) else command(incoming.text, talk.language)
    if verb == "pause" and talk.paused:
        return _pause(form, talk)
    if verb in _VERBS_ANYWHERE or (talk.paused and talk.stage not in ("welcome", "declined")):
        return again(form, talk, "help" if verb == "help" else "resume")
    if incoming.kind == "media" and not incoming.text.strip():
        return _media(form, talk)
    return _text(form, talk, incoming, incoming.text, verb)


def _is_choice(form: Form, talk: Talk, text: str) -> bool:
    """Whether the text is, word for word, a choice of the open question: then it is no command."""
    if talk.stage != "asking":
        return False
    choices = offered(_open(form, talk), talk.answers)
    return text.strip() in {in_language(choice.label, talk.language) for choice in choices}


def _tap(form: Form, talk: Talk, incoming: Incoming) -> Step:
    found = _TAP.fullmatch(incoming.data)
    if found is None or found[1] != talk.code or (int(found[2]), int(found[3])) != (talk.revision, talk.turn):
        return again(form, talk, None if talk.stage in ("welcome", "declined") else "stale")
    taken = talk.model_copy(update={"last_tap": incoming.data, "last_tap_at": incoming.at, "paused": False})
    verb, number = found[4], int(found[5]) if found[5] else -1
    return _verb(form, taken, incoming, verb, number) or again(form, talk, "stale")


def _text(form: Form, talk: Talk, incoming: Incoming, text: str, verb: str | None) -> Step:
    if talk.stage in ("welcome", "declined"):
        return _at_welcome(form, talk, incoming, text, verb)
    words = talk.stage == "asking" and _open(form, talk).type == "text"
    if verb is not None and (verb in _VERBS_IN_FREE_TEXT or not words):
        done = _verb(form, talk, incoming, verb, -1)
        if done is not None:
            return done
    if talk.stage == "review":
        return _at_review(form, talk, incoming, text)
    if talk.stage == "correcting":
        return _at_correcting(form, talk, text)
    question = _open(form, talk)
    return _taken(form, talk, incoming, question, understand.typed(form, question, talk, text))


def _verb(form: Form, talk: Talk, incoming: Incoming, verb: str, number: int) -> Step | None:
    """Carry a control out; None where it means nothing at this stage."""
    if talk.stage in ("welcome", "declined"):
        return _welcome_verb(form, talk, verb)
    if verb == "pause":
        return _pause(form, talk)
    if verb == "resume":
        return again(form, talk, "resume")
    if talk.stage == "review":
        return _review_verb(form, talk, verb)
    if talk.stage == "correcting":
        return _correcting_verb(form, talk, verb, number)
    return _asking_verb(form, talk, incoming, verb, number)


def _asking_verb(form: Form, talk: Talk, incoming: Incoming, verb: str, number: int) -> Step | None:
    question = _open(form, talk)
    if verb == "skip":
        return _skip(form, talk, incoming, question)
    if verb == "back":
        return _back(form, talk)
    if verb == "keep" and question.name in talk.answers:
        return _keep(form, talk)
    if verb == "c":
        meant = understand.tapped(question, talk, number)
        return None if meant is None else _taken(form, talk, incoming, question, meant)
    if verb == "done" and talk.picked:
        return _taken(form, talk, incoming, question, understand.finished(question, talk))
    if verb == "clear" and talk.picked:
        return again(form, talk.model_copy(update={"picked": ()}))
    return None


def _at_welcome(form: Form, talk: Talk, incoming: Incoming, text: str, verb: str | None) -> Step:
    labels = [choice.label for choice in compose.start_buttons(talk)]
    meant = reply.choose(text, labels)
    if meant.kind == "chosen":
        verb = ("start", "details", "decline")[meant.indices[0]]
    done = _welcome_verb(form, talk, verb) if verb else None
    if done is None and talk.stage == "declined":
        return Step(talk=talk, outgoing=(compose.plain("declined", talk),))
    return done or Step(
        talk=talk, outgoing=(compose.plain("invalid", talk, count=len(labels)), compose.welcome(form, talk)[-1])
    )


def _welcome_verb(form: Form, talk: Talk, verb: str) -> Step | None:
    if verb == "start":
        return _go_on(form, talk.model_copy(update={"stage": "asking", "at": None}))
    if verb == "decline":
        gone = talk.model_copy(update={"stage": "declined"})
        return Step(talk=gone, outgoing=(compose.plain("declined", gone),))
    if verb == "details":
        about = form.about
        details = compose.plain("details", talk).model_copy(update={"link": about.privacy_link or about.link or None})
        return Step(talk=talk, outgoing=(details, compose.welcome(form, talk)[-1]))
    return None


def _review_verb(form: Form, talk: Talk, verb: str) -> Step | None:
    if verb == "send":
        sent = talk.model_copy(update={"stage": "done", "at": None, "sent": None})
        return Step(talk=sent, outgoing=compose.closing(form, sent))
    if verb in ("edit", "correct"):
        choosing = talk.model_copy(update={"stage": "correcting", "turn": talk.turn + 1})
        return Step(talk=choosing, outgoing=(compose.correcting(form, choosing),))
    if verb == "back" and talk.path:
        return _back(form, talk)
    return None


def _at_review(form: Form, talk: Talk, incoming: Incoming, text: str) -> Step:
    meant = reply.choose(text, [button("send", talk.language), button("edit", talk.language)])
    verb = ("send", "edit")[meant.indices[0]] if meant.kind == "chosen" else ""
    return _review_verb(form, talk, verb) or Step(
        talk=talk, outgoing=(compose.plain("invalid", talk, count=2), compose.review(form, talk))
    )


def _correcting_verb(form: Form, talk: Talk, verb: str, number: int) -> Step | None:
    if verb == "keep" and talk.sent is not None and talk.sent == talk.answers:
        done = talk.model_copy(update={"stage": "done", "at": None, "sent": None})
        return Step(talk=done, outgoing=(compose.plain("correct_unchanged", done, receipt=done.receipt),))
    if verb == "keep":
        return _go_on(form, talk)
    answered = [item.name for item in form.questions if item.name in talk.answers]
    if verb == "e" and 0 <= number < len(answered):
        return _ask(form, talk.model_copy(update={"stage": "asking", "returning": True}), answered[number])
    return None


def _at_correcting(form: Form, talk: Talk, text: str) -> Step:
    answered = [item for item in form.questions if item.name in talk.answers]
    meant = reply.choose(text, [compose.short(item, talk) for item in answered])
    if meant.kind == "chosen":
        return _correcting_verb(form, talk, "e", meant.indices[0]) or again(form, talk)
    ask = compose.plain("invalid", talk, count=len(answered))
    return Step(talk=talk, outgoing=(ask, compose.correcting(form, talk)))


def _media(form: Form, talk: Talk) -> Step:
    if talk.stage != "asking":
        return again(form, talk)
    return _missed(form, talk, understand.need(_open(form, talk), talk))


def _taken(form: Form, talk: Talk, incoming: Incoming, question: Question, meant: Understood) -> Step:
    if isinstance(meant, Ask):
        return _missed(form, talk, meant)
    if isinstance(meant, Picked):
        more = talk.model_copy(update={"picked": meant.names, "misses": 0})
        return Step(talk=more, outgoing=compose.question(form, more))
    answer = Answered(question=question.name, value=meant.value, raw=meant.raw, at=incoming.at)
    return _stored(form, talk, answer, meant)


def _missed(form: Form, talk: Talk, ask: Ask) -> Step:
    """Say what is needed and ask again; every few misses in a row, say how to answer as well."""
    missed = talk.model_copy(update={"misses": talk.misses + 1})
    before = [_sentence(ask, talk)]
    if missed.misses % HELP_AFTER == 0:
        before.append(compose.plain("help", talk))
    return Step(talk=missed, outgoing=compose.question(form, missed, before=before))


def _stored(form: Form, talk: Talk, answer: Answered, meant: Taken | None = None) -> Step:
    answers = settle(form, {**talk.answers, answer.question: answer.value})
    moved = talk.model_copy(
        update={
            "answers": answers,
            "picked": (),
            "misses": 0,
            "path": _walked(talk),
        }
    )
    on = _go_on(form, moved)
    notice = (compose.plain(meant.notice[0], talk, **meant.notice[1]),) if meant and meant.notice else ()
    return Step(talk=on.talk, answers=(answer,), outgoing=compose.few((*notice, *on.outgoing)))


def _keep(form: Form, talk: Talk) -> Step:
    """Leave the answer of the open question as it was and go on."""
    return _go_on(form, talk.model_copy(update={"picked": (), "misses": 0, "path": _walked(talk)}))


def _walked(talk: Talk) -> tuple[str, ...]:
    return (*(name for name in talk.path if name != talk.at), talk.at or "")


def _pause(form: Form, talk: Talk) -> Step:
    return Step(talk=talk.model_copy(update={"paused": True}), outgoing=(compose.paused(form, talk),))


def _skip(form: Form, talk: Talk, incoming: Incoming, question: Question) -> Step:
    if question.required:
        return Step(talk=talk, outgoing=compose.question(form, talk, before=(compose.plain("cannot_skip", talk),)))
    return _stored(form, talk, Answered(question=question.name, value=None, raw=incoming.text, at=incoming.at))


def _back(form: Form, talk: Talk) -> Step:
    if talk.returning and talk.at in talk.answers:
        return _keep(form, talk)
    path = [name for name in talk.path if name in talk.answers and name != talk.at]
    if not path:
        return Step(talk=talk, outgoing=compose.question(form, talk, before=(compose.plain("cannot_go_back", talk),)))
    return _ask(form, talk.model_copy(update={"stage": "asking", "path": tuple(path[:-1])}), path[-1])


def _go_on(form: Form, talk: Talk) -> Step:
    """Ask the first question that applies and has no answer yet; after the last one comes the review."""
    question = following(form, talk.answers)
    if question is None:
        return _to_review(form, talk)
    return _ask(form, talk.model_copy(update={"stage": "asking"}), question.name)


def _ask(form: Form, talk: Talk, name: str) -> Step:
    asked = talk.model_copy(update={"at": name, "turn": talk.turn + 1, "picked": (), "misses": 0})
    before = () if name in asked.answers else compose.notes(form, asked)
    return Step(talk=asked, outgoing=compose.question(form, asked, before=before))


def _to_review(form: Form, talk: Talk) -> Step:
    at_review = talk.model_copy(update={"stage": "review", "at": None, "returning": False, "turn": talk.turn + 1})
    before = () if talk.returning else compose.notes(form, at_review)
    return Step(talk=at_review, outgoing=(*before, compose.review(form, at_review)))


def _open(form: Form, talk: Talk) -> Question:
    question = form.question(talk.at or "")
    if question is None:
        raise LookupError(f"the talk stands at {talk.at!r}, which form revision {form.revision} does not have")
    return question


def _sentence(ask: Ask, talk: Talk) -> Outgoing:
    if ask.key == "_own":
        return Outgoing(key="constraint", text=str(ask.values["text"]))
    return compose.plain(ask.key, talk, **ask.values)


def _same_tap(talk: Talk, incoming: Incoming) -> bool:
    at = talk.last_tap_at
    return incoming.data == talk.last_tap and at is not None and abs(incoming.at - at) <= DOUBLE_TAP
