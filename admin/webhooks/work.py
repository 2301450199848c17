"""The job `webhook.deliver`: one try of one delivery. A killed process sends it once more, under the same id."""

from functools import partial

from admin.webhooks.sending import send
from consultation import clock
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.settings import settings
from consultation.vault import Vault
from consultation.webhooks import delivering
from consultation.webhooks.delivering import Undeliverable
from consultation.webhooks.telling import DELIVER_JOB


def handlers(db: Database, vault: Vault) -> dict[str, Handler]:
    """The handler of this job."""
    return {DELIVER_JOB: partial(deliver, db, vault)}


async def deliver(db: Database, vault: Vault, job: Claimed) -> None:
    """Handle `webhook.deliver`: what fails is tried again by a job of its own, hours later if need be."""
    began, delivery = clock.now(), int(job.payload["delivery"])
    try:
        parcel = await db.read(delivering.parcel, vault, delivery)
    except Undeliverable as error:
        await db.write(delivering.set_aside, job, delivery, str(error), began)
        return
    if parcel is None:
        return
    outcome = await send(parcel, settings().webhook_loopback)
    await db.write(delivering.record, job, parcel.delivery, outcome, began)
