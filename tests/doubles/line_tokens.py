"""Reply tokens: good once, within a minute of receipt, and for 20 minutes of redeliveries at most."""

import random
from dataclasses import dataclass
from typing import Any

from tests.doubles.records import Refused

Json = dict[str, Any]


@dataclass
class Token:
    """One reply token. to: user or group it answers; received_at: last receipt by the bot, None before."""

    to: str
    made_at: float
    received_at: float | None = None
    used: bool = False


class Tokens:
    """All reply tokens of a channel. life, limit: seconds after a receipt, and after the event for redeliveries."""

    def __init__(self, life: float, limit: float, source: random.Random) -> None:
        self.life = life
        self.limit = limit
        self._source = source
        self._tokens: dict[str, Token] = {}

    def make(self, to: str, now: float) -> str:
        """Return a new token that answers `to`."""
        text = f"{self._source.getrandbits(128):032x}"
        self._tokens[text] = Token(to, now)
        return text

    def received(self, event: Json, now: float) -> None:
        """Start the token's minute, again at each redelivery while the event is young enough."""
        token = self._tokens.get(event.get("replyToken", ""))
        if token and (
            token.received_at is None
            or (event["deliveryContext"]["isRedelivery"] and now - token.made_at <= self.limit)
        ):
            token.received_at = now

    def use(self, text: Any, now: float) -> str:
        """Spend a token and return whom it answers. Raises Refused in LINE's exact words."""
        token = self._tokens.get(text) if isinstance(text, str) else None
        if token is None:
            raise Refused(400, "Invalid reply token", rule="reply-token-unknown", detail=str(text))
        late = token.received_at is None or now - token.received_at > self.life
        if token.used or late:
            raise Refused(400, "Invalid reply token", detail="used" if token.used else "expired", to=token.to)
        token.used = True
        return token.to
