"""`ใช้สิทธิ`: what the chat cannot do by itself is asked of the office, which has 30 days to answer in the same chat."""

from datetime import datetime, time

from consultation.privacy.requests import service as requests
from consultation.privacy.requests.values import RequestView
from consultation.settings import settings
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.model import Incoming, Outgoing
from consultation.talk.offers import Offer, offered
from consultation.talk.wording import button

CLAIMS = ("portability", "objection", "restriction", "correction")  # the other rights have words of their own
SAY = "say"


def claim(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask which right, take the request in, and offer to say more; what is typed then is kept with it."""
    caller.session.flush()
    if not rest or rest[0] not in CLAIMS:
        choices = [(button(f"claim_{kind}", caller.language), tag("claim", kind)) for kind in CLAIMS]
        return asking((), caller.message("claim_which"), choices, caller.resume())
    kind, saying = rest[0], rest[1:] == (SAY,)
    waits: list[Offer] = [[tag("claim", kind, SAY), "", None]]  # for what is typed next
    if saying and incoming.kind != "text":
        return Heard((caller.message("claim_say", most=requests.LONGEST),), offered=waits)
    words = incoming.text.strip() if saying else ""
    if len(words) > requests.LONGEST:
        again = caller.message("too_long", most=requests.LONGEST, length=len(words))
        return Heard((again,), offered=waits)
    asked = requests.from_chat(caller.session, caller.contact, kind)
    if words:
        requests.say_more(caller.session, caller.vault, asked.id, words, caller.mark(incoming))
    more = () if saying else (caller.control("claim_say", "claim", kind, SAY),)
    controls = (*more, *caller.resume())
    return Heard((kept(caller, asked).model_copy(update={"controls": controls}),), offered=offered(more))


def kept(caller: Caller, asked: RequestView) -> Outgoing:
    """That a request was taken in, its number, and by when it is answered."""
    return caller.message("claim_kept", ref=asked.ref, due=_due(caller, asked))


def lines(caller: Caller) -> list[str]:
    """What the person asked of the office and waits for, one to a line: what, its number, by when it is answered."""
    return [
        caller.say(
            "mine_request", ref=each.ref, due=_due(caller, each), kind=button(f"claim_{each.kind}", caller.language)
        )
        for each in requests.open_of(caller.session, caller.contact.person_id)
        if each.kind in CLAIMS
    ]


def _due(caller: Caller, asked: RequestView) -> str:
    return caller.date(datetime.combine(asked.due_on, time(12), settings().zone))
