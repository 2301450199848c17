"""What two people who turn out to be one have both begun, and which of the two counts: decided before anything is done.

What was sent goes before what was not. Of two that were sent, or two that were not, the one answered last stays, by
when the platform says that its last answer was given; what two answers to one question come to in one talk, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.people.models import Contact
from consultation.privacy.marks import marked
from consultation.responses.erase import was_counted
from consultation.responses.models import Answer, Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault

Why = Literal["both_sent", "one_sent", "none_sent", "took_part"]
_BEGUN = ("welcome", "declined")


@dataclass(frozen=True)
class Part:
    """What one of two people has of a consultation. sent: whether it counted when it was looked at.

    at: when the last of its answers was given, or it was begun.
    """

    talk: TalkRow | None
    response: Response | None
    sent: bool
    at: datetime


@dataclass(frozen=True)
class Double:
    """A consultation of which one part stays and the other goes. stays: None when both go, as an earlier one counts."""

    consultation: Consultation
    stays: Part | None
    goes: tuple[Part, ...]
    why: Why

    @property
    def empty(self) -> bool:
        """Whether nothing that anybody said goes."""
        return all(part.response is None for part in self.goes)


def parts(session: Session, person_id: int) -> dict[int, Part]:
    """What a person has begun, by consultation; what was taken back is nothing."""
    talks = {row.consultation_id: row for row in session.exec(select(TalkRow).where(TalkRow.person_id == person_id))}
    theirs = select(Response).where(Response.person_id == person_id)
    responses = {row.consultation_id: row for row in session.exec(theirs)}
    found = {id: (talks.get(id), responses.get(id)) for id in sorted({*talks, *responses})}
    return {id: _part(session, talk, response) for id, (talk, response) in found.items()}


def doubles(session: Session, vault: Vault, one: int, other: int) -> list[Double]:
    """What the person `one` and the person `other` have both begun, or one of them after having taken part already."""
    mine, theirs = parts(session, one), parts(session, other)
    contacts = session.exec(select(Contact).where(col(Contact.person_id).in_((one, other)))).all()
    found = []
    for id in sorted({*mine, *theirs}):
        of = session.get_one(Consultation, id)
        both = [part for part in (mine.get(id), theirs.get(id)) if part is not None]
        if of.state == "open" and took_part(session, vault, of, contacts):
            found.append(Double(of, None, tuple(both), "took_part"))
        elif len(both) == 2:
            stays = max(both, key=_weight)
            why: Why = "both_sent" if all(p.sent for p in both) else "one_sent" if stays.sent else "none_sent"
            found.append(Double(of, stays, tuple(part for part in both if part is not stays), why))
    return found


def took_part(session: Session, vault: Vault, of: Consultation, contacts: Sequence[Contact]) -> bool:
    """Whether one of these contacts has taken part and had its link cut."""
    return any(marked(session, vault, of, one.channel, one.account, address(vault, one)) for one in contacts)


def address(vault: Vault, contact: Contact) -> str:
    """Where a contact is reached."""
    return vault.open(contact.address_sealed).decode()


def _weight(part: Part) -> tuple[bool, bool, bool, datetime, int]:
    begun = part.talk is not None and part.talk.stage not in _BEGUN
    first = part.response.id or 0 if part.response is not None else 0
    return part.sent, part.response is not None, begun, part.at, -first


def _part(session: Session, talk: TalkRow | None, response: Response | None) -> Part:
    sent = response is not None and was_counted(response)
    return Part(talk, response, sent, _last(session, talk, response))


def _last(session: Session, talk: TalkRow | None, response: Response | None) -> datetime:
    if response is not None:
        in_time = (Answer.response_id == response.id, Answer.late == False)  # noqa: E712
        if (last := session.exec(select(func.max(col(Answer.answered_at))).where(*in_time)).first()) is not None:
            return last
        return response.submitted_at or response.started_at
    assert talk is not None
    return talk.updated_at
