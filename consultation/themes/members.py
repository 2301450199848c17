"""Comments of a theme set with the facts of their responses: the one join that every reading of themes starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import Form, Question, in_language
from consultation.people.models import Consent
from consultation.places.districts import district as find_district
from consultation.places.schemes import Cluster, UnknownPlace
from consultation.places.schemes import cluster as find_cluster
from consultation.responses.models import OPINION, Comment, Response
from consultation.responses.service import place_name, reference
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.parts import Parts, in_parts, parts
from consultation.themes.values import MemberView
from consultation.themes.wording import not_found, why

COUNTED = "submitted"


@dataclass(frozen=True)
class Names:
    """Names of what is stored by key, from the form of a consultation."""

    form: Form
    sectors: dict[str, str]
    ages: dict[str, str]

    def question(self, name: str) -> str:
        """What a question is called in lists; its name when the form no longer has it."""
        question = self.form.question(name)
        return in_language(question.short or question.label, "th") if question else name

    def stances(self) -> list[Question]:
        """The closed questions on development issues, in the form's order."""
        return [question for question in self.form.questions if question.role.startswith("stance:")]


def names(session: Session, consultation_id: int) -> Names:
    """The names that a consultation's form gives to what is stored."""
    form = forms.current(session, consultation_id)
    return Names(form, _choices(form, "sector"), _choices(form, "age"))


def stance_questions(session: Session, consultation_id: int) -> list[Question]:
    """The closed questions on development issues of a consultation."""
    return names(session, consultation_id).stances()


def theme_set(session: Session, set_id: int) -> ThemeSet:
    """The row of a theme set. Raises NotFound."""
    row = session.get(ThemeSet, set_id)
    if row is None:
        raise not_found("set_not_found", id=set_id)
    return row


def theme(session: Session, set_id: int, number: int) -> Theme:
    """The row of a living theme by its number. Raises NotFound."""
    wanted = (Theme.theme_set_id == set_id, Theme.number == number, col(Theme.retired_at).is_(None))
    row = session.exec(select(Theme).where(*wanted)).first()
    if row is None:
        raise not_found("theme_not_found", number=number)
    return row


def members(set_id: int, *columns: Any) -> Any:
    """Select columns over the counted opinions of a theme set: Assignment, Comment and Response joined."""
    return (
        select(*columns)
        .select_from(Assignment)
        .join(Comment, col(Comment.id) == col(Assignment.comment_id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(Assignment.theme_set_id) == set_id, *grouped())
    )


def unplaced(row: ThemeSet, *columns: Any) -> Any:
    """Select columns over the counted opinions on a set's question that the set does not have yet."""
    known = exists().where(col(Assignment.theme_set_id) == row.id, col(Assignment.comment_id) == col(Comment.id))
    return (
        select(*columns)
        .select_from(Comment)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(Comment.consultation_id) == row.consultation_id, col(Comment.question) == row.question)
        .where(*grouped(), ~known)
    )


def grouped() -> tuple[Any, ...]:
    """Which comments themes are made of: of counted responses, and neither a complaint nor an emergency."""
    return col(Response.state) == COUNTED, col(Comment.kind) == OPINION


def quotable(consultation_id: int) -> Any:
    """A subquery of the people who agreed that their words are quoted."""
    return select(Consent.person_id).where(
        Consent.consultation_id == consultation_id, Consent.scope == "quote", col(Consent.withdrawn_at).is_(None)
    )


def people() -> Any:
    """An SQL count of different people."""
    return func.count(func.distinct(Response.id))


_SubTheme = aliased(Theme)
MEMBER_COLUMNS = (Assignment, Comment, Response, col(Theme.number), col(_SubTheme.number))


def with_theme(query: Any) -> Any:
    """The same selection with the theme and sub-theme of each comment joined, where it has them."""
    whole = query.outerjoin(Theme, col(Theme.id) == col(Assignment.theme_id))
    return whole.outerjoin(_SubTheme, col(_SubTheme.id) == col(Assignment.sub_theme_id))


def views(session: Session, of: ThemeSet, rows: Iterable[Any], sub: bool = False) -> list[MemberView]:
    """Rows of `MEMBER_COLUMNS` of a set as values for readers. sub: they are read in their sub-theme."""
    rows, consultation_id = list(rows), of.consultation_id
    split = _parts(session, of.id or 0, rows)
    known = names(session, consultation_id)
    persons = {response.person_id for _, _, response, *_ in rows}
    agreed = quotable(consultation_id).where(col(Consent.person_id).in_(persons)) if len(persons) < 500 else None
    agreed_ids = set(session.exec(quotable(consultation_id) if agreed is None else agreed))
    return [_view(row, known, agreed_ids, split, sub) for row in rows]


def cluster_of(session: Session, consultation_id: int) -> Cluster:
    """The cluster of a consultation that is known to exist."""
    row = session.get(Consultation, consultation_id)
    assert row is not None, "a theme set refers to its consultation by a foreign key"
    return find_cluster(row.scheme, row.cluster)


def district_name(code: str | None) -> str:
    """A district's Thai name by its code; what is no code is shown as it is."""
    try:
        return find_district(code).name_th if code else ""
    except UnknownPlace:
        return code or ""


def _parts(session: Session, set_id: int, rows: list[Any]) -> Parts:
    """The parts of the comments of these rows; of many, they are looked up by the themes that the rows stand in."""
    ids = {comment.id for _, comment, *_ in rows}
    if len(ids) < 500:
        return parts(session, set_id, ids)
    themes = {placed.theme_id for placed, *_ in rows}
    here = select(Assignment.comment_id).where(
        Assignment.theme_set_id == set_id, col(Assignment.theme_id).in_(themes), in_parts()
    )
    return parts(session, set_id, here)


def _view(row: Any, known: Names, agreed: set[int], split: Parts, in_sub: bool) -> MemberView:
    placed, comment, response, number, sub = row
    at = (placed.theme_id, placed.sub_theme_id if in_sub else None)
    return MemberView(
        id=comment.id,
        place=placed.id,
        spans=split.spans(comment.id, comment.text, *at),
        others=split.others(comment.id, placed.theme_id),
        ref=reference(comment.id),
        response_id=comment.response_id,
        text=comment.text,
        theme=number,
        province=response.province,
        province_name=place_name(response.province) if response.province else "",
        district_name=district_name(response.district),
        sector=response.sector,
        sector_name=known.sectors.get(response.sector or "", response.sector or ""),
        age_name=known.ages.get(response.age or "", response.age or ""),
        quote_ok=response.person_id in agreed,
        by=placed.by,
        typicality=placed.typicality,
        rank=placed.quote,
        same_as=reference(placed.same_as) if placed.same_as is not None else "",
        reason=why(placed.reason),
        created_at=comment.created_at,
        sub_theme=sub,
        **placed.model_dump(include={"certainty", "starred_by", "flagged_by"}),
    )


def _choices(form: Form, role: str) -> dict[str, str]:
    question = form.by_role(role)
    return {choice.name: in_language(choice.label, "th") for choice in question.choices} if question else {}
