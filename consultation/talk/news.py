"""News of an office in a chat: stopping it, at once and for good, and seeing one that has not been sent yet."""

from consultation.broadcast import service as broadcasts
from consultation.broadcast.audience import CONTACT
from consultation.broadcast.leaving import leave
from consultation.broadcast.saying import words
from consultation.people import service as people
from consultation.subscriptions import service as subscriptions
from consultation.talk import follow, rights
from consultation.talk.caller import Caller, Heard
from consultation.talk.model import Incoming


def stop(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take every consent to be contacted back and stop all that is followed, of which the way back is offered.

    A broadcast that is under way leaves this person out from now on.
    """
    caller.session.flush()
    agreed = [code for _, code, scope in rights.listed(caller) if scope == CONTACT]
    for code in agreed:
        rights.take_back(caller, code, CONTACT)
    followed = subscriptions.stop(caller.session, caller.contact.person_id)
    for contact in people.contacts_of(caller.session, caller.contact.person_id):
        leave(caller.session, contact.id or 0)
    said = caller.message("no_news_done", at=caller.moment()) if agreed or followed else caller.message("no_news_none")
    again = (caller.control("follow_again", "follow_again"),) if followed else ()
    return Heard((said.model_copy(update={"controls": (*again, *caller.resume())}),))


def unfollow(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Stop what is followed, and offer to stop all other news where there may be some; all news when nothing is."""
    caller.session.flush()
    if not rest and not subscriptions.holding(caller.session, caller.contact.person_id):
        return stop(caller, rest, incoming)
    heard = follow.unfollow(caller, rest, incoming)
    if not any(scope == CONTACT for _, _, scope in rights.listed(caller)):
        return heard
    last = heard.messages[-1]
    last = last.model_copy(update={"controls": (*last.controls, caller.control("no_news", "no_news"))})
    return Heard((*heard.messages[:-1], last))


def trial(caller: Caller, incoming: Incoming) -> Heard | None:
    """A broadcast as this person would read it, for an officer who types its trial code."""
    row = broadcasts.on_trial(caller.session, incoming.text)
    if row is None:
        return None
    return Heard((caller.message("news_trial"), *words(caller.session, row, caller.language)))
