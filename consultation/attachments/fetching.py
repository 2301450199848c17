"""The job `media.fetch`: asks the channel for the bytes behind an answer while it still has them.

The channels are not known here: whoever puts the jobs together passes a `Fetcher`. A job that is killed before its
commit has kept nothing and is claimed again; one that comes twice finds nothing waiting; one that stalled past its
lease cannot write what it found.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from consultation import jobs
from consultation.attachments import again, service
from consultation.attachments.content import Refused, Sealed, ready
from consultation.attachments.limits import LARGEST, MOST_TRIES, too_large
from consultation.attachments.models import Attachment
from consultation.attachments.service import FETCH_JOB
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.vault import Vault


@dataclass(frozen=True)
class Content:
    """The bytes. name: the file's; claimed: the media type that the platform tells; both empty where it does not."""

    data: bytes
    name: str = ""
    claimed: str = ""


@dataclass(frozen=True)
class Gone:
    """The platform does not have it any more, or never had."""

    why: str


@dataclass(frozen=True)
class TooLarge:
    """It is there, and more than is kept, or more than the platform lets us fetch."""

    why: str


@dataclass(frozen=True)
class NotYet:
    """It may still be had: it is being prepared, or the platform cannot be reached now."""

    why: str


Fetched = Content | Gone | TooLarge | NotYet

# A reference and how many bytes are taken at most.
Fetcher = Callable[[str, int], Awaitable[Fetched]]


class StillThere(Exception):
    """The content could not be had this time and is asked for again; what the job's record says meanwhile."""


def handlers(db: Database, vault: Vault, fetcher: Fetcher) -> dict[str, Handler]:
    """The handler of this job."""
    return {FETCH_JOB: partial(fetch, db, vault, fetcher)}


async def fetch(db: Database, vault: Vault, fetcher: Fetcher, job: Claimed) -> None:
    """Handle `media.fetch`. Raises StillThere to be tried again; after the last try it is given up."""
    wanted = await db.read(_wanted, int(job.payload["attachment"]))
    if wanted is None:
        return
    found = await fetcher(wanted.reference, LARGEST[wanted.kind])
    match found:
        case Content(data=b""):
            await _later(db, wanted, job, "empty")
        case Content() if too_large(wanted.kind, len(found.data)):
            await db.write(_give_up, job, wanted, "refused", f"{len(found.data)} bytes")
        case Content():
            await _keep(db, vault, job, wanted, found)
        case Gone():
            await db.write(_give_up, job, wanted, "gone", found.why)
        case TooLarge():
            await db.write(_give_up, job, wanted, "refused", found.why)
        case NotYet():
            await _later(db, wanted, job, found.why)


@dataclass(frozen=True)
class _Wanted:
    """What is to be fetched. name: what the citizen called the file."""

    attachment: int
    reference: str
    kind: str
    scope: str
    name: str


async def _keep(db: Database, vault: Vault, job: Claimed, wanted: _Wanted, found: Content) -> None:
    called, claimed = wanted.name or found.name, found.claimed or f"{wanted.kind}/*"
    made = await asyncio.to_thread(partial(ready, vault, found.data, wanted.scope, name=called, claimed=claimed))
    match made:
        case Refused():
            await db.write(_give_up, job, wanted, "refused", made.why)
        case Sealed():
            await db.write(_store, job, wanted, made)


async def _later(db: Database, wanted: _Wanted, job: Claimed, why: str) -> None:
    if job.attempts < MOST_TRIES:
        raise StillThere(why)
    await db.write(_give_up, job, wanted, "gone", why)


def _store(session: Session, job: Claimed, wanted: _Wanted, content: Sealed) -> bool:
    jobs.hold(session, job)
    return service.keep(session, wanted.attachment, content)


def _give_up(session: Session, job: Claimed, wanted: _Wanted, state: str, why: str) -> None:
    jobs.hold(session, job)
    if service.give_up(session, wanted.attachment, state, why):
        again.ask(session, wanted.attachment)


def _wanted(session: Session, attachment: int) -> _Wanted | None:
    row = session.get(Attachment, attachment)
    if row is None or row.state != "waiting":
        return None
    return _Wanted(attachment, row.reference, row.kind, f"response:{row.response_id}", row.name)
