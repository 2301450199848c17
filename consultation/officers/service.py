"""Units of work on what officers are told and where: choices, linked chats, and what a morning's round needs."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.officers import codes
from consultation.officers.models import OfficerChat, OfficerTelling
from consultation.officers.wording import refused
from consultation.outbox import service as outbox
from consultation.people.models import Consent, Contact
from consultation.privacy.forget import forget_account_later
from consultation.talk.model import Outgoing
from consultation.talk.models import TalkRow
from consultation.upsert import insert_once
from consultation.vault import Vault

KIND = "officer"  # the key of every message to an officer: nothing else is said under it
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251})\.[A-Za-z]{2,63}")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Value):
    """What to be told of: what is due and overdue, what is 7, 3 or 1 days away, what waits for a decision."""

    due: bool = True
    soon: bool = True
    decisions: bool = True

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is wanted."""
        return not (self.due or self.soon or self.decisions)


class ChatView(_Value):
    """A linked chat. blocked: it has left or blocked the bot, so that nothing reaches it."""

    id: int
    channel: str
    account: str
    linked_at: datetime
    blocked: bool


class Telling(_Value):
    """What an account is told, and where. mail: the address, empty for none."""

    choice: Choice = Choice()
    mail: str = ""
    chats: tuple[ChatView, ...] = ()


def of_account(session: Session, vault: Vault, account_id: int) -> Telling:
    """What an account is told; the defaults when nothing was chosen yet."""
    row = _find(session, account_id)
    query = select(OfficerChat, Contact).join(Contact, col(Contact.id) == col(OfficerChat.contact_id))
    chats = session.exec(query.where(OfficerChat.account_id == account_id).order_by(col(OfficerChat.id)))
    shown = tuple(
        ChatView(id=chat.id or 0, channel=contact.channel, account=contact.account, linked_at=chat.linked_at,
                 blocked=contact.blocked_at is not None)
        for chat, contact in chats
    )  # fmt: skip
    if row is None:
        return Telling(chats=shown)
    mail = vault.open(row.mail_sealed).decode() if row.mail_sealed else ""
    return Telling(choice=_choice(row), mail=mail, chats=shown)


def choose(session: Session, vault: Vault, account_id: int, choice: Choice, mail: str, actor: str) -> None:
    """Keep what an account wants to be told, and the address of its mail, empty for none. Raises Refused."""
    mail = mail.strip()
    if mail and not _MAIL.fullmatch(mail):
        raise refused("mail", given=mail[:80])
    row = _hold(session, account_id)
    before = {**_choice(row).model_dump(), "mail": row.mail_sealed is not None}
    row.due, row.soon, row.decisions = choice.due, choice.soon, choice.decisions
    row.mail_sealed = vault.seal(mail.encode()) if mail else None
    session.add(row)
    after = {**choice.model_dump(), "mail": bool(mail)}
    if after != before:
        audit.record(session, actor, "officer.told", f"account:{account_id}", before=before, after=after)


def issue(session: Session, vault: Vault, account_id: int) -> str:
    """A new code by which a chat becomes the account's. Raises Refused when it asks too often."""
    return codes.issue(session, vault, _hold(session, account_id))


def link(session: Session, contact: Contact, account_id: int) -> None:
    """Make a chat an officer's: from now on nothing that it says is a citizen's answer."""
    session.add(OfficerChat(account_id=account_id, contact_id=contact.id or 0, linked_at=clock.now()))
    contact.officer, contact.offered, contact.active_code = True, None, None
    session.add(contact)
    session.flush()
    after = {"channel": contact.channel}
    audit.record(session, f"account:{account_id}", "officer.link", f"account:{account_id}", after=after)


def unlink(session: Session, account_id: int, chat_id: int, actor: str) -> bool:
    """Let a chat of an account go; False when it has none of this number."""
    row = session.get(OfficerChat, chat_id, with_for_update=True)
    if row is None or row.account_id != account_id:
        return False
    _let_go(session, row, actor)
    return True


def leave(session: Session, contact: Contact) -> None:
    """The chat itself goes."""
    row = session.exec(select(OfficerChat).where(OfficerChat.contact_id == contact.id).with_for_update()).first()
    if row is not None:
        _let_go(session, row, f"account:{row.account_id}")
    contact.officer = False
    session.add(contact)


def drop(session: Session, account_id: int, actor: str) -> int:
    """Forget all of an account that may not enter any more: its chats, its address; how many went."""
    chats = session.exec(select(OfficerChat).where(OfficerChat.account_id == account_id)).all()
    for chat in chats:
        _let_go(session, chat, actor)
    row = _find(session, account_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return len(chats) + (row is not None)


def accounts(session: Session) -> list[int]:
    """The accounts that have a chat, or chose something."""
    chosen = session.exec(select(OfficerTelling.account_id)).all()
    linked = session.exec(select(OfficerChat.account_id)).all()
    return sorted({*chosen, *linked})


def begin_morning(session: Session, account_id: int, today: date) -> Choice | None:
    """What an account is to be told this morning, once; None when it has been told, or wants nothing.

    The account's row stays locked, so that two rounds of one morning tell once.
    """
    row = _hold(session, account_id)
    if row.told_on is not None and row.told_on >= today:
        return None
    row.told_on = today
    session.add(row)
    choice = _choice(row)
    return None if choice.nothing else choice


def tell(session: Session, account_id: int, text: str) -> int:
    """Say something in every chat of an account that can be reached, in the lane of reminders; in how many."""
    query = select(Contact.id).join(OfficerChat, col(OfficerChat.contact_id) == col(Contact.id))
    reached = query.where(OfficerChat.account_id == account_id, col(Contact.blocked_at).is_(None))
    contacts: Sequence[int | None] = session.exec(reached.order_by(col(Contact.id))).all()
    for contact in contacts:
        outbox.put(session, contact or 0, [Outgoing(key=KIND, text=text)], lane="reminder")
    return len(contacts)


def _let_go(session: Session, row: OfficerChat, actor: str) -> None:
    contact = session.get(Contact, row.contact_id)
    session.delete(row)
    session.flush()
    audit.record(session, actor, "officer.unlink", f"account:{row.account_id}")
    if contact is None:
        return
    contact.officer = False
    session.add(contact)
    theirs = (
        select(TalkRow.id).where(TalkRow.person_id == contact.person_id),
        select(Consent.id).where(Consent.person_id == contact.person_id),
    )
    if not any(session.exec(one.limit(1)).first() for one in theirs):  # never a citizen's: its address goes soon
        forget_account_later(session, contact, clock.now())


def _choice(row: OfficerTelling) -> Choice:
    return Choice(due=row.due, soon=row.soon, decisions=row.decisions)


def _find(session: Session, account_id: int) -> OfficerTelling | None:
    return session.exec(select(OfficerTelling).where(OfficerTelling.account_id == account_id)).first()


def _hold(session: Session, account_id: int) -> OfficerTelling:
    """The account's row, locked; made when it is not there."""
    fresh = {"account_id": account_id, "due": True, "soon": True, "decisions": True, "asked": 0}
    insert_once(session, OfficerTelling, {**fresh, "asked_from": clock.now()}, ("account_id",))
    same = select(OfficerTelling).where(OfficerTelling.account_id == account_id)
    return session.exec(same.with_for_update().execution_options(populate_existing=True)).one()
