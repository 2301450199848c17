"""Reading comments inside a theme set: a page at a time, searched and filtered; one comment with all its places."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import place_name, reference
from consultation.themes.changing import members_of
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
from consultation.themes.values import CommentDetail, MemberView, Page, Placed, Value
from consultation.themes.wording import not_found, why

PAGE = 50
Order = Literal["typical", "newest"]


class Filter(Value):
    """What a planner looks for in a theme: words that the masked text has, one province, one sector."""

    words: str = ""
    province: str = ""
    sector: str = ""
    order: Order = "typical"


def page(
    session: Session, set_id: int, number: int | None, wanted: Filter, at: int = 1, conditions: Collection[Any] = ()
) -> Page:
    """One page of a theme's or sub-theme's comments, of the ungrouped ones where number is None. Raises NotFound.

    at: the page, from 1; one beyond the last gives the last. conditions: more of them, in SQL on Comment, Response and
    Assignment, for filters that other subjects know of.
    """
    row = theme_set(session, set_id)
    belongs = members_of(theme(session, set_id, number)) if number is not None else col(Assignment.theme_id).is_(None)
    conditions = [belongs, *_conditions(wanted), *conditions]
    total = session.exec(members(set_id, func.count()).where(*conditions)).one()
    pages = max(1, -(-total // PAGE))
    at = min(max(at, 1), pages)
    chosen = with_theme(members(set_id, *MEMBER_COLUMNS)).where(*conditions).order_by(*_order(wanted.order))
    rows = session.exec(chosen.limit(PAGE).offset(PAGE * (at - 1))).all()
    return Page(comments=tuple(views(session, row.consultation_id, rows)), total=total, page=at, pages=pages)


def evidence(session: Session, theme_ids: Sequence[int]) -> list[MemberView]:
    """Every counted comment of these themes (of one or more sets of a consultation), most typical first."""
    found: dict[int, MemberView] = {}
    chosen = select(Theme).where(col(Theme.id).in_(list(theme_ids)))
    for row in sorted(session.exec(chosen), key=lambda t: t.id or 0):
        of = theme_set(session, row.theme_set_id)
        query = with_theme(members(row.theme_set_id, *MEMBER_COLUMNS)).where(col(Assignment.theme_id) == row.id)
        rows = session.exec(query.order_by(*_order("typical"))).all()
        found |= {member.id: member for member in views(session, of.consultation_id, rows)}
    return list(found.values())


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
        placed=tuple(_places(session, row.id or 0)),
    )


def _places(session: Session, comment_id: int) -> list[Placed]:
    query = (
        select(ThemeSet, Assignment, Theme)
        .join(Assignment, col(Assignment.theme_set_id) == col(ThemeSet.id))
        .outerjoin(Theme, col(Theme.id) == col(Assignment.theme_id))
        .where(col(Assignment.comment_id) == comment_id)
        .order_by(col(ThemeSet.id).desc())
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
        )
        for row, placed, where in session.exec(query)
    ]


def _conditions(wanted: Filter) -> list[Any]:
    conditions: list[Any] = [col(Comment.text).icontains(word, autoescape=True) for word in wanted.words.split()[:8]]
    if wanted.province:
        conditions.append(col(Response.province) == wanted.province)
    if wanted.sector:
        conditions.append(col(Response.sector) == wanted.sector)
    return conditions


def _order(order: Order) -> tuple[Any, ...]:
    if order == "newest":
        return (col(Comment.created_at).desc(), col(Comment.id).desc())
    return (col(Assignment.typicality).desc(), col(Assignment.comment_id).desc())  # as the index has them
