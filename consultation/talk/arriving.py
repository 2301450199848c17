"""Arriving at a section of a draft: by its link, by its number in a chat, or with a comment written on our own page."""

from consultation import clock
from consultation.talk import alarm, compose, keeping, sections, written
from consultation.talk.caller import Caller, Heard
from consultation.talk.keeping import Open
from consultation.talk.model import Incoming, Step
from consultation.talk.step import again


def at_section(caller: Caller, opened: Open, question: str, incoming: Incoming) -> Heard:
    """Ask about the section, or keep what was written under it; where the form asks about it no longer, say so."""
    opened = keeping.asking(caller.session, opened, question, caller.who.carrier)
    if incoming.kind == "section":
        return _written(caller, opened, question, incoming)
    now = clock.now()
    done = sections.go(opened.form, opened.talk, question, now) or _gone(caller, opened)
    keeping.store(caller.session, opened, done, caller.contact.channel)
    return Heard(done.outgoing, opened.consultation_id)


def _written(caller: Caller, opened: Open, question: str, incoming: Incoming) -> Heard:
    now, session, mark = clock.now(), caller.session, caller.mark(incoming)
    done = written.counted(opened.form, opened.talk, question, incoming, now)
    if done is None:
        done = _gone(caller, opened)
        keeping.store(session, opened, done, caller.contact.channel)
        return Heard(done.outgoing, opened.consultation_id)
    keeping.store(session, opened, done, caller.contact.channel, mark)
    after = Open(opened.consultation, opened.row, done.talk, opened.form)
    on = keeping.take(session, after, lambda form: written.go_on(form, opened.talk, done, now))
    if on.talk != done.talk:
        keeping.store(session, after, on, caller.contact.channel)
    caller.contact.language = on.talk.language
    calls = alarm.numbers(incoming, caller.language, done, opened.form)
    return Heard(compose.few((*calls, *done.outgoing, *on.outgoing)), opened.consultation_id)


def _gone(caller: Caller, opened: Open) -> Step:
    done = again(opened.form, opened.talk, clock.now())
    return done.model_copy(update={"outgoing": compose.few((caller.message("section_gone"), *done.outgoing))})
