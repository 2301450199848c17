"""What is kept about one person, as they may see it at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.meetings.models import Attendance, Meeting
from consultation.people import service as people
from consultation.people.models import Consent, Contact
from consultation.replies.models import Reply, ReplyRound
from consultation.responses.models import Answer, Response
from consultation.settings import settings
from consultation.talk.models import TalkRow


@dataclass(frozen=True)
class Told:
    """What somebody was told of what they had said, by the language of its texts, and what they answered to it.

    answer: "not_yet", "fixed", or empty; note: what they wrote to it, masked as officers read it.
    """

    at: datetime
    texts: Mapping[str, str]
    answer: str
    note: str


@dataclass(frozen=True)
class Kept:
    """One consultation that something is kept of. stage: of the talk, None without one; until: when the link is cut.

    attended: the titles of its meetings at which the person said in a chat to be there. told: the newest first.
    """

    consultation: Consultation
    stage: str | None
    response: Response | None
    consents: tuple[Consent, ...]
    answered: int
    attended: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def sent_at(self) -> datetime | None:
        """When the response was sent, None when it was not or was taken back."""
        response = self.response
        return response.submitted_at if response is not None and response.state == "submitted" else None

    @property
    def until(self) -> datetime | None:
        """When the link between the account and the answers is cut, as far as it is known."""
        end = consult.end_of(self.consultation)
        return end + timedelta(days=settings().retention_link_days) if end else None


def kept(session: Session, person_id: int) -> list[Kept]:
    """Every consultation that something is kept of, newest first."""
    talks = {row.consultation_id: row for row in session.exec(select(TalkRow).where(TalkRow.person_id == person_id))}
    theirs = select(Response).where(Response.person_id == person_id)
    responses = {response.consultation_id: response for response in session.exec(theirs)}
    consents = people.given(session, person_id)
    came, told = _meetings(session, person_id), _told(session, person_id)
    ids = {*talks, *responses, *came, *told, *(consent.consultation_id for consent in consents)}
    rows = select(Consultation).where(col(Consultation.id).in_(ids)).order_by(col(Consultation.id).desc())
    found = []
    for row in session.exec(rows):
        id = row.id or 0
        response, talk = responses.get(id), talks.get(id)
        given = tuple(consent for consent in consents if consent.consultation_id == id)
        count = len(answers(session, response)) if response is not None else 0
        stage, heard = talk.stage if talk else None, tuple(told.get(id, ()))
        found.append(Kept(row, stage, response, given, count, tuple(came.get(id, ())), heard))
    return found


def answers(session: Session, response: Response) -> list[Answer]:
    """The answers that are kept, in the order they were given; those after the close last."""
    theirs = select(Answer).where(Answer.response_id == response.id)
    return list(session.exec(theirs.order_by(col(Answer.late), col(Answer.answered_at), col(Answer.id))))


def _told(session: Session, person_id: int) -> dict[int, list[Told]]:
    """The replies that a person got in any chat of theirs, by consultation."""
    theirs = select(Contact.id).where(Contact.person_id == person_id)
    query = (
        select(Reply, ReplyRound)
        .join(ReplyRound, col(ReplyRound.id) == col(Reply.round_id))
        .where(col(Reply.contact_id).in_(theirs))
        .order_by(col(Reply.id).desc())
    )
    found: dict[int, list[Told]] = {}
    for row, of in session.exec(query):
        found.setdefault(of.consultation_id, []).append(Told(row.put_at, of.texts, row.answer, row.note))
    return found


def _meetings(session: Session, person_id: int) -> dict[int, list[str]]:
    """The meetings at which a person was counted, by consultation."""
    query = select(Meeting).join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
    found: dict[int, list[str]] = {}
    for row in session.exec(query.where(Attendance.person_id == person_id).order_by(col(Meeting.id))):
        found.setdefault(row.consultation_id, []).append(row.title)
    return found
