"""What has to be done to the outbox from time to time: ending what waited too long, forgetting what is not needed."""

from datetime import timedelta

from sqlalchemy import and_, case, delete, func, or_, update
from sqlmodel import Session, col, select

from consultation import clock, jobs, limits
from consultation.jobs import Job
from consultation.outbox.claiming import LATE, TRIED_FOR
from consultation.outbox.models import OutboxMessage, PlatformCall
from consultation.settings import settings

TEND_JOB = "sending.tend"
EVERY = timedelta(minutes=10)


def begin(session: Session) -> None:
    """Put the job in for now; it puts itself in again. Any number of processes may begin it."""
    _put(session, 0)


def tend(session: Session) -> None:
    """End what nobody will send any more, forget old calls and full buckets, and put the next round in."""
    _put(session, 1)
    end_late(session)
    limits.forget(session)
    kept = clock.now() - timedelta(days=settings().calls_kept_days)
    session.connection().execute(delete(PlatformCall).where(col(PlatformCall.at) < kept))
    over = and_(col(Job.kind) == TEND_JOB, col(Job.done_at).is_not(None))
    session.connection().execute(delete(Job).where(over))


def end_late(session: Session) -> int:
    """End what has waited for longer than it may be tried, where a hold kept it from being looked at; how many."""
    now = clock.now()
    due = func.coalesce(col(OutboxMessage.due_at), col(OutboxMessage.created_at))
    state, until = col(OutboxMessage.state), col(OutboxMessage.lease_until)
    cut_off = and_(state == "sending", or_(until.is_(None), until < now))
    late = and_(or_(state == "queued", cut_off), due < now - TRIED_FOR)
    doubt = or_(state == "sending", col(OutboxMessage.doubtful))
    rows = select(OutboxMessage.id).where(late).with_for_update(skip_locked=True)
    ended = update(OutboxMessage).where(col(OutboxMessage.id).in_(rows))
    values = {"state": case((doubt, "unknown"), else_="failed"), "reason": LATE, "error": LATE, "owner": None}
    return int(session.connection().execute(ended.values(**values, lease_until=None)).rowcount)


def calls(session: Session, limit: int, failed: bool = False, request: str = "") -> list[PlatformCall]:
    """The newest calls that are kept; failed: only those that the platform did not take; request: of this id."""
    query = select(PlatformCall).order_by(col(PlatformCall.id).desc()).limit(limit)
    if failed:
        query = query.where(or_(col(PlatformCall.status) < 200, col(PlatformCall.status) > 299))
    if request:
        query = query.where(or_(PlatformCall.request_id == request, PlatformCall.accepted_id == request))
    return list(session.exec(query))


def _put(session: Session, rounds: int) -> None:
    at = clock.now() + rounds * EVERY
    slot = int(at.timestamp() // EVERY.total_seconds())
    known = session.exec(select(Job.id).where(Job.key == f"{TEND_JOB}:{slot}")).first()
    if known is None:
        jobs.enqueue(session, TEND_JOB, {}, key=f"{TEND_JOB}:{slot}", at=at)
