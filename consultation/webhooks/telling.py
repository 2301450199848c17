"""That a consultation opened, closed or was published, put in for whoever wants to be told, in the same transaction."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from consultation import clock, ids, jobs
from consultation.consult.models import Consultation
from consultation.settings import settings
from consultation.webhooks.models import WebhookDelivery, WebhookEndpoint

DELIVER_JOB = "webhook.deliver"


def tell(session: Session, row: Consultation, event: str) -> None:
    """Put a delivery in for every endpoint that wants this event of this cluster. Does nothing where nobody does."""
    code = f"{row.scheme}:{row.cluster}"
    wanting = select(WebhookEndpoint).where(
        col(WebhookEndpoint.ended_at).is_(None), col(WebhookEndpoint.scope).in_(("", code))
    )
    for endpoint in session.exec(wanting.order_by(col(WebhookEndpoint.id))).all():
        if event in endpoint.events:
            put_in(session, endpoint, event, body(row, event))


def put_in(session: Session, endpoint: WebhookEndpoint, event: str, content: str) -> WebhookDelivery:
    """Put one delivery in, with its job."""
    now = clock.now()
    row = WebhookDelivery(
        endpoint_id=endpoint.id or 0, message=f"msg_{ids.token()}", event=event, body=content, tries=[], made_at=now,
        next_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    next_try(session, row, now)
    return row


def next_try(session: Session, row: WebhookDelivery, at: datetime) -> None:
    """Let a delivery be tried at a time: once, however often that is asked for."""
    key = f"{DELIVER_JOB}:{row.id}:{row.round}:{row.attempts}"
    jobs.enqueue_once(session, DELIVER_JOB, {"delivery": row.id}, key=key, at=at)


def body(row: Consultation, event: str) -> str:
    """What is sent of a consultation: what everybody may know of it, and of no person anything."""
    data = {
        "id": row.id,
        "code": row.code,
        "title": row.title,
        "kind": row.kind,
        "state": row.state,
        "scheme": row.scheme,
        "cluster": row.cluster,
        "opened_at": _iso(row.opened_at),
        "closes_at": _iso(row.closes_at),
        "closed_at": _iso(row.closed_at),
        "published_at": _iso(row.published_at),
        "sample": row.sample,
        "url": f"{settings().base_url.rstrip('/')}/c/{row.code}",
    }
    return json.dumps({"type": event, "timestamp": _iso(clock.now()), "data": data}, ensure_ascii=False)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
