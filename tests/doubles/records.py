"""What a double writes down: calls, messages, webhook posts, breaches of rules, and faults waiting to happen."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request of the bot and its answer. body: parameters as sent; at: epoch seconds of the platform's clock."""

    seq: int
    at: float
    operation: str
    body: Any
    status: int
    answer: Any
    headers: dict[str, str]
    request_id: str
    dropped: bool = False


@dataclass(frozen=True)
class Sent:
    """One message object the platform accepted for one recipient. delivered: False when blocked or unreachable."""

    seq: int
    at: float
    operation: str
    to: str
    message: Json
    delivered: bool
    id: str
    retry_key: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One webhook post. ids: events or updates in the body; status: None when no answer came, then error says why."""

    seq: int
    at: float
    ids: tuple[str, ...]
    body: Any
    status: int | None
    error: str | None
    attempt: int
    redelivered: bool
    took: float

    @property
    def accepted(self) -> bool:
        """Whether the receiver answered 2xx, which ends the delivery."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Violation:
    """A breach that a correct bot never commits. rule: a name such as `text-length`; detail: the offending place."""

    rule: str
    detail: str
    operation: str
    to: str = ""


@dataclass(frozen=True)
class Answer:
    """What goes back to the bot. body: JSON value, or bytes for a file."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request as the handlers see it. body: decoded parameters; raw: the bytes; path: parts of the address."""

    operation: str
    body: Json
    raw: bytes
    headers: dict[str, str]
    path: dict[str, str]
    query: dict[str, str]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass
class Fault:
    """An accident waiting for the next calls of an operation; see `Platform.fail_next`."""

    operation: str
    status: int | None
    hang: float | None
    drop: bool
    accepted: bool
    times: int
    retry_after: int | None
    message: str | None


class Refused(Exception):
    """The platform's refusal of a call. rule: name of the breach, None when a correct bot may meet it too."""

    def __init__(
        self, status: int, message: str, *, rule: str | None = None, detail: str = "", to: str = "", **extra: Any
    ):
        super().__init__(message)
        self.status = status
        self.message = message
        self.rule = rule
        self.detail = detail or message
        self.to = to
        self.headers: dict[str, str] = extra.pop("headers", {})
        self.extra: Json = extra
