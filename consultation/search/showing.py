"""Comments as a search shows them: where they were said, what they say around the found words, their themes."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.responses.models import Comment, Response
from consultation.responses.service import place_name, reference
from consultation.search.values import Hit
from consultation.themes.members import Names, district_name, names
from consultation.themes.models import Assignment, Theme, ThemeSet
from nlp.excerpt import excerpt
from nlp.sought import Term

Themes = tuple[tuple[int, int, str], ...]


def shown(session: Session, ids: Sequence[int], looked_for: Sequence[Term] = ()) -> tuple[Hit, ...]:
    """Comments by their numbers, in this order. looked_for: what their excerpts are taken around."""
    query = (
        select(Comment, Response, Consultation)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .where(col(Comment.id).in_(list(ids)))
    )
    rows = {comment.id: (comment, response, of) for comment, response, of in session.exec(query)}
    known = {id: names(session, id) for id in {of.id or 0 for _, _, of in rows.values()}}
    stand = _themes(session, ids)
    return tuple(_hit(*rows[id], known, stand.get(id, ()), looked_for) for id in ids if id in rows)


def _hit(
    comment: Comment, response: Response, of: Consultation, known: dict[int, Names], themes: Themes,
    looked_for: Sequence[Term],
) -> Hit:  # fmt: skip
    named = known[of.id or 0]
    pieces, before, after = excerpt(looked_for, comment.text)
    return Hit(
        id=comment.id or 0,
        ref=reference(comment.id or 0),
        pieces=tuple(pieces),
        cut_before=before,
        cut_after=after,
        text=comment.text,
        consultation_id=comment.consultation_id,
        consultation=of.title,
        question=named.question(comment.question),
        kind=comment.kind,
        province_name=place_name(response.province) if response.province else "",
        district_name=district_name(response.district),
        sector_name=named.sectors.get(response.sector or "", response.sector or ""),
        age_name=named.ages.get(response.age or "", response.age or ""),
        channel=response.channel,
        themes=themes,
        created_at=comment.created_at,
        sample=of.sample,
    )


def _themes(session: Session, ids: Sequence[int]) -> dict[int, Themes]:
    """The themes that comments stand in, of the newest set of each question that is ready."""
    query = (
        select(Assignment.comment_id, ThemeSet.id, Theme.number, Theme.label)
        .join(Theme, col(Theme.id) == col(Assignment.theme_id))
        .join(ThemeSet, col(ThemeSet.id) == col(Assignment.theme_set_id))
        .where(col(Assignment.comment_id).in_(list(ids)), col(ThemeSet.state).in_(("draft", "signed_off")))
        .order_by(col(ThemeSet.id).desc(), col(Assignment.position))
    )
    found: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    newest: dict[int, int] = {}
    for comment, set_id, number, label in session.exec(query):
        if newest.setdefault(comment, set_id or 0) == set_id:
            found[comment][set_id or 0, number] = label
    return {id: tuple((*at, label) for at, label in themes.items()) for id, themes in found.items()}
