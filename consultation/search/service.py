"""The face of the search: a page of comments of all consultations, its order by rank, and how far the index is."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Text, cast
from sqlmodel import Session, col, select

from consultation.search import hits, showing
from consultation.search.asked import Asked
from consultation.search.fill import share
from consultation.search.marks import is_mark
from consultation.search.models import CommentWords
from consultation.search.values import Hit, Results
from nlp.ranking import occurrences, rarity, score
from nlp.sought import Term, terms

__all__ = ["PAGE", "RANKED", "Asked", "listed", "page", "share"]

PAGE = 50
RANKED = 5_000  # hits that are put in the order of how well they answer: the newest


def page(session: Session, asked: Asked, number: int = 1, before: int | None = None) -> Results:
    """One page of what answers. number: of the page, for an order by rank; before: newest first, go on from there."""
    looked_for = terms(asked.words)
    if _nothing(asked, looked_for):
        return Results(hits=(), total=0, more=False, by_rank=False)
    if looked_for and asked.order == "relevance":
        return _ranked(session, asked, looked_for, number, before)
    found = hits.newest(session, asked, looked_for, RANKED, before)
    here = found.ids[:PAGE]
    further = len(found.ids) > PAGE
    return Results(
        hits=showing.shown(session, here, looked_for),
        total=len(found.ids),
        more=found.more,
        by_rank=False,
        looked_to=None if further else found.looked_to,
        before=here[-1] if further else None,
    )


def listed(session: Session, asked: Asked, most: int) -> tuple[list[Hit], bool]:
    """Everything that answers, up to a number, in the order of the pages; whether there is more."""
    looked_for = terms(asked.words)
    if _nothing(asked, looked_for):
        return [], False
    found = hits.newest(session, asked, looked_for, most)
    ids = found.ids
    if looked_for and asked.order == "relevance":
        ids = _by_rank(session, ids[:RANKED], looked_for) + ids[RANKED:]
    made: list[Hit] = []
    for start in range(0, len(ids), 500):
        made += showing.shown(session, ids[start : start + 500])  # whole texts: nothing is cut around words
    return made, found.more or found.looked_to is not None


def _nothing(asked: Asked, looked_for: Sequence[Term]) -> bool:
    """Whether nothing can answer: only signs are looked for, or whoever looks reaches no consultation."""
    return bool(asked.words.strip() and not looked_for) or asked.within == frozenset()


def _ranked(session: Session, asked: Asked, looked_for: Sequence[Term], number: int, before: int | None) -> Results:
    found = hits.newest(session, asked, looked_for, RANKED, before)
    ordered = _by_rank(session, found.ids, looked_for)
    pages = max(1, -(-len(ordered) // PAGE))
    number = min(max(1, number), pages)
    return Results(
        hits=showing.shown(session, ordered[(number - 1) * PAGE : number * PAGE], looked_for),
        total=len(ordered),
        more=found.more,
        by_rank=True,
        ranked_newest=found.more,
        looked_to=found.looked_to,
        number=number,
        pages=pages,
    )


def _by_rank(session: Session, ids: Sequence[int], looked_for: Sequence[Term]) -> list[int]:
    """Numbers by how well their comments answer, of equal ones the newer first."""
    if len(ids) < 2:
        return list(ids)
    texts = dict(_words(session, ids))
    lengths = {id: len(words) for id, words in texts.items()}
    usual = sum(lengths.values()) / len(lengths) if lengths else 0.0
    everything = hits.total(session)
    weights = [1.0] * len(looked_for)  # of one term all have the same
    if len(looked_for) > 1:
        weights = [rarity(hits.saying(session, term), everything) for term in looked_for]
    scores = {
        id: score([occurrences(term, words) for term in looked_for], weights, lengths[id], usual)
        for id, words in texts.items()
    }
    return sorted(ids, key=lambda id: (-scores.get(id, 0.0), -id))


def _words(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, list[str]]]:
    """The words of comments in their order, without the facts, as the index writes them."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    for start in range(0, len(ids), 1_000):
        some: Any = col(CommentWords.comment_id).in_(ids[start : start + 1_000])
        for id, kept in session.exec(select(CommentWords.comment_id, cast(CommentWords.words, Text)).where(some)):
            words = _in_order(kept) if postgresql else kept.split()
            yield id, [word for word in words if not is_mark(word)]


def _in_order(kept: str) -> list[str]:
    """The words of a tsvector as it is written: 'word':3,7 'other':1."""
    placed = []
    for one in kept.split():
        word, _, places = one.rpartition(":")
        placed += [(int(place), word.strip("'")) for place in places.split(",")]
    return [word for _, word in sorted(placed)]
