"""A chat that is an officer's: it is linked by a code from their page, and what it says answers no question.

Whoever wants to answer as a citizen lets the chat go first (a word, or a button); what it answered before it was linked
stays what it was.
"""

from consultation.linking import codes as tries
from consultation.officers import codes, service
from consultation.officers.wording import said
from consultation.settings import settings
from consultation.talk import pacing
from consultation.talk.caller import Caller, Heard, tag
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.wording import wording

_LEAVE = tag("officer", "leave")


def hear(caller: Caller, incoming: Incoming) -> Heard | None:
    """Answer an officer's chat, or a code that makes a chat one; None for everything else.

    What was said elsewhere than to us alone, and a message taken back, is everybody's and heard as ever.
    """
    if incoming.kind in ("outside", "unsend"):
        return None
    code = codes.read(incoming.text) if incoming.kind in ("text", "hello") else None
    if not caller.contact.officer:
        return _code(caller, code) if code is not None else None
    if incoming.kind == "edit":
        return Heard()
    return pacing.hear(caller, incoming) or _theirs(caller, incoming, code)


def _theirs(caller: Caller, incoming: Incoming, code: str | None) -> Heard:
    if code is not None:
        return _said("again")
    word = " ".join(incoming.text.split()).casefold()
    if incoming.data == _LEAVE or (
        incoming.kind == "text" and word in wording("consultation.officers")["words"]["leave"]
    ):
        caller.session.flush()
        service.leave(caller.session, caller.contact)
        return Heard((_message("unlinked"),))
    return _said("other", page=_page())


def _code(caller: Caller, code: str) -> Heard:
    session, contact = caller.session, caller.contact
    session.flush()
    if not caller.who.carrier or contact.group:
        return Heard((_message("not_here"),))
    if tries.barred(session, contact):
        return Heard((_message("barred", minutes=round(tries.WITHIN.total_seconds() / 60)),))
    account_id = codes.use(session, caller.vault, code)
    if account_id is None:
        tries.was_wrong(session, contact)
        return Heard((_message("wrong", page=_page()),))
    service.link(session, contact, account_id)
    told = _said("apart")
    return Heard((_message("linked"), *told.messages))


def _page() -> str:
    return f"{settings().base_url.rstrip('/')}/admin"


def _message(key: str, **values: object) -> Outgoing:
    return Outgoing(key=service.KIND, text=said("chat", key, **values))


def _said(key: str, **values: object) -> Heard:
    """A sentence with the button by which the chat leaves."""
    leave = Button(label=said("chat", "leave"), data=_LEAVE)
    return Heard((_message(key, **values).model_copy(update={"controls": (leave,)}),))
