"""Reading comments inside a theme set: a page at a time, searched and filtered; one comment with all its places.

A page goes on from a comment, not from a number of pages, so the last page of a million comments costs what the first
does, and a page does not slip when comments are moved away meanwhile.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import place_name, reference, representing
from consultation.themes.changing import members_of
from consultation.themes.filters import Filter, conditions, order, placed_so
from consultation.themes.members import (
    COUNTED,
    MEMBER_COLUMNS,
    district_name,
    members,
    names,
    quotable,
    theme,
    theme_set,
    views,
    with_theme,
)
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.parts import once, standing
from consultation.themes.values import CommentDetail, MemberView, Page, Placed, Scope
from consultation.themes.wording import not_found, why

PAGE = 50
COUNTED_TO = 10_000  # beyond it a page says "more than"


def page(
    session: Session, set_id: int, scope: Scope, wanted: Filter, after: int | None = None, before: int | None = None,
    others: Collection[Any] = (),
) -> Page:  # fmt: skip
    """One page of the comments of a theme or sub-theme, of those in no theme, or of the whole set. Raises NotFound.

    after, before: the page that follows a comment, or leads up to it, in the order of the filter; such a comment may
    have left the theme meanwhile. others: more conditions, on Comment, Response and Assignment, for filters that other
    subjects know of.
    """
    row, asked = theme_set(session, set_id), _Asked(session, set_id, scope, wanted, others)
    sorting, backwards, anchor = order(scope, wanted.order), after is None and before is not None, after or before
    query = with_theme(members(set_id, *MEMBER_COLUMNS)).where(*asked.wanting)
    if anchor is not None:
        query = query.where(*sorting.beyond(session, set_id, anchor, backwards, asked.stands(Assignment)))
    rows = list(session.exec(query.order_by(*sorting.by(backwards)).limit(PAGE + 1)))
    further, rows = len(rows) > PAGE, rows[:PAGE]
    found = views(session, row, reversed(rows) if backwards else rows, sub=asked.sub)
    total = len(rows) if anchor is None and not further else _count(session, set_id, asked.wanting)
    return Page(
        comments=tuple(found),
        total=min(total, COUNTED_TO),
        more=total > COUNTED_TO,
        after=found[-1].id if found and (further or backwards) else None,
        before=found[0].id if found and (further if backwards else anchor is not None) else None,
    )


def _count(session: Session, set_id: int, wanting: Collection[Any]) -> int:
    """How many comments match, counted no further than one beyond what is shown as a number."""
    some = members(set_id, col(Assignment.id)).where(*wanting).limit(COUNTED_TO + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def sample(
    session: Session, set_id: int, scope: Scope, wanted: Filter, most: int, others: Collection[Any] = ()
) -> list[tuple[int, int, str]]:
    """The newest comments that match, up to a number: comment, response, masked text. Raises NotFound."""
    asked = _Asked(session, set_id, scope, wanted, others)
    found = members(set_id, Comment.id, Comment.response_id, Comment.text).where(*asked.wanting)
    rows = session.exec(found.order_by(col(Assignment.comment_id).desc()).limit(most))
    return [(comment_id or 0, response_id, text) for comment_id, response_id, text in rows]


class _Asked:
    """What a reader asks for. stands: what tells the conditions for standing in the scope; wanting: all conditions."""

    def __init__(self, session: Session, set_id: int, scope: Scope, wanted: Filter, others: Collection[Any]) -> None:
        of = theme(session, set_id, scope) if isinstance(scope, int) else None
        self.sub = of is not None and of.parent_id is not None
        self.stands = standing(of, scope)
        single = once(set_id, self.stands, partial(placed_so, wanted))
        self.wanting = [*self.stands(Assignment), *conditions(session, wanted), *others, single]


def evidence(session: Session, theme_ids: Sequence[int]) -> list[MemberView]:
    """Every counted comment of these themes (of one or more sets of a consultation), most typical first."""
    found: dict[int, MemberView] = {}
    chosen = select(Theme).where(col(Theme.id).in_(list(theme_ids)))
    for row in sorted(session.exec(chosen), key=lambda t: t.id or 0):
        of = theme_set(session, row.theme_set_id)
        query = with_theme(members(row.theme_set_id, *MEMBER_COLUMNS)).where(members_of(row))
        single = once(row.theme_set_id, standing(row, row.number))
        rows = session.exec(query.where(single).order_by(*order(None, "typical").by(False))).all()
        for member in views(session, of, rows, sub=row.parent_id is not None):
            found[member.id] = _joined(found[member.id], member) if member.id in found else member
    return list(found.values())


def chosen(session: Session, set_id: int, comment_ids: Collection[int]) -> list[MemberView]:
    """These comments as they stand in a set, in no order; those that are not counted in it are left out."""
    row = theme_set(session, set_id)
    first = (col(Assignment.comment_id).in_(comment_ids), col(Assignment.position) == 0)
    query = with_theme(members(set_id, *MEMBER_COLUMNS)).where(*first)
    return views(session, row, session.exec(query).all())


def _joined(one: MemberView, other: MemberView) -> MemberView:
    """A comment that stands in two of the themes asked for: with what it says of both."""
    if not one.spans or not other.spans:
        return one if not one.spans else other
    return one.model_copy(update={"spans": tuple(sorted({*one.spans, *other.spans}))})


def comment(session: Session, comment_id: int) -> CommentDetail:
    """One comment with the facts of its response and its place in every theme set. Raises NotFound."""
    query = (
        select(Comment, Response)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.id == comment_id, Response.state == COUNTED, Comment.kind != UNSENT)
    )
    found = session.exec(query).first()
    if found is None:
        raise not_found("comment_not_found", ref=reference(comment_id))
    return _detail(session, *found)


def _detail(session: Session, row: Comment, response: Response) -> CommentDetail:
    known = names(session, row.consultation_id)
    agreed = set(session.exec(quotable(row.consultation_id)))
    return CommentDetail(
        id=row.id or 0,
        ref=reference(row.id or 0),
        consultation_id=row.consultation_id,
        response_id=row.response_id,
        question=row.question,
        question_label=known.question(row.question),
        text=row.text,
        kind=row.kind,
        province_name=place_name(response.province) if response.province else "",
        district_name=district_name(response.district),
        sector_name=known.sectors.get(response.sector or "", response.sector or ""),
        age_name=known.ages.get(response.age or "", response.age or ""),
        channel=response.channel,
        source=response.source,
        quote_ok=response.person_id in agreed,
        submitted_at=response.submitted_at,
        placed=tuple(_places(session, row.id or 0, row.text)),
        organisation=representing(session, [response]).get(response.id, ""),
    )


def _places(session: Session, comment_id: int, text: str) -> list[Placed]:
    query = (
        select(ThemeSet, Assignment, Theme)
        .join(Assignment, col(Assignment.theme_set_id) == col(ThemeSet.id))
        .outerjoin(Theme, col(Theme.id) == col(Assignment.theme_id))
        .where(col(Assignment.comment_id) == comment_id)
        .order_by(col(ThemeSet.id).desc(), col(Assignment.position))
    )
    return [
        Placed(
            set_id=row.id or 0,
            set_state=row.state,
            theme_id=where.id if where else None,
            theme_number=where.number if where else None,
            theme_label=where.label if where else "",
            by=placed.by,
            reason=why(placed.reason),
            part=text[placed.begins : placed.ends] if placed.ends is not None else "",
        )
        for row, placed, where in session.exec(query)
    ]
