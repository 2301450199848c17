"""What reaches us about a message after it was heard: changed, taken back; and what was said where nothing counts.

The answer that a message gave is found by a keyed hash of the platform's id of the message, kept beside the answer. A
message that gave no answer (a greeting, a command) is nothing for this.
"""

from dataclasses import replace

from consultation import clock
from consultation.attachments.unsent import forget_reference
from consultation.consult.links import private_chat
from consultation.consult.models import Consultation
from consultation.outbox.redact import redact
from consultation.people import service as people
from consultation.privacy.requests import service as requests
from consultation.replies import heard as replies
from consultation.responses import by_message, corrections
from consultation.responses.by_message import Given
from consultation.responses.erase import was_counted
from consultation.settings import settings
from consultation.talk import albums, keeping, revise
from consultation.talk.caller import Caller, Heard
from consultation.talk.here import Here
from consultation.talk.keeping import Open
from consultation.talk.model import Incoming, Step, Talk
from consultation.talk.readable import cut


def hear(caller: Caller, incoming: Incoming) -> Heard | None:
    """Answer a change, a taking back, or what was said outside; None for anything else."""
    if incoming.kind == "outside":
        return _outside(caller, incoming)
    if incoming.kind not in ("edit", "unsend"):
        return None
    caller.session.flush()
    kept = caller.contact.offered
    heard = _edited(caller, incoming) if incoming.kind == "edit" else _unsent(caller, incoming)
    return Heard(heard.messages, heard.consultation_id, kept)


def _edited(caller: Caller, incoming: Incoming) -> Heard:
    """Let the answer that the message gave be what it says now."""
    mark = caller.mark(incoming)
    requests.change(caller.session, caller.vault, caller.contact, mark, incoming.text.strip())
    if replies.change(caller.session, caller.contact, mark, incoming.text):
        return Heard()
    given = next(iter(by_message.given_by(caller.session, caller.contact.person_id, mark)), None)
    opened = _opened(caller, given) if given is not None else None
    if given is None or opened is None:
        return Heard()
    before, part = (given.value, given.raw), by_message.place(given, mark)
    done = revise.edited(opened.form, _where(opened, given), given.key, before, incoming, clock.now(), part)
    if done is None:
        return Heard(consultation_id=opened.consultation_id)
    if not any(answer.late for answer in done.answers):
        done = done.model_copy(update={"talk": albums.renewed(done.talk, mark, incoming.media)})
        mark = mark if part is None else given.row.message
    elif mark:
        done = albums.renewed_late(done, mark, incoming)
    _keep(caller, opened, given, done, mark)
    return Heard(done.outgoing, opened.consultation_id)


def _unsent(caller: Caller, incoming: Incoming) -> Heard:
    """Destroy what the message said, wherever it is kept, and take it out of what is counted."""
    mark, said = caller.mark(incoming), Heard()
    replies.change(caller.session, caller.contact, mark, "")
    requests.change(caller.session, caller.vault, caller.contact, mark, "")
    for given in by_message.given_by(caller.session, caller.contact.person_id, mark):
        opened = _opened(caller, given)
        if opened is None:
            continue
        opened = replace(opened, talk=albums.without(opened.talk, mark))
        if (part := by_message.place(given, mark)) is not None:
            _part_out(caller, opened, given, part)
            continue
        _redact(caller, given.raw)
        heard = _taken_out(caller, opened, given, mark)
        said = heard if heard.messages or not said.messages else said
    forget_reference(caller.session, f"{caller.who.channel}:{incoming.message}")
    return said


def _redact(caller: Caller, words: str) -> None:
    """Take words out of what was said to the person, on whichever account: a review may have been read on another."""
    for contact in people.contacts_of(caller.session, caller.contact.person_id):
        redact(caller.session, contact.id or 0, (words, cut(words, revise.SHOWN)))


