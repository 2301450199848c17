"""Two theme sets of one question side by side: which comments of a theme of the one went where in the other."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation.responses.models import Comment, Response
from consultation.themes.figures import living
from consultation.themes.members import grouped, theme_set
from consultation.themes.models import Assignment
from consultation.themes.parts import share
from consultation.themes.values import Value
from consultation.themes.wording import refused


class Stop(Value):
    """A theme of one of two sets that are compared, with how many comments of both sets; number None: in no theme."""

    id: int | None
    number: int | None
    label: str
    n: int


class Flow(Value):
    """Comments that stand in one theme of the first set and one of the second: places in `left` and `right`."""

    left: int
    right: int
    n: int


class Comparison(Value):
    """Two theme sets side by side. together: of pairs that stood together, the share that still do; None for none."""

    left: tuple[Stop, ...]
    right: tuple[Stop, ...]
    flows: tuple[Flow, ...]
    together: float | None


def comparable(session: Session, set_id: int, other_id: int) -> None:
    """Raise Refused when two sets are not of one question, NotFound when there is none."""
    one, other = theme_set(session, set_id), theme_set(session, other_id)
    same = (one.consultation_id, one.question) == (other.consultation_id, other.question)
    if one.id == other.id or not same or {one.state, other.state} - {"draft", "signed_off"}:
        raise refused("not_comparable")


def compare(session: Session, set_id: int, other_id: int) -> Comparison:
    """Compare an earlier set with a later one. Counted comments that both sets have are compared. Raises Refused.

    Of a comment that stands in several themes each part is one here, with the part of the other set that it shares.
    """
    comparable(session, set_id, other_id)
    before, after = aliased(Assignment), aliased(Assignment)
    pairs = (
        select(col(before.theme_id), col(after.theme_id), func.count())
        .join(after, col(after.comment_id) == col(before.comment_id))
        .join(Comment, col(Comment.id) == col(before.comment_id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(before.theme_set_id) == set_id, col(after.theme_set_id) == other_id, *grouped())
        .where(share(before, after))
        .group_by(col(before.theme_id), col(after.theme_id))
    )
    found = {(one, other): n for one, other, n in session.exec(pairs)}
    left = _stops(session, set_id, ((one, n) for (one, _), n in found.items()))
    right = _stops(session, other_id, ((other, n) for (_, other), n in found.items()))
    places = [{stop.id: place for place, stop in enumerate(side)} for side in (left, right)]
    flows = [Flow(left=places[0][one], right=places[1][other], n=n) for (one, other), n in found.items()]
    return Comparison(
        left=tuple(left),
        right=tuple(right),
        flows=tuple(sorted(flows, key=lambda flow: (flow.left, flow.right))),
        together=_together(found),
    )


def _stops(session: Session, set_id: int, counted: Iterable[tuple[int | None, int]]) -> list[Stop]:
    """Themes with comments in the comparison, largest first, those without a theme last."""
    sizes: dict[int | None, int] = {}
    for theme_id, n in counted:
        sizes[theme_id] = sizes.get(theme_id, 0) + n
    known = {theme.id: theme for theme in living(session, set_id)}
    stops = [
        Stop(id=theme_id, number=known[theme_id].number, label=known[theme_id].label, n=n)
        for theme_id, n in sizes.items()
        if theme_id in known
    ]
    loose = [Stop(id=None, number=None, label="", n=sizes[None])] if None in sizes else []
    return [*sorted(stops, key=lambda stop: (-stop.n, stop.number or 0)), *loose]


def _together(found: dict[tuple[Any, Any], int]) -> float | None:
    """Of the pairs of comments that stand together in the first set, the share that still do in the second."""
    sizes: dict[Any, int] = {}
    for (one, _), n in found.items():
        if one is not None:
            sizes[one] = sizes.get(one, 0) + n
    pairs = sum(n * (n - 1) for n in sizes.values())
    kept = sum(n * (n - 1) for (one, other), n in found.items() if one is not None and other is not None)
    return kept / pairs if pairs else None
