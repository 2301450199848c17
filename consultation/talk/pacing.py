"""The loop guard: two machines that answer each other must not go on for ever, and a person must not notice it.

Who is heard more often than anybody types or taps is told so once and not answered for a while; what they send is kept
in the inbox, and answers nothing.
"""

from datetime import timedelta

from consultation import clock
from consultation.talk import keeping
from consultation.talk.caller import Caller, Heard
from consultation.talk.model import Incoming, Step

MOST = 150  # events within the time below: a long questionnaire of taps is half of that
WITHIN = timedelta(minutes=10)
REST = timedelta(minutes=10)  # from the event that was too many


def hear(caller: Caller, incoming: Incoming) -> Heard | None:
    """None while the pace is a person's; a sentence for the event that is too many, and nothing for those after it."""
    contact, now = caller.contact, clock.now()
    since = contact.paced_from
    if since is None or now - since > (REST if contact.paced > MOST else WITHIN) or now < since:
        contact.paced_from, contact.paced = now, 1
        return None
    contact.paced += 1
    if contact.paced <= MOST:
        return None
    if contact.paced > MOST + 1:
        return Heard(offered=contact.offered)
    contact.paced_from = now
    opened = caller.talk(caller.active())
    if opened is not None and opened.talk.stage in ("asking", "review", "correcting"):
        talk = opened.talk.model_copy(update={"paused": True})
        keeping.store(caller.session, opened, Step(talk=talk), contact.channel)
    minutes = int(REST.total_seconds() // 60)
    return Heard((caller.message("too_fast", minutes=minutes),), opened.consultation_id if opened else None)
