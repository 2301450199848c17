"""Who a broadcast is for, as SQL over contacts: nothing is loaded to be counted.

Only whoever agreed to be written to is. A consent to be contacted was given in a consultation of one cluster's office,
"to tell the result or to ask more": it covers broadcasts of that cluster. What became of the words of one consultation
goes to those who agreed in that one. Who follows something agreed to be told of consultations about it, and to be
reminded of them: see docs/decisions/0019-broadcast.md and 0038-subscribers.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from consultation.consult.models import Consultation
from consultation.errors import refused
from consultation.people.models import Consent, Contact
from consultation.places.schemes import cluster
from consultation.responses.models import Response
from consultation.subscriptions.models import PROVINCE, Subscription
from consultation.subscriptions.targets import targets_of
from consultation.talk.models import TalkRow

Kind = Literal["everyone", "unfinished", "answered", "subscribers", "unanswered"]
KINDS: tuple[Kind, ...] = ("everyone", "unfinished", "answered", "subscribers", "unanswered")
OF_ONE = ("unfinished", "answered", "unanswered")  # kinds that need a consultation
UNFINISHED = ("welcome", "asking", "review")  # stages of a talk that has not been sent
CONTACT = "contact"  # the scope of the consent


class Audience(BaseModel):
    """kind: everyone of the cluster; those of one consultation who began without finishing, or who answered; those who
    follow the cluster, one of its provinces or of `topics`; everybody who may be written to and has not sent answers.

    provinces (ISO 3166-2), districts (codes) and sectors narrow it to those whose answers in the cluster said so and
    are still linked to them; provinces alone also to those who follow one. Nothing is guessed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = "everyone"
    consultation: int | None = None
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether it is for some of those only."""
        return bool(self.provinces or self.districts or self.sectors)


@dataclass(frozen=True)
class Where:
    """Of which cluster the broadcast is, and its audience."""

    scheme: str
    cluster: int
    audience: Audience


def checked(audience: Audience) -> Audience:
    """The same audience. Raises Refused when it needs a consultation and names none."""
    if audience.kind in OF_ONE and audience.consultation is None:
        raise refused("broadcast_audience")
    return audience


def meant(where: Where) -> ColumnElement[bool]:
    """Whether a row of `contact` is of the audience, consent or not."""
    audience = where.audience
    if audience.kind == "unfinished":
        whose = _talk(where, col(TalkRow.stage).in_(UNFINISHED))
    elif audience.kind == "answered":
        whose = or_(_response(where), _consent(where))
    elif audience.kind == "subscribers":
        whose = _follows(where)
    elif audience.kind == "unanswered":
        whose = and_(or_(_talk(where), _consent(where), _follows(where)), ~_response(where))
    else:
        whose = or_(_talk(where), _consent(where))
    return and_(whose, said(where)) if audience.narrowed else whose


def agreed(where: Where) -> ColumnElement[bool]:
    """Whether the person behind a row of `contact` has agreed to be written to so, and has not taken it back."""
    if where.audience.kind == "subscribers":
        return _follows(where, holds=True)
    if where.audience.kind in ("unfinished", "unanswered"):
        return or_(_consent(where, holds=True), _follows(where, holds=True))
    return _consent(where, holds=True)


def said(where: Where) -> ColumnElement[bool]:
    """Whether the person behind a row of `contact` is of the places and sectors that narrow it, as they said."""
    audience, of = (
        where.audience,
        _within(where, col(Response.consultation_id), _named(where, "unfinished", "answered")),
    )
    rules = [col(Response.person_id) == col(Contact.person_id), of]
    if audience.kind == "answered":
        rules.append(col(Response.state) == "submitted")
    for column, wanted in (
        (Response.province, audience.provinces), (Response.district, audience.districts),
        (Response.sector, audience.sectors),
    ):  # fmt: skip
        if wanted:
            rules.append(col(column).in_(wanted))
    answered = found(select(col(Response.id)).where(*rules))
    if not audience.provinces or audience.districts or audience.sectors:
        return answered
    return or_(answered, _follows(where, holds=True, targets={PROVINCE: audience.provinces}))


def same_person(other: type[Contact]) -> ColumnElement[bool]:
    """Whether another row of `contact` is of the same person."""
    return col(other.person_id) == col(Contact.person_id)


def found(query: Select[Any]) -> ColumnElement[bool]:
    """Whether a query that leans on the row at hand finds anything.

    A value and no EXISTS, which PostgreSQL would turn into a join, and before it has looked at the tables a bad one: it
    is to be looked up by its index, row by row, on both databases.
    """
    return query.limit(1).scalar_subquery().is_not(None)


def _talk(where: Where, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    of = _within(where, col(TalkRow.consultation_id), _named(where, "unfinished"))
    return found(select(col(TalkRow.id)).where(col(TalkRow.person_id) == col(Contact.person_id), of, *more))


def _consent(where: Where, *, holds: bool = False) -> ColumnElement[bool]:
    """A consent to be contacted that was given once, or that holds now."""
    of = _within(where, col(Consent.consultation_id), _named(where, "answered"))
    still = col(Consent.withdrawn_at).is_(None) if holds else true()
    mine = and_(col(Consent.person_id) == col(Contact.person_id), col(Consent.scope) == CONTACT)
    return found(select(col(Consent.id)).where(mine, of, still))


def _response(where: Where) -> ColumnElement[bool]:
    """Whether answers to the consultation that is meant were sent."""
    of = col(Response.consultation_id) == where.audience.consultation
    theirs = (col(Response.person_id) == col(Contact.person_id), col(Response.state) == "submitted")
    return found(select(col(Response.id)).where(of, *theirs))


def _follows(
    where: Where, *, holds: bool = False, targets: Mapping[str, tuple[str, ...]] | None = None
) -> ColumnElement[bool]:
    """Whether a person has followed, or follows now, what a broadcast of this cluster and these topics is about."""
    wanted = targets or targets_of(cluster(where.scheme, where.cluster), where.audience.topics)
    either = or_(
        *(and_(col(Subscription.kind) == kind, col(Subscription.target).in_(names)) for kind, names in wanted.items())
    )
    still = col(Subscription.stopped_at).is_(None) if holds else true()
    theirs = col(Subscription.person_id) == col(Contact.person_id)
    return found(select(col(Subscription.id)).where(theirs, either, still))


def _named(where: Where, *kinds: str) -> int | None:
    """The consultation that an audience of these kinds names."""
    return where.audience.consultation if where.audience.kind in kinds else None


def _within(where: Where, consultation: Mapped[int], one: int | None) -> ColumnElement[bool]:
    """Whether a consultation is the one that is meant, or without one any of the cluster."""
    if one is not None:
        return consultation == one
    of = aliased(Consultation)
    cluster = and_(col(of.scheme) == where.scheme, col(of.cluster) == where.cluster)
    return consultation.in_(select(col(of.id)).where(cluster))
