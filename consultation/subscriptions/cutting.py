"""How subscriptions are cut from people: with the person who asks, and a while after they were stopped."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import clock
from consultation.privacy.cutting import run
from consultation.privacy.reading import of_person
from consultation.privacy.store import Ended, Leaving, Store
from consultation.subscriptions import service
from consultation.subscriptions.models import Subscription

KEPT = timedelta(days=30)  # after stopping, so that it can be taken up again with one tap


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Delete what was stopped a while ago; it is about no consultation. What holds is kept until it is stopped."""
    old = select(Subscription.id).where(col(Subscription.stopped_at) < clock.now() - KEPT).limit(limit)
    return run(session, delete(Subscription).where(col(Subscription.id).in_(old)))


def forget(session: Session, one: Leaving) -> int:
    """Delete all that a person follows, at the moment of asking; what they follow since then is new."""
    return 0 if one.account else service.erase(session, one.person)


HELD = {"subscription": of_person(Subscription.person_id)}
STORE = Store("subscriptions", frozenset(HELD), cut, forget, HELD)
