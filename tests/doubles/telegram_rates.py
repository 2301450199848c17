"""Telegram's flood limits (core.telegram.org/bots/faq): overall, for a chat, for a group."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.doubles.line_rates import Bucket


@dataclass(frozen=True)
class Rates:
    """overall, chat: messages per second; chat_burst: how many at once; group_minute: messages a minute in a group."""

    overall: float = 30.0
    chat: float = 1.0
    chat_burst: int = 3
    group_minute: int = 20


TELEGRAM_RATES = Rates()


@dataclass
class Flood:
    """Counts what was sent and says how long to wait. A refused message takes nothing away."""

    rates: Rates | None
    all: Bucket | None = None
    chats: dict[int, Bucket] = field(default_factory=dict)
    groups: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, chat_id: int, now: float) -> float:
        """Return 0 when a message may go to the chat now, else the seconds to wait."""
        if self.rates is None:
            return 0.0
        self.all = self.all or Bucket(self.rates.overall, self.rates.overall)
        chat = self.chats.setdefault(chat_id, Bucket(self.rates.chat, self.rates.chat_burst))
        wait = max(self._group(chat_id, now), chat.wait(now), self.all.wait(now))
        if not wait:
            chat.take(now)
            self.all.take(now)
            self.groups[chat_id].append(now)
        return wait

    def _group(self, chat_id: int, now: float) -> float:
        """Return the seconds until a group has room in its minute."""
        sent = self.groups[chat_id]
        while sent and now - sent[0] >= 60:
            sent.popleft()
        full = chat_id < 0 and self.rates is not None and len(sent) >= self.rates.group_minute
        return 60 - (now - sent[0]) if full else 0.0
