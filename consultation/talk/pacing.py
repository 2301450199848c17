"""The loop guard: two machines that answer each other must not go on for ever, and a person must not notice it.

Who is heard more often than anybody types or taps is told so once and not answered for a while; what they send then is
kept in the inbox and answers nothing. With the first answer after the rest they are told how many messages that were,
and from when to when they were sent, so that they find them in their chat and can send them again. What counts
is when things were said, not when they reached us: after an outage a morning's answers come at once. A tap and a
picture of an album count little: no machine that answers by itself taps our buttons, and fifty pictures are
one gesture.
"""

from datetime import UTC, datetime, timedelta

from consultation import clock
from consultation.people.models import Contact
from consultation.talk import keeping
from consultation.talk.caller import Caller, Heard
from consultation.talk.model import Incoming, Outgoing, Step

MOST = 150  # typed messages within the time below: nobody types one in four seconds for so long
LIGHT = 4  # taps, or pictures of an album, that weigh as much as one typed message
WITHIN = timedelta(minutes=10)
REST = timedelta(minutes=10)  # from the event that was too many


def hear(caller: Caller, incoming: Incoming) -> Heard | None:
    """None while the pace is a person's; a sentence for the event that is too many, and nothing for those after it."""
    contact, now, most, weight = caller.contact, clock.now(), MOST * LIGHT, _weight(incoming)
    at, since = min(incoming.at, now), contact.paced_from
    if since is not None and since > now:
        since = None  # the clock was put back
    if since is not None and at < since - WITHIN:
        return None  # said long before, and late on its way
    if since is None or at - since > (REST if contact.paced > most else WITHIN):
        contact.paced_from, contact.paced = at, weight
        return None
    rests, contact.paced = contact.paced > most, contact.paced + weight
    if rests:
        _not_heard(contact, at)
        return Heard(offered=contact.offered)
    if contact.paced <= most:
        return None
    contact.paced_from = at
    opened = caller.talk(caller.active())
    if opened is not None and opened.talk.stage in ("asking", "review", "correcting"):
        talk = opened.talk.model_copy(update={"paused": True})
        keeping.store(caller.session, opened, Step(talk=talk), contact.channel)
    minutes = int(REST.total_seconds() // 60)
    return Heard((caller.message("too_fast", minutes=minutes),), opened.consultation_id if opened else None)


def missed(caller: Caller) -> tuple[Outgoing, ...]:
    """What is to be told once of messages that were not heard, now that the person is answered again."""
    if not caller.contact.unheard:
        return ()
    count, first, last = caller.contact.unheard
    caller.contact.unheard = None
    moments = {
        "first": caller.moment(datetime.fromisoformat(first)),
        "last": caller.moment(datetime.fromisoformat(last)),
    }
    return (caller.message("unheard", count=count, **moments),)


def _not_heard(contact: Contact, at: datetime) -> None:
    said = at.astimezone(UTC).isoformat()
    count, first, last = contact.unheard or (0, said, said)
    contact.unheard = [count + 1, min(first, said), max(last, said)]


def _weight(incoming: Incoming) -> int:
    light = incoming.kind == "tap" or (incoming.media is not None and incoming.media.album)
    return 1 if light else LIGHT
