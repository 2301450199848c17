"""People with an address, for tests of what is said to them."""

from sqlmodel import Session

from consultation import clock
from consultation.people.models import Contact, Person
from consultation.talk.model import Outgoing
from consultation.vault import Vault


def contact(session: Session, vault: Vault, address: str, channel: str = "plain", account: str = "one") -> int:
    """A new person who can be reached at `address`; the contact's id."""
    now = clock.now()
    person = Person(created_at=now)
    session.add(person)
    session.flush()
    row = Contact(
        person_id=person.id,
        channel=channel,
        account=account,
        address_hash=vault.lookup(channel, account, address),
        address_sealed=vault.seal(address.encode()),
        created_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def say(text: str) -> tuple[Outgoing, ...]:
    return (Outgoing(key="test", text=text),)
