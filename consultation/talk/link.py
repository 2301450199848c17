"""`เชื่อมบัญชี`: one person on two channels becomes one, by a code carried from one chat to the other; and undoing it.

Nothing is done on a guess: the code shows that one person holds both chats, and what will count and what will go is
told before it is done. `consultation/linking` does it.
"""

from collections.abc import Sequence
from functools import cache
from itertools import chain

from sqlmodel import Session, select

from consultation.broadcast.audience import CONTACT
from consultation.broadcast.leaving import leave
from consultation.consult.models import Consultation
from consultation.linking import codes
from consultation.linking.doubles import Double, doubles, parts
from consultation.linking.joining import join, part_ways
from consultation.outbox import service as outbox
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.responses.models import Response
from consultation.subscriptions import service as subscriptions
from consultation.talk import linked, rights
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import stands
from consultation.talk.readable import cut
from consultation.talk.tongues import spoken
from consultation.talk.wording import LANGUAGES, button, say, typed_as

YES, NO, HERE, OTHERS = "yes", "no", "here", "others"
MOST_DOUBLES = 4  # told one by one
_LONGEST_TITLE = 60


def link(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Give a code for the other chat; with the buttons of the question whether to link, do it or leave it."""
    caller.session.flush()
    if rest[:1] == (NO,):
        return _said(caller, caller.message("link_not"))
    if len(rest) == 3 and rest[0] == YES and rest[1].isdecimal() and incoming.kind == "tap":
        return _join(caller, int(rest[1]), rest[2], incoming)
    code = codes.issue(caller.session, caller.vault, caller.contact)
    if code is None:
        return _said(caller, caller.message("link_often", minutes=_minutes(codes.WITHIN.total_seconds())))
    given = caller.message("link_code", code=code, minutes=_minutes(codes.LIFE.total_seconds()))
    return _said(caller, given, caller.message("link_secret"))


def typed(caller: Caller, incoming: Incoming) -> Heard | None:
    """Take a code that is typed, by itself or after the word for linking; None when the message is none."""
    code = codes.read(_after_word(incoming.text))
    if code is None:
        return None
    caller.session.flush()
    session, contact = caller.session, caller.contact
    if _own_receipt(session, contact, code):
        return None
    if codes.barred(session, contact):
        return _said(caller, caller.message("link_barred", minutes=_minutes(codes.WITHIN.total_seconds())))
    row = codes.find(session, caller.vault, code)
    if row is None:
        codes.was_wrong(session, contact)
        return _said(caller, caller.message("link_wrong"))
    other = session.get_one(Contact, row.contact_id)
    if other.id == contact.id:
        return _said(caller, caller.message("link_same"))
    if other.person_id == contact.person_id:
        return _said(caller, caller.message("link_already"))
    found = doubles(session, caller.vault, other.person_id, contact.person_id)
    choices = [
        (button("link_yes", caller.language), tag("link", YES, str(row.id), codes.proof_of(row))),
        (button("link_no", caller.language), tag("link", NO)),
    ]
    return asking(_told(caller, found), caller.message("link_ask", channel=linked.named(caller, [other])), choices)


def unlink(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask which account leaves; with the buttons of that question, let it leave."""
    caller.session.flush()
    others = linked.others(caller)
    if not others:
        return _said(caller, caller.message("unlink_none"))
    if rest[:1] == (NO,):
        return _said(caller, caller.message("unlink_kept"))
    if rest[:1] in ((HERE,), (OTHERS,)) and incoming.kind == "tap" and stands(caller.contact.offered, incoming.data):
        return _part(caller, others, here=rest[0] == HERE)
    asked = caller.message("unlink_ask", channels=linked.named(caller, others))
    means = (caller.message("unlink_means"),)
    labels = (("unlink_here", HERE), ("unlink_others", OTHERS), ("unlink_no", NO))
    return asking(means, asked, [(button(label, caller.language), tag("unlink", what)) for label, what in labels])


def _own_receipt(session: Session, contact: Contact, code: str) -> bool:
    """Whether this is the number of a response of theirs, which looks like a code."""
    theirs = select(Response.id).where(Response.receipt == code, Response.person_id == contact.person_id)
    return session.exec(theirs).first() is not None


def _join(caller: Caller, row: int, proof: str, incoming: Incoming) -> Heard:
    session, contact = caller.session, caller.contact
    code = codes.standing(session, row, proof) if stands(contact.offered, incoming.data) else None
    if code is None or code.contact_id == contact.id:
        return _said(caller, caller.message("link_wrong"))
    other = session.get_one(Contact, code.contact_id)
    codes.use(session, code)
    joined = join(session, caller.vault, contact, other)
    if joined is None:
        return _said(caller, caller.message("link_already"))
    if joined.stopped_news:
        _stop_news(caller)
    done = [caller.message("link_done", channel=linked.named(caller, [other]), at=caller.moment())]
    if joined.stopped_news:
        done.append(caller.message("link_news"))
    _tell(caller, other, "link_told", "unlink")
    return _said(caller, *_told(caller, joined.doubles), *done)


def _part(caller: Caller, others: Sequence[Contact], *, here: bool) -> Heard:
    leaving, staying = ([caller.contact], others) if here else (others, [caller.contact])
    for one in leaving:
        leave(caller.session, one.id or 0)
    part_ways(caller.session, caller.vault, leaving, staying)
    for one in others:
        _tell(caller, one, "unlink_told_stays" if here else "unlink_told_leaves", "data")
    key = "unlink_done_here" if here else "unlink_done_others"
    return _said(caller, caller.message(key, at=caller.moment()))


def _stop_news(caller: Caller) -> None:
    for _, code, scope in rights.listed(caller):
        if scope == CONTACT:
            rights.take_back(caller, code, CONTACT)
    subscriptions.stop(caller.session, caller.contact.person_id)
    for one in people.contacts_of(caller.session, caller.contact.person_id):
        leave(caller.session, one.id or 0)


def _tell(caller: Caller, other: Contact, key: str, act: str) -> None:
    """Tell the other chat what was done, with what can be done about it; nobody whom we cannot reach."""
    if other.blocked_at is not None:
        return
    here, language = linked.channel(caller.contact, other.language), other.language
    text = say(key, language, channel=here, at=caller.moment())
    control = Button(label=button(act, language), data=tag(act))
    said = spoken((Outgoing(key=key, text=text, controls=(control,)),), language)
    outbox.put(caller.session, other.id or 0, said)


def _told(caller: Caller, found: Sequence[Double]) -> tuple[Outgoing, ...]:
    """What counts and what goes, a line for each consultation that both have answered."""
    told = [double for double in found if not double.empty]
    if not told:
        return ()
    lines = [_line(caller, double) for double in told[:MOST_DOUBLES]]
    if len(told) > MOST_DOUBLES:
        lines.append(caller.say("link_more", count=len(told) - MOST_DOUBLES))
    return (Outgoing(key="link_doubles", text="\n".join(lines)),)


def _line(caller: Caller, double: Double) -> str:
    at = caller.moment(double.stays.at) if double.stays is not None else ""
    return caller.say(f"link_{double.why}", title=cut(double.consultation.title, _LONGEST_TITLE), at=at)


def _said(caller: Caller, *messages: Outgoing) -> Heard:
    last = messages[-1].model_copy(update={"controls": _go_on(caller)})
    return Heard((*messages[:-1], last))


def _go_on(caller: Caller) -> tuple[Button, ...]:
    """The way back to what is open: the talk of before, or after a link the one that was moved last."""
    if resumes := caller.resume():
        return resumes
    talks = [part.talk for part in parts(caller.session, caller.contact.person_id).values() if part.talk is not None]
    for talk in sorted(talks, key=lambda one: one.updated_at, reverse=True):
        of = caller.session.get_one(Consultation, talk.consultation_id)
        if of.state == "open" and talk.stage not in ("done", "declined"):
            return (Button(label=button("resume", caller.language), data=f"{of.code}.go"),)
    return ()


def _after_word(text: str) -> str:
    """A text without the word for linking before it."""
    said = text.strip()
    for word in _words():
        if said.lower().startswith(word.lower()):
            return said[len(word) :]
    return said


@cache
def _words() -> tuple[str, ...]:
    """The words for linking in every language, a longer one before what it begins with."""
    return tuple(sorted(set(chain(*(typed_as("link", of) for of in LANGUAGES))), key=len, reverse=True))


def _minutes(seconds: float) -> int:
    return int(seconds // 60)
