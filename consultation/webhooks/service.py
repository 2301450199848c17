"""Units of work on webhooks out: endpoints subscribed, ended, given another secret; what became of deliveries."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.errors import NotFound, Refused
from consultation.settings import settings
from consultation.themes.values import Value
from consultation.vault import Vault
from consultation.webhooks import addresses, signing, telling
from consultation.webhooks.models import EVENTS, SET_ASIDE, WAITING, WebhookDelivery, WebhookEndpoint
from consultation.wording import wording

OVERLAP = timedelta(hours=24)
LONGEST_ABOUT = 100
MOST = 50  # endpoints at one time
SHOWN = 100  # deliveries of the log
TRIAL = "webhook.trial"


class EndpointInput(Value):
    """An address to be told. scope: "" or a cluster's code, as `rights.known_scope` gives it."""

    url: str
    about: str = ""
    scope: str = ""
    events: tuple[str, ...]


class EndpointView(EndpointInput):
    """An endpoint as pages show it. set_aside, waiting: how many deliveries of it are."""

    id: int
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    ended_by: str
    earlier_until: datetime | None
    set_aside: int
    waiting: int


class DeliveryView(Value):
    """A delivery as the log shows it."""

    id: int
    message: str
    event: str
    state: str
    tries: tuple[dict[str, Any], ...]
    made_at: datetime
    next_at: datetime | None
    delivered_at: datetime | None


def subscribe(session: Session, vault: Vault, given: EndpointInput, actor: str) -> tuple[EndpointView, str]:
    """Add an endpoint; it, and its secret, which is shown this once. Raises Refused."""
    url, about = given.url.strip(), " ".join(given.about.split())
    if key := addresses.fault(url, settings().webhook_loopback):
        raise _refused(key)
    if not given.events or not set(given.events) <= set(EVENTS):
        raise _refused("events")
    if len(about) > LONGEST_ABOUT:
        raise _refused("about", most=LONGEST_ABOUT)
    standing = [each for each in listing(session) if each.ended_at is None]
    if any((each.url, each.scope) == (url, given.scope) for each in standing):
        raise _refused("there")
    if len(standing) >= MOST:
        raise _refused("many", most=MOST)
    secret = signing.new_secret()
    row = WebhookEndpoint(
        url=url, about=about, scope=given.scope, events=[each for each in EVENTS if each in given.events],
        secret=vault.seal(secret), made_at=clock.now(), made_by=actor,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {**addresses.named(url), "scope": row.scope, "events": row.events}
    audit.record(session, actor, "webhook.add", f"webhook:{row.id}", after=after)
    return _view(session, row), signing.shown(secret)


def end(session: Session, endpoint_id: int, actor: str) -> None:
    """Tell an endpoint nothing any more; what waits for it is set aside. Raises NotFound."""
    row = _standing(session, endpoint_id)
    row.ended_at, row.ended_by = clock.now(), actor
    session.add(row)
    session.flush()
    waiting = (col(WebhookDelivery.endpoint_id) == endpoint_id, col(WebhookDelivery.state) == WAITING)
    session.connection().execute(update(WebhookDelivery).where(*waiting).values(state=SET_ASIDE, next_at=None))
    before, after = {**addresses.named(row.url), "events": row.events}, {"ended": True}
    audit.record(session, actor, "webhook.end", f"webhook:{row.id}", before=before, after=after)


def rotate(session: Session, vault: Vault, endpoint_id: int, actor: str) -> str:
    """Another secret for an endpoint, shown this once; the one before signs beside it for a day. Raises NotFound."""
    row = _standing(session, endpoint_id)
    secret = signing.new_secret()
    row.earlier, row.earlier_until = row.secret, clock.now() + OVERLAP
    row.secret = vault.seal(secret)
    session.add(row)
    session.flush()
    after = {"secret": "changed", "earlier_until": row.earlier_until.isoformat()}
    audit.record(session, actor, "webhook.secret", f"webhook:{row.id}", before={"secret": "kept"}, after=after)
    return signing.shown(secret)


def try_out(session: Session, endpoint_id: int, actor: str) -> None:
    """Send an endpoint a delivery that is about nothing. Raises NotFound."""
    row = _standing(session, endpoint_id)
    content = f'{{"type": "{TRIAL}", "timestamp": "{clock.now().isoformat()}", "data": {{}}}}'
    made = telling.put_in(session, row, TRIAL, content)
    audit.record(session, actor, "webhook.trial", f"webhook:{row.id}", after={"message": made.message})


def send_again(session: Session, endpoint_id: int, delivery_id: int, actor: str) -> None:
    """Try a delivery again from the beginning, whatever became of it. Raises NotFound, Refused while it waits."""
    endpoint = _standing(session, endpoint_id)
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if row is None or row.endpoint_id != endpoint.id:
        raise NotFound(wording("consultation.webhooks")["problem"]["delivery"])
    if row.state == WAITING:
        raise _refused("waits")
    before = {"message": row.message, "state": row.state}
    row.state, row.round, row.attempts, row.next_at = WAITING, row.round + 1, 0, clock.now()
    session.add(row)
    session.flush()
    telling.next_try(session, row, row.next_at)
    audit.record(session, actor, "webhook.again", f"webhook:{endpoint.id}", before=before, after={"state": row.state})


def listing(session: Session) -> list[EndpointView]:
    """Every endpoint, those that stand first, the newest first."""
    rows = session.exec(select(WebhookEndpoint).order_by(col(WebhookEndpoint.id).desc())).all()
    return sorted((_view(session, row) for row in rows), key=lambda each: each.ended_at is not None)


def find(session: Session, endpoint_id: int) -> EndpointView:
    """One endpoint, ended or not. Raises NotFound."""
    return _view(session, _get(session, endpoint_id))


def log(session: Session, endpoint_id: int) -> list[DeliveryView]:
    """The newest deliveries of an endpoint, newest first."""
    rows = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)
    newest = rows.order_by(col(WebhookDelivery.id).desc()).limit(SHOWN)
    return [
        DeliveryView(**row.model_dump(include=set(DeliveryView.model_fields) - {"id", "tries"}), id=row.id or 0,
                     tries=tuple(row.tries))
        for row in session.exec(newest)
    ]  # fmt: skip


def _get(session: Session, endpoint_id: int) -> WebhookEndpoint:
    row = session.get(WebhookEndpoint, endpoint_id)
    if row is None:
        raise NotFound(wording("consultation.webhooks")["problem"]["unknown"])
    return row


def _standing(session: Session, endpoint_id: int) -> WebhookEndpoint:
    row = session.get(WebhookEndpoint, endpoint_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise NotFound(wording("consultation.webhooks")["problem"]["unknown"])
    return row


def _view(session: Session, row: WebhookEndpoint) -> EndpointView:
    of = select(WebhookDelivery.state, func.count()).where(WebhookDelivery.endpoint_id == row.id)
    counted = dict(session.exec(of.group_by(WebhookDelivery.state)).all())
    kept = row.model_dump(include=set(EndpointView.model_fields) - {"id", "events", "set_aside", "waiting"})
    return EndpointView(
        **kept, id=row.id or 0, events=tuple(row.events), set_aside=counted.get(SET_ASIDE, 0),
        waiting=counted.get(WAITING, 0),
    )  # fmt: skip


def _refused(key: str, **values: object) -> Refused:
    return Refused(str(wording("consultation.webhooks")["problem"][key]).format(**values))
