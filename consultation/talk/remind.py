"""One reminder to whoever pauses and asks for it: offered at the pause, sent once in daylight, or not at all.

The consent to it is its own (`remind`), holds for one reminder about one consultation, and ends when it is used, when
the person comes back, or when they withdraw it. The job `talk.remind` looks at all that again when its time has come.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, select

from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.daylight import in_daylight, is_daylight
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.outbox import service as outbox
from consultation.people import service as people
from consultation.people.models import Consent, Contact
from consultation.settings import settings
from consultation.talk import tongues
from consultation.talk.caller import Caller, Heard, numbered, tag
from consultation.talk.keeping import Open
from consultation.talk.model import Button, Incoming, Outgoing, Talk
from consultation.talk.models import TalkRow
from consultation.talk.offers import offered
from consultation.talk.readable import cut
from consultation.talk.wording import button, say, short_date

REMIND_JOB = "talk.remind"
SCOPE = "remind"
A_DAY = timedelta(days=1)
LEAST = timedelta(hours=2)  # before the close there must be this much time left to answer in
UNSENT = timedelta(hours=1)  # until the next look, while what was said last still waits to be sent
IN_TIME = timedelta(minutes=5)
TOMORROW, BEFORE, NO = "tomorrow", "before", "no"
_LONGEST_TITLE = 50


def handlers(db: Database) -> dict[str, Handler]:
    """The handler of this job."""
    return {REMIND_JOB: partial(remind_at_its_time, db)}


async def remind_at_its_time(db: Database, job: Claimed) -> None:
    """Handle `talk.remind`. Running it twice reminds once."""
    await db.write(remind, int(job.payload["talk"]), bool(job.payload.get("late")))


def offer(caller: Caller, opened: Open, pause: Outgoing) -> Heard:
    """What is said at a pause, with the offer of a reminder where one could still help.

    Nobody is asked who was reminded of this consultation before, nor on our own pages, which cannot ring a telephone.
    """
    end = consult.end_of(opened.consultation)
    times = _times(end) if end is not None and caller.who.carrier else {}
    if not times or _consent(caller.session, opened.consultation_id, caller.contact.person_id) is not None:
        return Heard((pause,), opened.consultation_id)
    code = opened.consultation.code
    choices = [(button(f"remind_{when}", caller.language), tag("remind", code, when)) for when in (*times, NO)]
    asked = caller.message("remind_offer").model_copy(update={"buttons": numbered(choices), "controls": pause.controls})
    turn = (pause.model_copy(update={"controls": ()}), asked)
    return Heard(turn, opened.consultation_id, offered(asked.buttons))


def choose(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take the answer to the offer: a time, which is the consent, or no."""
    caller.session.flush()
    opened = caller.talk(consult.find_code(caller.session, rest[0])) if len(rest) == 2 else None
    if opened is None or rest[1] == NO:
        return Heard((caller.message("remind_not").model_copy(update={"controls": caller.resume()}),))
    end = consult.end_of(opened.consultation)
    at = _times(end).get(rest[1]) if end is not None and opened.consultation.state == "open" else None
    if at is None or not opened.talk.paused:
        return Heard((caller.message("remind_too_late").model_copy(update={"controls": caller.resume()}),))
    agreed = people.Consented(
        caller.contact.person_id, opened.consultation_id, SCOPE, caller.say("remind_offer"), caller.contact.channel,
        given=True, at=incoming.at,
    )  # fmt: skip
    people.consent(caller.session, [agreed])
    jobs.enqueue(caller.session, REMIND_JOB, {"talk": opened.row.id}, key=f"{REMIND_JOB}:{opened.row.id}", at=at)
    done = caller.message("remind_set", at=caller.moment(at)).model_copy(update={"controls": caller.resume()})
    return Heard((done,), opened.consultation_id)


def came_back(session: Session, opened: Open) -> None:
    """End the consent to be reminded: there is nothing to remind of any more."""
    people.withdraw(session, opened.row.person_id, opened.consultation_id, SCOPE, clock.now())


def remind(session: Session, talk_id: int, shifted: bool = False) -> bool:
    """Put the reminder into the outbox when everything still holds, and use the consent up; whether it did.

    At night it is put off until the morning, if the consultation is still open then. Its time runs from when the last
    answer was sent: where that was late, the reminder comes as much later. shifted: that has been done.
    """
    row = session.get(TalkRow, talk_id)
    if row is None:
        return False
    of, talk = session.get_one(Consultation, row.consultation_id), Talk.model_validate(row.state)
    end, now = consult.end_of(of), clock.now()
    wanted = _consent(session, row.consultation_id, row.person_id)
    if of.state != "open" or end is None or now + LEAST > end or wanted is None or wanted.withdrawn_at is not None:
        return False
    if not is_daylight(now):
        morning = in_daylight(now)
        payload = {"talk": talk_id, "late": shifted}
        jobs.enqueue(session, REMIND_JOB, payload, key=f"{REMIND_JOB}:{talk_id}:{morning:%Y%m%d}", at=morning)
        return False
    reached = [one for one in people.contacts_of(session, row.person_id) if one.blocked_at is None]
    contact = reached[0] if reached else None
    if contact is not None and (wait := _still_to_wait(session, contact, of, shifted)):
        at, payload = now + wait, {"talk": talk_id, "late": wait != UNSENT}
        jobs.enqueue(session, REMIND_JOB, payload, key=f"{REMIND_JOB}:{talk_id}:{at:%Y%m%d%H%M}", at=at)
        return False
    people.withdraw(session, row.person_id, row.consultation_id, SCOPE, now)
    if not talk.paused or contact is None:
        return False
    said = tongues.spoken((_words(of, talk, end),), talk.language)
    outbox.put(session, contact.id or 0, said, lane="reminder", consultation_id=of.id)
    return True


def _still_to_wait(session: Session, contact: Contact, of: Consultation, shifted: bool) -> timedelta:
    """How much later the reminder has to come because what it follows was sent late, or has not been sent yet."""
    late = outbox.lateness(session, contact.id or 0, of.id or 0)
    if late is None:
        return UNSENT
    return late if late > IN_TIME and not shifted else timedelta(0)


def _words(of: Consultation, talk: Talk, end: datetime) -> Outgoing:
    title, date = cut(of.title, _LONGEST_TITLE), short_date(end, settings().timezone, talk.language)
    go_on = Button(label=button("resume", talk.language), data=f"{of.code}.go")
    return Outgoing(key="reminder", text=say("reminder", talk.language, title=title, date=date), controls=(go_on,))


def _times(end: datetime) -> dict[str, datetime]:
    """When a reminder could be sent: tomorrow at this hour, and a day before the close, both in daylight."""
    tomorrow, before = in_daylight(clock.now() + A_DAY), in_daylight(end - A_DAY)
    times = {TOMORROW: tomorrow, BEFORE: before if before > tomorrow + A_DAY else None}
    return {when: at for when, at in times.items() if at is not None and at + LEAST <= end}


def _consent(session: Session, consultation_id: int, person_id: int) -> Consent | None:
    """The consent to a reminder, given now or once."""
    same = (Consent.person_id == person_id, Consent.consultation_id == consultation_id, Consent.scope == SCOPE)
    return session.exec(select(Consent).where(*same)).first()
