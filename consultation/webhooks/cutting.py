"""The log of deliveries is kept for ninety days; what still waits stays, however old."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation.privacy.cutting import run
from consultation.webhooks.models import WAITING, WebhookDelivery

KEPT = timedelta(days=90)


def sweep(session: Session, now: datetime, limit: int) -> list[int | None]:
    """Delete old deliveries; one None for each, as they belong to no consultation."""
    old = (col(WebhookDelivery.made_at) < now - KEPT, WebhookDelivery.state != WAITING)
    ids = session.exec(select(WebhookDelivery.id).where(*old).order_by(col(WebhookDelivery.id)).limit(limit)).all()
    run(session, delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(ids)))
    return [None] * len(ids)