def _part_out(caller: Caller, opened: Open, given: Given, part: int) -> None:
    """Take one part out of an answer of several; the others stay the answer, counted as it was."""
    said = given.raw.split("\n")
    beside = said[part] if len(said) == len((given.value or "").split()) else given.raw
    _redact(caller, beside)
    left = by_message.rest(given, part)
    here = Here(opened.form, opened.talk, clock.now())
    done = Step(talk=here.talk, answers=(left,)) if given.late else albums.changed(here, left, given.value or "")
    keeping.store(caller.session, opened, done, caller.contact.channel)


def _taken_out(caller: Caller, opened: Open, given: Given, mark: str) -> Heard:
    by_message.take_out(caller.session, given, opened.form, mark)
    if given.late:
        keeping.store(caller.session, opened, Step(talk=opened.talk), caller.contact.channel)
        return Heard(consultation_id=opened.consultation_id)
    talk = _where(opened, given)
    if given.waits and given.key in (opened.talk.sent or {}):
        as_sent = {**opened.talk.answers, given.key: (opened.talk.sent or {})[given.key]}
        done = Step(talk=talk.model_copy(update={"answers": as_sent}))
    else:
        done = revise.unsaid(opened.form, talk, given.key, clock.now())
    if not given.waits and was_counted(given.response):
        by_message.tombstones(caller.session, given.response, given.key)
    _keep(caller, opened, given, done, "")
    return Heard(done.outgoing, opened.consultation_id)


def _where(opened: Open, given: Given) -> Talk:
    """The talk as it was sent, for what counts while answers are being corrected; else as it is."""
    if not _counts_apart(opened.talk, given):
        return opened.talk
    changes = {"stage": "done", "at": None, "answers": opened.talk.sent, "ballots": opened.talk.sent_ballots}
    return opened.talk.model_copy(update=changes | {"sent": None, "sent_ballots": {}})


def _counts_apart(talk: Talk, given: Given) -> bool:
    return talk.sent is not None and was_counted(given.response) and not given.waits and not given.late


def _keep(caller: Caller, opened: Open, given: Given, done: Step, mark: str) -> None:
    """Store what a change made; of a response that was sent, what is counted at once."""
    late = any(answer.late for answer in done.answers)
    if late or given.late or given.waits or not was_counted(given.response):
        keeping.store(caller.session, opened, done, caller.contact.channel, mark)
        return
    counted = keeping.marked(opened.form, done, mark)
    changed = {answer.question for answer in done.answers}
    corrections.settle(caller.session, given.response, opened.form, counted, changed, clock.now())
    talk = done.talk
    if _counts_apart(opened.talk, given):
        talk = _corrected_too(opened.talk, talk, given.key)
    keeping.store(caller.session, opened, Step(talk=talk), caller.contact.channel)


def _corrected_too(talk: Talk, sent: Talk, key: str) -> Talk:
    """The talk in which answers are being corrected, after what had been sent has changed under it."""
    changes: dict[str, object] = {"sent": sent.answers, "sent_ballots": sent.ballots, "albums": sent.albums}
    if talk.answers.get(key) == (talk.sent or {}).get(key):
        answers = {of: value for of, value in talk.answers.items() if of != key}
        changes["answers"] = answers | ({key: sent.answers[key]} if key in sent.answers else {})
    return talk.model_copy(update=changes)


def _opened(caller: Caller, given: Given) -> Open | None:
    return caller.talk(caller.session.get(Consultation, given.response.consultation_id))


def _outside(caller: Caller, incoming: Incoming) -> Heard:
    """Say, once a chat (the worker sees to that), that nothing counts here, and where it does."""
    contact, key = caller.contact, f"outside_{incoming.text}"
    if incoming.text != "group":
        return Heard((caller.message(key),), offered=contact.offered)
    contact.group, contact.language = True, incoming.reads or contact.language
    link = private_chat(caller.who.channel, caller.who.account, settings())
    return Heard((caller.message(key).model_copy(update={"link": link}),))
