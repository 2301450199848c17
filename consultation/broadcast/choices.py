"""Before a broadcast is written: how many of each audience, place and sector it would reach, counted as it is chosen.

Places and sectors are what people said in answers that are still linked to them, or the province they follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from consultation.broadcast import reach
from consultation.broadcast.audience import KINDS, OF_ONE, Audience, Where, agreed, meant
from consultation.broadcast.reach import Way, reachable
from consultation.broadcast.sparing import Same, took_part, was_told
from consultation.consult.models import Consultation
from consultation.people.models import Contact
from consultation.places.schemes import cluster
from consultation.responses.models import Response
from consultation.subscriptions.models import PROVINCE, Subscription

TOLD = ("send", "held")  # now, or a while later together with others


@dataclass(frozen=True)
class Choices:
    """People by audience (of those that can be chosen), and of the chosen audience by province, district and sector."""

    kinds: dict[str, int]
    provinces: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)


def count(session: Session, where: Where, ways: Sequence[Way], same: Same) -> Choices:
    """Count what could be chosen beside what is: an audience that needs a consultation only where one is named."""
    audience = where.audience
    kinds: list[str] = [kind for kind in KINDS if audience.consultation is not None or kind not in OF_ONE]
    whole = {kind: _whole(where, kind) for kind in kinds}
    counted = {kind: reached(session, each, ways, same) for kind, each in whole.items()}
    if audience.kind not in whole:
        return Choices(counted)
    them = _them(whole[audience.kind], ways, same)
    return Choices(
        counted,
        provinces=_by(session, where, them, "province", followed=True),
        districts=_by(session, where, them, "district"),
        sectors=_by(session, where, them, "sector"),
    )


def reached(session: Session, where: Where, ways: Sequence[Way], same: Same) -> int:
    """How many people a broadcast to this audience would be told to, now or a while later."""
    return sum(group.count for group in reach.count(session, where, ways, same) if group.reason in TOLD)


def _whole(where: Where, kind: str) -> Where:
    """The same without places and sectors, for an audience of this kind."""
    changed = {"kind": kind, "provinces": (), "districts": (), "sectors": ()}
    return Where(where.scheme, where.cluster, Audience.model_validate(where.audience.model_dump() | changed))


def _them(where: Where, ways: Sequence[Way], same: Same) -> ColumnElement[bool]:
    """Whether a contact's person would be told, whichever of their contacts it is."""
    open_to = and_(reachable(ways), col(Contact.blocked_at).is_(None), meant(where), agreed(where))
    return and_(open_to, ~or_(took_part(same), was_told(same)))


def _by(
    session: Session,
    where: Where,
    them: ColumnElement[bool],
    name: str,
    *,
    followed: bool = False,
) -> dict[str, int]:
    """People by a part of what they said in this cluster. followed: or by which of its provinces they follow."""
    # By other names, because the rules about a contact look at answers and subscriptions themselves.
    of, answer, subscription = cluster(where.scheme, where.cluster), aliased(Response), aliased(Subscription)
    part = getattr(answer, name)
    here = select(col(Consultation.id)).where(
        col(Consultation.scheme) == of.scheme, col(Consultation.cluster) == of.number
    )
    person: Any = col(Contact.person_id).label("person")
    said = (
        select(person, part.label("part"))
        .join(answer, col(answer.person_id) == col(Contact.person_id))
        .where(them, col(answer.consultation_id).in_(here), part.is_not(None))
    )
    follow = (
        select(person, col(subscription.target).label("part"))
        .join(subscription, col(subscription.person_id) == col(Contact.person_id))
        .where(them, col(subscription.kind) == PROVINCE, col(subscription.stopped_at).is_(None))
        .where(col(subscription.target).in_(of.isos))
    )
    each = union(said, follow).subquery() if followed else said.distinct().subquery()
    return {str(key): int(n) for key, n in session.execute(select(each.c.part, func.count()).group_by(each.c.part))}
