"""People who took part in a consultation and agreed to hear, for tests of broadcasts."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from consultation import clock
from consultation.broadcast import service
from consultation.broadcast.audience import Audience
from consultation.broadcast.models import Broadcast
from consultation.broadcast.reach import Way
from consultation.broadcast.service import Draft
from consultation.people.models import Consent, Contact, Person
from consultation.responses.models import Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.admin.application import opened

WAYS = (Way("line", "line", "LINE", together=500, paid=True), Way("telegram", "telegram", "Telegram"))
LINE, TELEGRAM = WAYS


def house(session: Session, title: str = "น้ำและถนน") -> int:
    """An open consultation; its id."""
    return opened(session, title).id


def person(
    session: Session,
    vault: Vault,
    consultation: int,
    name: str,
    *,
    channel: str = "line",
    language: str = "th",
    stage: str = "done",
    agreed: bool = True,
    answered: bool = True,
    of: int | None = None,
    seen: int = 0,
    **response: Any,
) -> int:
    """Somebody who took part; the contact's id. of: another contact of the same person. seen: days ago."""
    now = clock.now()
    same = session.get_one(Contact, of).person_id if of is not None else None
    if same is None:
        one = Person(created_at=now)
        session.add(one)
        session.flush()
        same = one.id or 0
        _took_part(session, consultation, same, channel, stage, agreed, answered, response)
    row = Contact(
        person_id=same,
        channel=channel,
        account=channel,
        address_hash=vault.lookup(channel, channel, name),
        address_sealed=vault.seal(name.encode()),
        language=language,
        created_at=now,
        last_seen_at=now - timedelta(days=seen),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def draft(consultation: int | None = None, text: str = "ขอเชิญร่วมเวที", **values: Any) -> Draft:
    """A text to everyone of the cluster."""
    return Draft(scheme="2567", cluster=10, consultation=consultation, texts={"th": text}, **values)


def to_answered(consultation: int) -> Audience:
    return Audience(kind="answered", consultation=consultation)


def scheduled(session: Session, made: Draft, ways: tuple[Way, ...] = WAYS) -> int:
    """A broadcast that is to go now; its id."""
    id = service.create(session, made, "officer")
    service.preview(session, id, 1, ways, "officer")
    service.schedule(session, id, 2, ways, "officer")
    return id


def version(session: Session, id: int) -> int:
    return session.get_one(Broadcast, id, populate_existing=True).version


def unblock_none(session: Session, contact: int) -> None:
    session.get_one(Contact, contact).blocked_at = clock.now()


def consents_of(session: Session, contact: int) -> list[Consent]:
    person_id = session.get_one(Contact, contact).person_id
    return list(session.exec(select(Consent).where(Consent.person_id == person_id)))


def _took_part(
    session: Session,
    consultation: int,
    person_id: int,
    channel: str,
    stage: str,
    agreed: bool,
    answered: bool,
    response: dict[str, Any],
) -> None:
    now = clock.now()
    session.add(
        TalkRow(
            consultation_id=consultation, person_id=person_id, revision_id=1, stage=stage, state={}, created_at=now,
            updated_at=now,
        )
    )  # fmt: skip
    if answered:
        session.add(
            Response(
                consultation_id=consultation, person_id=person_id, revision_id=1, receipt=f"R{person_id}",
                state="submitted", channel=channel, started_at=now, submitted_at=now, **response,
            )
        )  # fmt: skip
    if agreed:
        session.add(
            Consent(
                person_id=person_id, consultation_id=consultation, scope="contact", text_hash="", channel=channel,
                given_at=now,
            )
        )  # fmt: skip
    session.flush()
