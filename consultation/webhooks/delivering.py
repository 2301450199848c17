"""Units of work around one try of a delivery: what is to be sent, and what came of it. The sender stands elsewhere."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import Session

from consultation import clock, jobs
from consultation.jobs import Claimed
from consultation.themes.values import Value
from consultation.vault import Vault, WrongKey
from consultation.webhooks import signing, telling
from consultation.webhooks.models import DELIVERED, SET_ASIDE, WAITING, WebhookDelivery, WebhookEndpoint

# After the first, second … try that failed; after the last one a person has to look. Standard Webhooks' own schedule.
WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
)  # fmt: skip


class Undeliverable(Exception):
    """A delivery that waits and cannot be sent, and would not be by trying again; says why."""


class Parcel(Value):
    """One try: where to, with which headers, and what."""

    delivery: int
    url: str
    headers: dict[str, str]
    body: str


class Outcome(Value):
    """What came of a try. status: of HTTP, 0 where there was no answer, and then `error` says why."""

    status: int = 0
    error: str = ""
    milliseconds: int = 0

    @property
    def good(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


def parcel(session: Session, vault: Vault, delivery_id: int) -> Parcel | None:
    """What a job has to send; None for what is delivered or set aside. Raises Undeliverable."""
    row = session.get(WebhookDelivery, delivery_id)
    endpoint = session.get(WebhookEndpoint, row.endpoint_id) if row is not None else None
    if row is None or endpoint is None or row.state != WAITING:
        return None
    # What was put in while somebody ended the endpoint waits still.
    if endpoint.ended_at is not None:
        raise Undeliverable("the endpoint was ended")
    now = clock.now()
    try:
        secrets = [vault.open(endpoint.secret)]
    except WrongKey as error:
        raise Undeliverable(f"the secret cannot be opened: {error}") from error
    if endpoint.earlier is not None and endpoint.earlier_until is not None and endpoint.earlier_until > now:
        with suppress(WrongKey):  # the one that stands signs all the same
            secrets.append(vault.open(endpoint.earlier))
    signed = signing.headers(secrets, row.message, now, row.body)
    return Parcel(delivery=delivery_id, url=endpoint.url, headers=signed, body=row.body)


def record(session: Session, job: Claimed, delivery_id: int, outcome: Outcome, began: datetime) -> None:
    """Note what came of a try, and let the next one wait for its time. Raises LeaseLost for a job of somebody else."""
    if (row := _held(session, job, delivery_id)) is None:
        return
    _tried(row, outcome, began)
    if outcome.good:
        row.state, row.delivered_at, row.next_at = DELIVERED, clock.now(), None
    elif row.attempts > len(WAITS):
        row.state, row.next_at = SET_ASIDE, None
    else:
        row.next_at = clock.now() + WAITS[row.attempts - 1]
        telling.next_try(session, row, row.next_at)
    session.add(row)


def set_aside(session: Session, job: Claimed, delivery_id: int, why: str, began: datetime) -> None:
    """Set a waiting delivery aside at once, with the reason in its log. Raises LeaseLost for somebody else's job."""
    if (row := _held(session, job, delivery_id)) is None:
        return
    _tried(row, Outcome(error=why), began)
    row.state, row.next_at = SET_ASIDE, None
    session.add(row)


def _held(session: Session, job: Claimed, delivery_id: int) -> WebhookDelivery | None:
    """The delivery, nobody else's until the transaction ends; None for one that waits no more."""
    jobs.hold(session, job)
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state == WAITING else None


def _tried(row: WebhookDelivery, outcome: Outcome, began: datetime) -> None:
    told = {"at": began.isoformat(), **outcome.model_dump()}
    row.tries, row.attempts = [*row.tries, told], row.attempts + 1
