"""Who a broadcast is for, as SQL over contacts: nothing is loaded to be counted.

Only whoever agreed to be contacted is written to. A consent was given in a consultation of one cluster's office, "to
tell the result or to ask more": it covers broadcasts of that cluster. What became of the words of one consultation goes
to those who agreed in that one. See docs/decisions/0019-broadcast.md.
"""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from consultation.consult.models import Consultation
from consultation.errors import refused
from consultation.people.models import Consent, Contact
from consultation.responses.models import Response
from consultation.talk.models import TalkRow

Kind = Literal["everyone", "unfinished", "answered"]
KINDS: tuple[Kind, ...] = ("everyone", "unfinished", "answered")
UNFINISHED = ("welcome", "asking", "review")  # stages of a talk that has not been sent
CONTACT = "contact"  # the scope of the consent


class Audience(BaseModel):
    """kind: everyone of the cluster, or those of one consultation who began without finishing, or who answered.

    provinces (ISO 3166-2) and sectors narrow it to those whose answers said so and are still linked to them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = "everyone"
    consultation: int | None = None
    provinces: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Where:
    """Of which cluster the broadcast is, and its audience."""

    scheme: str
    cluster: int
    audience: Audience


def checked(audience: Audience) -> Audience:
    """The same audience. Raises Refused when it needs a consultation and names none."""
    if audience.kind != "everyone" and audience.consultation is None:
        raise refused("broadcast_audience")
    return audience


def meant(where: Where) -> ColumnElement[bool]:
    """Whether a row of `contact` is of the audience, consent or not."""
    audience = where.audience
    if audience.kind == "unfinished":
        whose = _talk(where, col(TalkRow.stage).in_(UNFINISHED))
    elif audience.kind == "answered":
        whose = or_(_response(where), _consent(where))
    else:
        whose = or_(_talk(where), _consent(where))
    return and_(whose, _response(where, narrowed=True)) if audience.provinces or audience.sectors else whose


def agreed(where: Where) -> ColumnElement[bool]:
    """Whether the person behind a row of `contact` has agreed to be written to, and has not taken it back."""
    return _consent(where, holds=True)


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


def _response(where: Where, *, narrowed: bool = False) -> ColumnElement[bool]:
    audience, of = where.audience, _within(where, col(Response.consultation_id), _named(where, *KINDS[1:]))
    rules = [col(Response.person_id) == col(Contact.person_id), of]
    if audience.kind == "answered":
        rules.append(col(Response.state) == "submitted")
    if narrowed and audience.provinces:
        rules.append(col(Response.province).in_(audience.provinces))
    if narrowed and audience.sectors:
        rules.append(col(Response.sector).in_(audience.sectors))
    return found(select(col(Response.id)).where(*rules))


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
