"""What people say in a chat to a reply of the office: that it is not right yet, or fixed in truth."""

from consultation.replies import heard
from consultation.replies.saying import FIXED, NOT_YET, NOTE, SAID
from consultation.talk import alarm, compose
from consultation.talk.caller import Caller, Heard, tag
from consultation.talk.model import Incoming
from consultation.talk.wording import meaning

SHORTEST_NOTE = 4
_GIVEN = {NOT_YET: "not_yet", FIXED: "fixed"}


def tapped(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take an answer by its button. A button that is not theirs, made up or old changes nothing and says so."""
    caller.session.flush()
    nonce, given = rest if len(rest) == 2 else ("", "")
    if given == NOTE and incoming.kind == "text":
        return _note(caller, nonce, incoming)
    return _answer(caller, nonce, _GIVEN.get(given, ""))


def typed(caller: Caller, incoming: Incoming) -> Heard | None:
    """An answer by words, to the last that this person was told; None when they say nothing of the kind."""
    given = meaning("reply_words", incoming.text, caller.language)
    if given is None:
        return None
    nonce = heard.last_told(caller.session, caller.contact)
    return _answer(caller.acting(), nonce, given) if nonce is not None else None


def awaited(caller: Caller, incoming: Incoming) -> Heard | None:
    """What is typed next after "not yet": what is not right."""
    begin, kept = tag(SAID, ""), caller.contact.offered or ()
    waiting = next((data for data, label, _ in kept if data.startswith(begin) and not label), "")
    if len(incoming.text.strip()) < SHORTEST_NOTE:
        return None  # a number that answers the question that is open
    nonce, _, act = waiting.removeprefix(begin).partition(".")
    return _note(caller, nonce, incoming) if act == NOTE else None


def _answer(caller: Caller, nonce: str, given: str) -> Heard:
    row = heard.answer(caller.session, caller.contact, nonce, given) if nonce and given else None
    if row is None:
        return Heard((caller.message("reply_gone").model_copy(update={"controls": caller.resume()}),))
    if given == "not_yet":
        return Heard((caller.message("reply_not_yet"),), offered=[[tag(SAID, nonce, NOTE), "", None]])
    return Heard((caller.message("reply_fixed").model_copy(update={"controls": caller.resume()}),))


def _note(caller: Caller, nonce: str, incoming: Incoming) -> Heard:
    calls = alarm.numbers(incoming, caller.language)
    kept = heard.note(caller.session, caller.contact, nonce, incoming.text, caller.mark(incoming))
    message = caller.message("reply_noted" if kept else "reply_gone").model_copy(update={"controls": caller.resume()})
    return Heard(compose.few((*calls, message)))
