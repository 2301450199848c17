"""What every channel is reduced to: raw events as received, and events as understood."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultation.talk.model import Incoming


@dataclass(frozen=True)
class RawEvent:
    """One platform event before anything is understood: what the inbox stores before the 200.

    id: the platform's event id, unique within the channel's account. conversation: what orders events (the channel's
    chat or user), never empty. at: the platform's time, or the time of receipt when it has none.
    """

    id: str
    conversation: str
    at: datetime
    raw: dict[str, Any]


@dataclass(frozen=True)
class Event:
    """One event understood. `address` is where an answer goes (user id or chat id).

    incoming None: nothing for the conversation (`why` says it: group, standby, unknown …). reply: what the channel
    needs to answer in place (reply token, callback id), kept with the outbox row and handed back to `send`.

    What the worker does beside hearing it (`bot/beside.py`): message is the platform's id of the message; gone: that of
    one whose stored copies are to be destroyed, for good when `unsent`, else because a newer one took its place.
    explain: what is to be explained once to the chat, in `language` (empty: its own); was: the chat that this one was.
    """

    address: str
    incoming: Incoming | None
    reply: dict[str, Any] | None = None
    why: str = ""
    message: str = ""
    gone: str = ""
    unsent: bool = False
    explain: str = ""
    language: str = ""
    was: str = ""
