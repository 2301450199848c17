"""The job `media.fetch`: asks the channel for the bytes behind an answer while it still has them.

The channels are not known here: whoever puts the jobs together passes a `Fetcher`. A job that is killed before its
commit has kept nothing and is claimed again; one that comes twice finds nothing waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from consultation.attachments import service
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
    attachment = int(job.payload["attachment"])
    wanted = await db.read(_wanted, attachment)
    if wanted is None:
        return
    reference, kind = wanted
    found = await fetcher(reference, LARGEST[kind])
    match found:
        case Content(data=b""):
            await _later(db, attachment, job, "empty")
        case Content() if too_large(kind, len(found.data)):
            await db.write(service.give_up, attachment, "refused", f"{len(found.data)} bytes")
        case Content():
            seal = partial(service.seal, vault, found.data, name=found.name, claimed=found.claimed or f"{kind}/*")
            await db.write(service.keep, attachment, await asyncio.to_thread(seal))
        case Gone():
            await db.write(service.give_up, attachment, "gone", found.why)
        case TooLarge():
            await db.write(service.give_up, attachment, "refused", found.why)
        case NotYet():
            await _later(db, attachment, job, found.why)


async def _later(db: Database, attachment: int, job: Claimed, why: str) -> None:
    if job.attempts < MOST_TRIES:
        raise StillThere(why)
    await db.write(service.give_up, attachment, "gone", why)


def _wanted(session: Session, attachment: int) -> tuple[str, str] | None:
    row = session.get(Attachment, attachment)
    return (row.reference, row.kind) if row is not None and row.state == "waiting" else None
