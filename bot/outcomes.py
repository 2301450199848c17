"""From what a channel says became of a turn to what the outbox keeps of it."""

from dataclasses import replace

from bot.calls import Made
from bot.channel import Failed, Outcome, Retry, Sent, Unknown
from consultation.outbox import service as outbox
from consultation.outbox.pace import Pace
from consultation.outbox.service import Claimed
from consultation.vault import Vault


def recorded(outcome: Outcome, claimed: Claimed, pace: Pace, vault: Vault, made: Made) -> outbox.Outcome:
    """The outcome as it is recorded, with the calls that were made for it. pace: names what a platform wants slowed."""
    plain = _plain(outcome, claimed, pace, vault)
    return replace(plain, calls=tuple(made.calls), pushed=made.counted, attempt=claimed.attempt)


def _plain(outcome: Outcome, claimed: Claimed, pace: Pace, vault: Vault) -> outbox.Outcome:
    match outcome:
        case Sent(receipts):
            return outbox.Outcome("sent", receipts=receipts)
        case Failed(why, blocked, spent, parts):
            fresh = spent and not claimed.answers_only
            reason = "quota" if spent else ""
            return outbox.Outcome("failed", why, parts=parts, blocked=blocked, reason=reason, spent=fresh)
        case Unknown(why, twice, parts, receipts):
            return outbox.Outcome("unknown", why, receipts, parts=parts, reason="twice" if twice else "")
        case Retry():
            return outbox.Outcome(
                "retry",
                outcome.why,
                after=outcome.after,
                parts=outcome.parts,
                doubtful=outcome.doubtful,
                uncounted=outcome.uncounted,
                exact=outcome.exact,
                hold=_hold(outcome, claimed, pace),
                moved=_moved(outcome.moved, claimed, vault),
            )


def _hold(outcome: Retry, claimed: Claimed, pace: Pace) -> outbox.Hold | None:
    """What has to wait: this chat, which may turn out to be the whole account; or one way of sending."""
    if outcome.slows == "chat":
        all_of = pace.pushing.key if pace.pushing is not None else ""
        return outbox.Hold(f"{pace.chats}{claimed.contact}", pace.chats, all_of)
    bucket = {"answering": pace.answering, "pushing": pace.pushing}.get(outcome.slows)
    return outbox.Hold(bucket.key) if bucket is not None else None


def _moved(address: str, claimed: Claimed, vault: Vault) -> tuple[str, bytes] | None:
    if not address:
        return None
    return vault.lookup(claimed.channel, claimed.account, address), vault.seal(address.encode())
