"""What pages read and send of requests, as values."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

LIMIT = timedelta(days=30)  # ม.๓๐ วรรคสาม, and by the notice for every kind
SECTIONS: Mapping[str, str] = {
    "access": "30", "portability": "31", "objection": "32", "erasure": "33", "restriction": "34", "correction": "35-36",
    "withdrawal": "19",
}  # fmt: skip


class Value(BaseModel):
    """A value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Asked(Value):
    """A request as an officer typed it in. name, reach: of who asks; said: what they ask; proof: how it was checked."""

    kind: str
    origin: str
    received_on: date
    name: str = ""
    reach: str = ""
    said: str = ""
    proof: str = ""


class Private(Value):
    """What is sealed of a request. parts: of a chat's, the mark of each message and what it said. proof: how it was
    made sure who asks by letter or telephone. answer: what they were told."""

    name: str = ""
    reach: str = ""
    said: str = ""
    proof: str = ""
    answer: str = ""
    parts: tuple[tuple[str, str], ...] = ()


class RequestView(Value):
    """A request without its private part. reachable: whether an answer can go back by the chat it came from."""

    id: int
    kind: str
    origin: str
    channel: str
    received_on: date
    due_on: date
    state: str
    handler: str
    section: str
    sent: str
    version: int
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str
    contact: int | None
    consultation: int | None
    reachable: bool

    @property
    def ref(self) -> str:
        """How it is called towards people: "PR-0012"."""
        return f"PR-{self.id:04}"

    @property
    def open(self) -> bool:
        """Whether it is still to be answered."""
        return self.state in ("new", "working")

    def left(self, today: date) -> int:
        """How many days are left; negative when the time is over."""
        return (self.due_on - today).days

    def overdue(self, today: date) -> bool:
        """Whether it should have been answered before today."""
        return self.open and self.left(today) < 0
