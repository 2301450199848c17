"""Asking a citizen once, kindly, to send again what could not be kept, while it can still be answered with."""

from sqlmodel import Session, select

from consultation import clock
from consultation.attachments.models import Attachment
from consultation.attachments.scan import REASONS
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.forms.logic import parse_key
from consultation.outbox import service as outbox
from consultation.people import service as people
from consultation.responses.models import Response
from consultation.talk.model import Button, Outgoing, Talk
from consultation.talk.models import TalkRow
from consultation.talk.readable import cut
from consultation.talk.tongues import spoken
from consultation.talk.wording import button, say

_LONGEST_LABEL = 36


def ask(session: Session, attachment: int) -> bool:
    """Put the request into the outbox, in the transaction that writes down that the content is not had; whether it was.

    Nobody is asked whose link to the answer is cut, whom we cannot reach, or when the consultation is not open. It
    travels as reminders do: in daylight, after replies. The answer stands whether they send again or not. Of an album
    it is asked once, for the whole: what is sent anew takes the place of all of it.
    """
    row = session.get_one(Attachment, attachment)
    response = session.get(Response, row.response_id) if row.response_id is not None else None
    if response is None:
        return False
    of = session.get_one(Consultation, row.consultation_id)
    end = consult.end_of(of)
    theirs = (TalkRow.consultation_id == of.id, TalkRow.person_id == response.person_id)
    talking = session.exec(select(TalkRow).where(*theirs)).first()
    reached = [one for one in people.contacts_of(session, response.person_id) if one.blocked_at is None]
    contact = reached[0] if reached else None
    same = (Attachment.response_id == row.response_id, Attachment.question == row.question, Attachment.id != row.id)
    others = session.exec(select(Attachment.state).where(*same)).all()  # of the same album
    closed = of.state != "open" or (end is not None and end <= clock.now())
    if closed or talking is None or contact is None or not {"gone", "refused"}.isdisjoint(others):
        return False
    talk = Talk.model_validate(talking.state)
    said = spoken(_words(session, row, of, talk, alone=not others), talk.language)
    outbox.put(session, contact.id or 0, said, lane="reminder", consultation_id=of.id)
    return True


def _words(session: Session, row: Attachment, of: Consultation, talk: Talk, *, alone: bool) -> tuple[Outgoing, ...]:
    """The request, with the way to send again: correcting what was sent, or going back to the question."""
    form, name = forms.current(session, row.consultation_id), parse_key(row.question)[0]
    question = form.question(name)
    label = in_language(question.short or question.label, talk.language) if question is not None else name
    key = "media_refused" if row.why in REASONS else "media_gone" if row.state == "gone" else "media_big"
    key = key if alone else "media_some"
    sent = talk.stage == "done"
    way = "media_again_correct" if sent else "media_again_back"
    told = Outgoing(key=key, text=say(key, talk.language, question=cut(label, _LONGEST_LABEL)))
    data = f"me.correct.{of.code}" if sent else f"{of.code}.go"
    go = Button(label=button("correct" if sent else "resume", talk.language), data=data)
    return (told, Outgoing(key=way, text=say(way, talk.language), controls=(go,)))
