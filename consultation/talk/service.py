"""The unit of work around a step: one understood event in, everything it changes in one transaction.

Finds the contact; answers what is no answer to a question (rights, help, another subject); else decides which
consultation is meant, steps the talk, stores answers and the talk's new state. What is to be said goes into the outbox.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from consultation import clock
from consultation.outbox import service as outbox
from consultation.people import service as people
from consultation.people.service import Who
from consultation.privacy.links import STORES
from consultation.privacy.marks import marked
from consultation.privacy.store import Store
from consultation.talk import (
    afterwards,
    alarm,
    arriving,
    aside,
    compose,
    desk,
    follow,
    keeping,
    officers,
    pacing,
    remind,
    tongues,
)
from consultation.talk.caller import Caller, Heard
from consultation.talk.keeping import Open, about
from consultation.talk.model import Incoming, Outgoing, Step
from consultation.talk.step import again, begin, step
from consultation.vault import Vault

__all__ = ["Who", "about", "hear", "read_ahead"]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def hear(
    session: Session,
    vault: Vault,
    who: Who,
    incoming: Incoming,
    reply: dict[str, Any] | None,
    *,
    stores: Sequence[Store] = STORES,
) -> int | None:
    """Work one event of a citizen. Everything it changes commits together, or nothing does.

    stores: every store of personal data there is, for whoever asks to be forgotten; the channels' own are known above
    this room. Returns the consultation it was about, None when about none: what is stored of the event is cut with it.
    """
    # Half of the time went into flushes before each of the look-ups; what looks up what it has just written, flushes.
    with session.no_autoflush:
        contact = people.meet(session, vault, who)
        for one in people.contacts_of(session, contact.person_id) if contact.linked else (contact,):
            outbox.heard_from(session, one.id or 0)
        if incoming.kind == "farewell":
            people.farewell(session, contact)
            return None
        caller = Caller(session, vault, who, contact, stores)
        incoming = _storable(incoming)
        heard = officers.hear(caller, incoming) or afterwards.hear(caller, incoming) or pacing.hear(caller, incoming)
        if heard is None:
            if chosen := tongues.chosen_at_desk(incoming):
                contact.language = chosen
            heard = _heard(caller, incoming)
            if heard.messages and (missed := pacing.missed(caller)):
                heard = replace(heard, messages=compose.few((*missed, *heard.messages)))
        if contact.offered != heard.offered:
            contact.offered = heard.offered
        assert contact.id is not None
        if heard.messages:
            messages = tongues.spoken(heard.messages, contact.language)
            outbox.answer(session, contact.id, messages, reply=reply, consultation_id=heard.consultation_id)
        return heard.consultation_id


def read_ahead(session: Session, vault: Vault, who: Sequence[Who]) -> None:
    """Read what `hear` will look up for these senders, all at once; in a session that reads ahead."""
    known = people.read_ahead(session, vault, who)
    keeping.read_ahead(session, [contact.person_id for contact in known if not contact.linked])


def _heard(caller: Caller, incoming: Incoming) -> Heard:
    caller = caller.looking()
    incoming = aside.choice(caller, incoming)
    heard = aside.hear(caller, incoming)
    if heard is not None:
        return heard
    if (heard := _of_another(caller, incoming)) is not None:
        return heard
    direction = desk.direct(caller.session, caller.contact, incoming)
    if isinstance(direction, Heard):
        if asked := tongues.at_desk(caller.language, incoming):
            return Heard(asked)
        calls = alarm.numbers(incoming, caller.language)
        return Heard(compose.few((*calls, *direction.messages)), direction.consultation_id, direction.offered)
    return _talk(caller, direction, incoming)


def _storable(incoming: Incoming) -> Incoming:
    """The event without what no database takes as text: NUL and halves of characters."""
    if not (_UNSTORABLE.search(incoming.text) or _UNSTORABLE.search(incoming.data)):
        return incoming
    changed = {name: _UNSTORABLE.sub("", getattr(incoming, name)) for name in ("text", "data")}
    return incoming.model_copy(update=changed)


def _talk(caller: Caller, to: desk.Consult, incoming: Incoming) -> Heard:
    """Take the step in the consultation that is meant, and say which one it is when it is another than before."""
    before = caller.contact.active_code
    if before != to.consultation.code:
        caller.contact.active_code = to.consultation.code
    opened = caller.talk(to.consultation)
    if opened is None:
        return _first(caller, to, incoming)
    if to.meeting is not None:
        opened = keeping.at_meeting(opened, to.meeting)
    if to.section:
        return arriving.at_section(caller, opened, to.section, incoming)
    form, talk, now, mark = opened.form, opened.talk, clock.now(), caller.mark(incoming)
    if to.entering:
        done = again(form, talk, now, "resume")
    else:
        heard = incoming.model_copy(update={"message": mark})
        done = keeping.take(caller.session, opened, lambda form: step(form, talk, heard, now))
    keeping.store(caller.session, opened, done, caller.contact.channel, mark)
    if caller.contact.language != done.talk.language:
        caller.contact.language = done.talk.language
    if talk.paused and not done.talk.paused:
        remind.came_back(caller.session, opened)
    calls = alarm.numbers(incoming, caller.language, done, form) if not to.entering else ()
    messages = compose.few((*to.before, *calls, *done.outgoing))
    if before is not None and before != to.consultation.code:
        messages = _named(caller, opened, messages)
    return _with_buttons(caller, opened, done, messages)


def _of_another(caller: Caller, incoming: Incoming) -> Heard | None:
    """Take a further part of an album that began in another consultation than the one talked about now; say nothing."""
    album, active = incoming.media.album if incoming.media is not None else "", caller.active()
    opened = keeping.holding(caller.session, caller.contact.person_id, album, caller.who.carrier) if album else None
    if opened is None or active is None or active.id == opened.consultation_id:
        return None
    mark = caller.mark(incoming)
    done = step(opened.form, opened.talk, incoming.model_copy(update={"message": mark}), clock.now())
    keeping.store(caller.session, opened, done, caller.contact.channel, mark)
    return Heard((), opened.consultation_id, caller.contact.offered)


def _first(caller: Caller, to: desk.Consult, incoming: Incoming) -> Heard:
    """Begin, unless this account has taken part already and has had its link cut."""
    who, of = caller.who, to.consultation
    if marked(caller.session, caller.vault, of, who.channel, who.account, who.address):
        caller.contact.active_code = None
        return Heard((caller.message("took_part"),), of.id)
    opened = keeping.begin(caller.session, of, caller.contact, incoming, who.carrier, to.meeting, to.section)
    caller.contact.language = opened.talk.language
    if incoming.kind == "section":
        return arriving.at_section(caller, opened, to.section, incoming)
    calls = alarm.numbers(incoming, caller.language) if not to.entering else ()
    said = begin(opened.form, opened.talk, clock.now()).outgoing
    return Heard(compose.few((*to.before, *calls, *said)), opened.consultation_id)


def _named(caller: Caller, opened: Open, messages: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same turn with the consultation's title first: whose question it is must never be a guess."""
    if not messages:
        return messages
    title = caller.say("about", title=tongues.title(opened.form, caller.language, opened.consultation.title))
    return (messages[0].model_copy(update={"text": f"{title}\n{messages[0].text}"}), *messages[1:])


def _with_buttons(caller: Caller, opened: Open, done: Step, messages: tuple[Outgoing, ...]) -> Heard:
    """The turn with what may be done outside the questions: a reminder at a pause, correcting what was sent."""
    if not messages:
        return Heard((), opened.consultation_id, caller.contact.offered)
    last = messages[-1]
    if last.key == "pause" and not opened.talk.paused:
        heard = remind.offer(caller, opened, last)
        return Heard(compose.few((*messages[:-1], *heard.messages)), heard.consultation_id, heard.offered)
    if last.key == "already" and opened.consultation.state == "open":
        code = opened.consultation.code
        controls = (caller.control("correct", "correct", code), caller.control("data", "data", code))
        return Heard((*messages[:-1], last.model_copy(update={"controls": controls})), opened.consultation_id)
    if last.key == "close_nopromise":
        return Heard((*messages[:-1], follow.offer(caller, opened, last)), opened.consultation_id)
    return Heard(messages, opened.consultation_id)
