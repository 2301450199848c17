"""How many follow what, and how many began and stopped, month by month: numbers only, nobody's name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select, tuple_
from sqlmodel import Session, col

from consultation.rights import EVERYWHERE, Reach
from consultation.subscriptions.models import Subscription, SubscriptionDay
from consultation.subscriptions.targets import Target, called, known, order, within


@dataclass(frozen=True)
class Followed:
    """One thing that is or was followed. following: people now; began, stopped: since counting began."""

    what: Target
    name: str
    following: int
    began: int
    stopped: int


@dataclass(frozen=True)
class Month:
    """A calendar month (its first day): how often something was begun to be followed, and stopped."""

    first: date
    began: int
    stopped: int


@dataclass(frozen=True)
class Overview:
    """people: who follows anything now; clusters, provinces and topics, each the most followed first."""

    people: int
    followed: tuple[Followed, ...]
    months: tuple[Month, ...]

    def of(self, kind: str) -> list[Followed]:
        """Those of one kind."""
        return [each for each in self.followed if each.what.kind == kind]


def overview(session: Session, there: Reach = EVERYWHERE) -> Overview:
    """All that is followed now or was. Of who reaches some clusters only: these clusters and their provinces; subjects
    are followed all over the country, and belong to no cluster.
    """
    holds = and_(col(Subscription.stopped_at).is_(None), *_near(there, Subscription))
    people = session.execute(select(func.count(col(Subscription.person_id).distinct())).where(holds)).scalar_one()
    by = (col(Subscription.kind), col(Subscription.target))
    now = {
        Target(kind, target): n
        for kind, target, n in session.execute(select(*by, func.count()).where(holds).group_by(*by))
    }
    near = _near(there, SubscriptionDay)
    days = session.scalars(select(SubscriptionDay).where(*near).order_by(col(SubscriptionDay.day))).all()
    told: dict[Target, list[int]] = {}
    months: dict[date, list[int]] = {}
    for row in days:
        for counts in (
            told.setdefault(Target(row.kind, row.target), [0, 0]), months.setdefault(row.day.replace(day=1), [0, 0]),
        ):  # fmt: skip
            counts[0], counts[1] = counts[0] + row.began, counts[1] + row.stopped
    found = [
        Followed(what, called(what), now.get(what, 0), *told.get(what, [0, 0]))
        for what in {*now, *told}
        if known(what.kind, what.target) is not None
    ]
    found.sort(key=lambda one: (-one.following, order(one.what)))
    return Overview(int(people), tuple(found), tuple(Month(first, *counts) for first, counts in sorted(months.items())))


def _near(there: Reach, table: type[Subscription] | type[SubscriptionDay]) -> list[Any]:
    """Conditions under which what a row follows is within reach."""
    if there.places is None:
        return []
    kept = [(one.kind, one.target) for one in sorted(within(there.places))]
    return [tuple_(col(table.kind), col(table.target)).in_(kept)]
