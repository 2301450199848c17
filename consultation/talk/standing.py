"""How a person stands with a section of a draft, for our own page: what they wrote, what they are asked to agree to."""

from dataclasses import dataclass

from sqlmodel import Session, select

from consultation import clock
from consultation.consult.models import Consultation
from consultation.drafts import service as drafts
from consultation.forms import service as forms
from consultation.forms.form import LONGEST_TEXT
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.talk import compose, keeping
from consultation.talk.here import Here
from consultation.talk.model import Outgoing, Talk
from consultation.vault import Vault

_NOT_BEGUN = ("welcome", "declined")


@dataclass(frozen=True)
class Section:
    """A section as it can be commented on now. open: whether it can. longest: characters of a comment."""

    title: str
    number: int
    question: str
    open: bool
    longest: int = LONGEST_TEXT


@dataclass(frozen=True)
class Standing:
    """A person in a consultation. begun: they have agreed to answer. written: their comment, empty for none.

    receipt: of their response. done: nothing is left to be asked.
    """

    begun: bool = False
    written: str = ""
    receipt: str = ""
    done: bool = False
    language: str = ""


def section(session: Session, consultation_id: int, draft: int, number: int) -> Section | None:
    """A section by the numbers that its code has; None where no draft that was opened has it."""
    found = drafts.section_of(session, consultation_id, draft, number)
    if found is None:
        return None
    question = forms.current(session, consultation_id).question(found.question)
    row = session.get_one(Consultation, consultation_id)
    return Section(
        found.title,
        number,
        found.question,
        question is not None and row.state == "open",
        question.longest if question is not None else LONGEST_TEXT,
    )


def standing(session: Session, vault: Vault, who: Who, consultation_id: int, question: str) -> Standing:
    """How somebody stands who may never have been heard; nothing is made or changed."""
    hashed = vault.lookup(who.channel, who.account, who.address)
    of = select(Contact).where(Contact.channel == who.channel, Contact.account == who.account)
    contact = session.exec(of.where(Contact.address_hash == hashed)).first()
    consultation = session.get_one(Consultation, consultation_id)
    row = keeping.find(session, consultation, contact.person_id) if contact is not None else None
    if row is None:
        return Standing()
    talk = Talk.model_validate(row.state)
    said = talk.sent if talk.sent is not None else talk.answers
    begun = talk.stage not in _NOT_BEGUN
    return Standing(begun, said.get(question) or "", talk.receipt, talk.stage == "done", talk.language)


def consent(session: Session, consultation_id: int, language: str) -> tuple[Outgoing, ...]:
    """Who asks, what for, and the privacy text, as the chat's welcome says them."""
    consultation = session.get_one(Consultation, consultation_id)
    form = forms.current(session, consultation_id)
    form = form.model_copy(update={"about": keeping.about(session, consultation, "")})
    talk = Talk(code=consultation.code, revision=form.revision, receipt="", language=language)
    return compose.welcome(Here(form, talk, clock.now()))[:2]
