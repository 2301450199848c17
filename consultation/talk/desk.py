"""The front desk: which consultation an event is about, before the talk itself takes it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.life import CANCELLED, RESULTS, phase
from consultation.consult.models import Consultation
from consultation.drafts import naming
from consultation.drafts import service as drafts
from consultation.meetings import doors
from consultation.meetings.doors import Door
from consultation.people.models import Contact
from consultation.settings import settings
from consultation.talk import hall, keeping
from consultation.talk.caller import Caller, Heard, asking
from consultation.talk.model import Incoming, Outgoing
from consultation.talk.wording import command, say, short_time

_CHOOSE = "go"
_OVER = ("done", "declined")


@dataclass(frozen=True)
class Consult:
    """The event belongs to this consultation. entering: it only leads there and is not an answer.

    meeting: whose code led there, on its day; before: what is said first; section: the question on a section of a draft
    that was led to.
    """

    consultation: Consultation
    entering: bool
    meeting: int | None = None
    before: tuple[Outgoing, ...] = ()
    section: str = ""


def direct(session: Session, contact: Contact, incoming: Incoming) -> Consult | Heard:
    """Decide: a start code or a button names its consultation; else the one being talked about; else the open ones."""
    if incoming.kind == "tap":
        return _tap(session, contact, incoming)
    if incoming.kind == "section":
        return _to_section(session, contact, incoming.data, incoming)
    if incoming.kind in ("text", "hello") and (named := consult.find_code(session, incoming.text)) is not None:
        return _enter(session, contact, named, incoming)
    if incoming.kind in ("text", "hello") and (door := doors.find(session, incoming.text)) is not None:
        return hall.ask(session, contact, door) or _through(session, contact, door, incoming)
    if incoming.kind in ("text", "hello") and naming.lead(incoming.text) is not None:
        return _to_section(session, contact, incoming.text, incoming)
    return _without_name(session, contact, incoming, _greets(incoming))


def menu(caller: Caller, incoming: Incoming) -> Heard:
    """The consultations that are open and not over for this person; when there are none left, that there are none."""
    rows = consult.open_rows(caller.session)
    waiting = [row for row in rows if _goes_on(caller.session, caller.contact, row, incoming)]
    if waiting:
        return _choose(caller.contact, waiting, "menu")
    key = "menu_done" if any(not ended(row, incoming.at) for row in rows) else "none_open"
    return Heard((caller.message(key),))


def _without_name(session: Session, contact: Contact, incoming: Incoming, greets: bool) -> Consult | Heard:
    active = _active(session, contact)
    if active is not None and (not greets or _goes_on(session, contact, active, incoming)):
        return Consult(active, entering=greets and _command(incoming) != "enter")
    waiting = [row for row in consult.open_rows(session) if _goes_on(session, contact, row, incoming)]
    if len(waiting) == 1:
        return _enter(session, contact, waiting[0], incoming)
    if waiting:
        return _choose(contact, waiting, "choose_consultation")
    if active is not None:
        return Consult(active, entering=False)
    return Heard((Outgoing(key="none_open", text=say("none_open", contact.language)),))


def _tap(session: Session, contact: Contact, incoming: Incoming) -> Consult | Heard:
    code, _, rest = incoming.data.partition(".")
    named = consult.find_code(session, code)
    if named is None and (door := doors.find(session, code)) is not None:
        return _through(session, contact, door, incoming, hall.answered(session, contact, door, rest))
    if named is None:
        return _without_name(session, contact, incoming, greets=True)
    if rest == _CHOOSE or _stage(session, contact, named) is None:
        return _enter(session, contact, named, incoming)
    return Consult(named, entering=False)


def _enter(session: Session, contact: Contact, consultation: Consultation, incoming: Incoming) -> Consult | Heard:
    stage = _stage(session, contact, consultation)
    if stage is None and phase(consultation.state) == "before":
        return Heard((not_open(consultation, contact.language),))
    over = ended(consultation, incoming.at) or (stage is None and phase(consultation.state) == "after")
    if stage != "done" and over:
        return Heard((closed(consultation, contact.language),))
    return Consult(consultation, entering=True)


def _through(
    session: Session, contact: Contact, door: Door, incoming: Incoming, before: tuple[Outgoing, ...] = ()
) -> Consult | Heard:
    """Into the consultation of a meeting. before: what is said first."""
    of = session.get_one(Consultation, door.meeting.consultation_id)
    entered = _enter(session, contact, of, incoming)
    if isinstance(entered, Heard):
        return replace(entered, messages=(*before, *entered.messages))
    return replace(entered, meeting=hall.at(door.meeting), before=before)


def _to_section(session: Session, contact: Contact, code: str, incoming: Incoming) -> Consult | Heard:
    """Into the consultation of a section's code, at its question; as by the start code where it has none."""
    lead = naming.lead(code)
    of = consult.find_code(session, lead.code) if lead is not None else None
    if lead is None or of is None:
        return _without_name(session, contact, incoming, greets=True)
    found = drafts.section_of(session, of.id or 0, lead.draft, lead.section)
    begun = _stage(session, contact, of) is not None
    entered = Consult(of, entering=True) if begun else _enter(session, contact, of, incoming)
    if isinstance(entered, Heard) or found is None:
        return entered
    return replace(entered, section=found.question)


def _goes_on(session: Session, contact: Contact, consultation: Consultation, incoming: Incoming) -> bool:
    """Whether there is still something to say: neither over for this person nor for everybody."""
    return _stage(session, contact, consultation) not in _OVER and not ended(consultation, incoming.at)


def ended(consultation: Consultation, at: datetime) -> bool:
    """Whether the window was over when this happened, by the event's own time."""
    end = consult.end_of(consultation)
    return end is not None and min(at, clock.now()) > end


def _choose(contact: Contact, rows: list[Consultation], key: str) -> Heard:
    asked = Outgoing(key=key, text=say(key, contact.language, count=len(rows)))
    return asking((), asked, [(row.title, f"{row.code}.{_CHOOSE}") for row in rows])


def _active(session: Session, contact: Contact) -> Consultation | None:
    return consult.find_code(session, contact.active_code) if contact.active_code else None


def _stage(session: Session, contact: Contact, consultation: Consultation) -> str | None:
    row = keeping.find(session, consultation, contact.person_id)
    return row.stage if row is not None else None


def _greets(incoming: Incoming) -> bool:
    return incoming.kind == "hello" or _command(incoming) in ("greet", "enter")


def _command(incoming: Incoming) -> str | None:
    return command(incoming.text) if incoming.kind == "text" else None


def not_open(row: Consultation, language: str) -> Outgoing:
    """That a consultation is not open yet, and when it will be where that is known."""
    if row.opens_at is not None and row.opens_at > clock.now():
        date = short_time(row.opens_at, settings().timezone, language)
        return Outgoing(key="opens_on", text=say("opens_on", language, date=date))
    return Outgoing(key="not_open", text=say("not_open", language))


def closed(row: Consultation, language: str) -> Outgoing:
    """That a consultation is closed, and where its result will be."""
    of, end = settings(), consult.end_of(row)
    date = short_time(end, of.timezone, language) if end else ""
    if row.state == CANCELLED:
        text = "\n".join([say("cancelled", language), say("cancelled_why", language)])
    else:
        then = say("results_out" if row.state in RESULTS else "results_at", language)
        text = "\n".join([say("closed", language, date=date), then])
    return Outgoing(key="closed", text=text, link=f"{of.base_url.rstrip('/')}/c/{row.code}")
