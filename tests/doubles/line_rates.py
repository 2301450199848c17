"""LINE's request rates: one token bucket for each endpoint (developers.line.biz, rate limits)."""

from dataclasses import dataclass, field

LINE_RATES: dict[str, float] = {  # requests per second
    "reply": 2000.0,
    "push": 2000.0,
    "multicast": 200.0,
    "broadcast": 60 / 3600,
    "narrowcast": 60 / 3600,
    "loading": 100.0,
    "profile": 2000.0,
    "webhook-test": 60 / 3600,
    "richmenu-create": 100 / 3600,
    "richmenu-delete": 100 / 3600,
    "richmenu-list": 10.0,
}


@dataclass
class Bucket:
    """Holds up to `size` tokens and gains `rate` a second."""

    rate: float
    size: float
    tokens: float = field(init=False)
    filled_at: float | None = None

    def __post_init__(self) -> None:
        self.tokens = self.size

    def wait(self, now: float) -> float:
        """Return 0 when there is a token, or the seconds until there will be one."""
        since = 0.0 if self.filled_at is None else now - self.filled_at
        self.tokens = min(self.size, self.tokens + since * self.rate)
        self.filled_at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self, now: float) -> float:
        """Take one token and return 0, or take nothing and return the seconds to wait."""
        wait = self.wait(now)
        self.tokens -= 0 if wait else 1
        return wait


def buckets(rates: dict[str, float] | None) -> dict[str, Bucket]:
    """Make a bucket for each rate; a full one lets a second's worth through at once, one at least."""
    hourly_burst = 60.0
    return {
        name: Bucket(rate, max(1.0, rate) if rate >= 1 else min(hourly_burst, max(1.0, rate * 3600)))
        for name, rate in (rates or {}).items()
    }
