"""A hearing in whose chats people said what a finding rests on: told, and able to answer."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from consultation import clock
from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentInput, CommitmentView
from consultation.db import Database
from consultation.findings import deciding, service
from consultation.findings.service import FindingInput
from consultation.findings.values import FindingView
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact
from consultation.people.service import Who
from consultation.replies import service as replies
from consultation.replies.models import Reply
from consultation.replies.work import handlers
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.admin.strategy.signed import signed
from tests.consultation.findings.test_deciding import NOT_YET
from tests.consultation.talk.citizens import Citizen
from tests.consultation.themes.grouped import run_handlers

DUE_IN_DAYS = 40


@dataclass(frozen=True)
class Told:
    """A finding with what was decided and promised; of: what occasions the reply on the promise."""

    finding: FindingView
    promise: CommitmentView
    decided: str

    @property
    def consultation(self) -> int:
        return self.finding.consultation_id


def chats(session: Session, vault: Vault, finding: FindingView) -> list[int]:
    """Give those behind a finding a chat each, by person: one speaks Malay, one has two, one agreed to nothing."""
    responses = sorted({member.response_id for member in finding.members})
    people = [session.get_one(Response, id).person_id for id in responses]
    for n, person in enumerate(people):
        for address in ("a", "b") if n == 1 else ("a",):
            _chat(session, vault, person, f"U{person}{address}", "ms" if n == 2 else "th", linked=n == 1)
        if n != 3:
            session.add(
                Consent(
                    person_id=person, consultation_id=finding.consultation_id, scope="contact", text_hash="x",
                    channel="line", given_at=clock.now(),
                )
            )  # fmt: skip
    return people


def chat(vault: Vault, person: int, consultation: int) -> tuple[Contact, Consent]:
    """A chat of somebody else who agreed to hear."""
    address, now = f"U{person}a", clock.now()
    contact = Contact(
        person_id=person, channel="line", account="one", address_hash=vault.lookup("line", "one", address),
        address_sealed=vault.seal(address.encode()), created_at=now, last_seen_at=now,
    )  # fmt: skip
    agreed = Consent(
        person_id=person, consultation_id=consultation, scope="contact", text_hash="x", channel="line", given_at=now
    )
    return contact, agreed


def _chat(session: Session, vault: Vault, person: int, address: str, language: str, linked: bool) -> None:
    session.add(
        Contact(
            person_id=person, channel="line", account="one", address_hash=vault.lookup("line", "one", address),
            address_sealed=vault.seal(address.encode()), language=language, linked=linked, created_at=clock.now(),
            last_seen_at=clock.now(),
        )
    )  # fmt: skip


async def told(db: Database, vault: Vault) -> tuple[Told, list[int]]:
    """A decided finding with a promise, and the people behind it."""
    consultation_id, seen = await signed(db)
    need = FindingInput(statement="น้ำไม่พอใช้", kind="need")
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], need, "planner")
    people = await db.write(chats, vault, made)
    decided = await db.write(deciding.decide, made.id, NOT_YET, "planner")
    await db.write(deciding.sign, made.id, decided.id, "boss")
    due = commitments.today().replace(year=commitments.today().year + 1)
    promise = CommitmentInput(text="ขุดลอกหนอง", owner="ชลประทาน", due=due)
    given = await db.write(commitments.promise, made.id, promise, "planner")
    return Told(made, given, f"disposition:{decided.id}"), people


async def send(db: Database, consultation: int, of: str) -> int:
    """Send a reply as the officer does who has seen the preview; to how many."""
    expected = (await db.read(replies.preview, consultation, of)).send
    await db.write(replies.send, consultation, of, expected, "officer")
    await run_handlers(db, replies.SEND_JOB, handlers(db))
    return expected


def citizen(db: Database, vault: Vault, person: int, which: str = "a") -> Citizen:
    """One of them, in the chat."""
    one = Citizen(db, vault, address=f"U{person}{which}")
    one.who = Who("line", "one", f"U{person}{which}", "LINE")
    return one


def buttons_of(session: Session, person: int) -> list[tuple[str, str]]:
    """Labels and data of the buttons of the last turn that a person was told."""
    theirs = select(Contact.id).where(Contact.person_id == person)
    query = select(OutboxMessage).where(col(OutboxMessage.contact_id).in_(theirs), OutboxMessage.lane == "broadcast")
    turn = session.exec(query.order_by(col(OutboxMessage.id).desc())).first()
    assert turn is not None
    return [(one["label"], one["data"]) for said in turn.messages for one in said["controls"]]


def answers(session: Session) -> list[tuple[str, str]]:
    """What was answered, with the note."""
    return [(row.answer, row.note) for row in session.exec(select(Reply).where(Reply.answer != ""))]
