"""Coming by the code of a meeting: asked once whether to be counted as present, then led into its consultation.

Nobody is counted unasked, and who has checked in elsewhere says so here: one person is one head. What is answered
afterwards is an answer like any other, given in the hall.
"""

from sqlmodel import Session

from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.meetings import attendance
from consultation.meetings.doors import Door
from consultation.meetings.models import Meeting
from consultation.people.models import Contact
from consultation.talk.caller import Heard, asking
from consultation.talk.model import Outgoing
from consultation.talk.wording import button, say

HERE, NOT = "here", "not"  # what the buttons carry after the meeting's code


def ask(session: Session, contact: Contact, door: Door) -> Heard | None:
    """Ask whether to count this person; None when they are counted, or when it is not the day."""
    meeting, language = door.meeting, contact.language
    if door.counted or at(meeting) is None or attendance.agreed(session, meeting, contact.person_id):
        return None
    of = session.get_one(Consultation, meeting.consultation_id)
    title = meeting.title if consult.is_public(of) else meeting.code  # what it is about is nobody's to know yet
    asked = Outgoing(key="hall_ask", text=say("hall_ask", language, title=title))
    choices = [(button(f"hall_{what}", language), f"{meeting.code}.{what}") for what in (HERE, NOT)]
    return asking((), asked, choices, consultation_id=meeting.consultation_id)


def answered(session: Session, contact: Contact, door: Door, what: str) -> tuple[Outgoing, ...]:
    """Count the person who says so, and say that it was done; tapped twice, it was done once."""
    if what != HERE or at(door.meeting) is None:
        return ()
    attendance.agree(session, door.meeting, contact.person_id)
    return (Outgoing(key="hall_counted", text=say("hall_counted", contact.language)),)


def at(meeting: Meeting) -> int | None:
    """The number of a meeting that is held today: only then what is answered is answered there."""
    return meeting.id if attendance.phase_of(meeting) == "open" else None
