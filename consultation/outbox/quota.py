"""A platform's monthly quota: how much is used, what is left for broadcasts, and what happens when it is spent.

The platform's own figure counts, asked for from time to time; what we send in between is added to it. Replies that
answer in place cost nothing, so only what we say of our own accord stops when the quota is spent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation import clock
from consultation.outbox.models import SendingQuota
from consultation.settings import settings
from consultation.upsert import insert_once

WARNINGS = (80, 95, 100)  # per cent used


@dataclass(frozen=True)
class Quota:
    """An account's month. limit None: as much as one likes. spent: the platform refuses to send more at present."""

    account: str
    limit: int | None
    used: int
    looked_at: datetime
    channel: str = ""
    spent: bool = False

    @property
    def per_cent(self) -> int:
        """How much of it is used; 100 when the platform has said that it is spent."""
        if self.spent:
            return 100
        return min(self.used * 100 // max(self.limit, 1), 100) if self.limit is not None else 0

    @property
    def warning(self) -> int:
        """The highest of the warnings that is reached; 0 for none."""
        return max((level for level in WARNINGS if self.per_cent >= level), default=0)


def known(session: Session, channel: str, account: str) -> Quota | None:
    """What is known of an account's quota; None when the platform has none, or has not been asked yet."""
    row = session.get(SendingQuota, (channel, account), populate_existing=True)
    return _quota(row) if row is not None else None


def all_known(session: Session) -> list[Quota]:
    """What is known of every account, by channel and account."""
    order = (col(SendingQuota.channel), col(SendingQuota.account))
    return [_quota(row) for row in session.exec(select(SendingQuota).order_by(*order))]


def left_for_broadcast(session: Session, channel: str, account: str) -> int | None:
    """How many people a broadcast may still reach this month; None for as many as one likes, or nothing is known yet.

    A share of the quota, `PRACHAKHOM_LINE_QUOTA_RESERVE` per cent, is kept back for replies and reminders.
    """
    quota = known(session, channel, account)
    if quota is None or (quota.limit is None and not quota.spent):
        return None
    kept = -(-(quota.limit or 0) * settings().line_quota_reserve // 100)
    return 0 if quota.spent else max((quota.limit or 0) - quota.used - kept, 0)


def looked(session: Session, channel: str, account: str, limit: int | None, used: int) -> int:
    """Keep what the platform says; gives back a warning that nobody has had yet, 0 for none.

    A quota that was spent is so no more when it has been raised, or clearly not reached: the figure comes late.
    """
    row = _row(session, channel, account)
    raised = limit is None or (row.allowed is not None and limit > row.allowed)
    if raised or used * 100 < (limit or 0) * WARNINGS[1]:
        row.spent_until = None
    row.allowed, row.used, row.looked_at = limit, used, clock.now()
    reached = _quota(row).warning
    fresh = reached if reached > row.warned else 0
    row.warned = reached
    return fresh


def spent(session: Session, channel: str, account: str) -> bool:
    """The platform said that the quota is spent: nothing more of our own accord until the month ends, or a later look
    finds some left. True when that is news.
    """
    row = _row(session, channel, account)
    news = row.spent_until is None or row.spent_until <= clock.now()
    row.spent_until, row.warned = next_month(clock.now()), max(WARNINGS)
    return news


def used(session: Session, channel: str, account: str, people: int) -> None:
    """Add what was just sent to so many people; where the platform has no quota nothing is kept."""
    of = (col(SendingQuota.channel) == channel, col(SendingQuota.account) == account)
    session.connection().execute(update(SendingQuota).where(*of).values(used=col(SendingQuota.used) + people))


def spent_accounts(session: Session) -> set[tuple[str, str]]:
    """The accounts whose quota is spent now, by channel and account."""
    rows = session.exec(
        select(SendingQuota.channel, SendingQuota.account).where(col(SendingQuota.spent_until) > clock.now())
    )
    return set(rows)


def next_month(now: datetime) -> datetime:
    """When the next month begins in our time zone. (LINE says no hour; in Japan it begins two hours before.)"""
    local = now.astimezone(settings().zone)
    later = (local.replace(day=1) + timedelta(days=32)).replace(day=1)
    return later.replace(hour=0, minute=0, second=0, microsecond=0)


def _row(session: Session, channel: str, account: str) -> SendingQuota:
    values = {"channel": channel, "account": account, "used": 0, "looked_at": clock.now(), "warned": 0}
    insert_once(session, SendingQuota, values, ("channel", "account"))
    same = (SendingQuota.channel == channel, SendingQuota.account == account)
    locked = select(SendingQuota).where(*same).with_for_update().execution_options(populate_existing=True)
    return session.exec(locked).one()


def _quota(row: SendingQuota) -> Quota:
    is_spent = row.spent_until is not None and row.spent_until > clock.now()
    return Quota(row.account, row.allowed, row.used, row.looked_at, row.channel, is_spent)
