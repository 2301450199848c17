"""News of an office in a chat: stopping it, at once and for good, and seeing one that has not been sent yet."""

from consultation.broadcast import service as broadcasts
from consultation.broadcast.audience import CONTACT
from consultation.broadcast.leaving import leave
from consultation.broadcast.saying import words
from consultation.people import service as people
from consultation.talk import rights
from consultation.talk.caller import Caller, Heard
from consultation.talk.model import Incoming


def stop(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take every consent to be contacted back; a broadcast that is under way leaves this person out from now on."""
    caller.session.flush()
    agreed = [code for _, code, scope in rights.listed(caller) if scope == CONTACT]
    for code in agreed:
        rights.take_back(caller, code, CONTACT)
    for contact in people.contacts_of(caller.session, caller.contact.person_id):
        leave(caller.session, contact.id or 0)
    said = caller.message("no_news_done", at=caller.moment()) if agreed else caller.message("no_news_none")
    return Heard((said.model_copy(update={"controls": caller.resume()}),))


def trial(caller: Caller, incoming: Incoming) -> Heard | None:
    """A broadcast as this person would read it, for an officer who types its trial code."""
    row = broadcasts.on_trial(caller.session, incoming.text)
    if row is None:
        return None
    return Heard((caller.message("news_trial"), *words(caller.session, row, caller.language)))
