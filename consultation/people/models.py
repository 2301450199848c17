"""Tables of people. A contact lives apart from the answers: removing it makes the answers anonymous."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, document, key, ref


class Person(SQLModel, table=True):
    """A participant: no name, no number, only that it is one person.

    heard_on: of several linked contacts the one that spoke last (consultation/linking); None with one contact.
    """

    id: int | None = key()
    heard_on: int | None = Field(default=None, sa_type=BIG, nullable=True)
    created_at: datetime


class Contact(SQLModel, table=True):
    """Where a person can be reached: an address on a channel's account, sealed, and found by keyed hash."""

    __table_args__ = (UniqueConstraint("channel", "account", "address_hash"),)

    id: int | None = key()
    person_id: int = ref("person.id")
    channel: str
    account: str
    address_hash: str
    address_sealed: bytes
    language: str = "th"
    blocked_at: datetime | None = None
    active_code: str | None = None  # the consultation this person is talking about now
    # What was offered last, as (data, label, number) of its buttons, for "1" or a label that is typed to choose from.
    offered: list[list[Any]] | None = document(nullable=True)
    group: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # a chat of many: nobody's own
    paced_from: datetime | None = None  # when the events counted in `paced` began (talk/pacing.py)
    paced: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # What the loop guard did not hear and the person has not been told of yet: how many, when the first and the last.
    unheard: list[Any] | None = document(nullable=True)
    linked: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # the person has other contacts too
    officer: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # see consultation/officers
    created_at: datetime
    last_seen_at: datetime


class Consent(SQLModel, table=True):
    """What a person agreed to: scope `contact`, `quote`, or `remind` (one reminder).

    words: what was read, and text_hash: of them; words is empty in rows from before they were kept. recorded_by: who of
    the staff read the tick off a paper; empty for a person's own. notice: the number of the privacy notice's
    version that was shown then (consultation/privacy/notices); None from before versions were kept.
    """

    __table_args__ = (UniqueConstraint("person_id", "consultation_id", "scope"),)

    id: int | None = key()
    person_id: int = ref("person.id")
    consultation_id: int = ref("consultation.id")
    scope: str
    text_hash: str
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    recorded_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    channel: str
    notice: int | None = None
    given_at: datetime
    withdrawn_at: datetime | None = Field(default=None)
