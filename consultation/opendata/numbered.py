"""Signed themes as open data tells them: with how many people each is, but for numbers that tell of a few."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from consultation.lifecycle.differences import Told, few, hide
from consultation.themes import service
from consultation.themes.models import Assignment, Theme

Kept = Sequence[Mapping[str, Any]]  # of one version: its questions with their themes


def themes(session: Session, consultation_id: int, before: Sequence[Kept]) -> list[dict[str, Any]]:
    """Of each question the themes as signed, each with its people, None for few, and the comments to be quoted.

    before: what earlier versions told, the newest first; no number beside theirs tells of a few people.
    """
    found = []
    for set_id in sorted(_signed(session, consultation_id).values()):
        seen = service.view(session, set_id)
        now = [
            {
                "label": theme.label,
                "people": theme.people,
                "quotes": [quote.id for quote in theme.quotes if quote.quote_ok],
            }
            for theme in seen.themes
        ]
        of = {"question": seen.about.question_label, "people": seen.people, "themes": now}
        found.append(beside(of, [one for kept in before for one in kept if one["question"] == of["question"]]))
    return found


def held(now: Kept, before: Sequence[Kept]) -> list[dict[str, Any]]:
    """The themes of the version before, with those of questions of which no version told any (pure)."""
    known = {one["question"] for kept in before for one in kept}
    return [dict(one) for one in (*before[0], *(one for one in now if one["question"] not in known))]


def beside(now: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A question with its themes as it may stand beside what earlier versions told of it, the newest first (pure).

    Where a few people more or fewer answered it, it stays as it was.
    """
    if any(few(now["people"] - each["people"]) for each in before):
        return dict(before[0])
    numbers = _numbers(now)
    gone = hide(numbers, now["people"], [Told(_numbers(each), each["people"]) for each in before])
    told = [
        {**theme, "people": None if gone is None or name in gone else theme["people"]}
        for name, theme in zip(numbers, now["themes"], strict=True)
    ]
    return {**now, "themes": told}


def _numbers(of: Mapping[str, Any]) -> dict[str, Any]:
    """The people of each theme by its label, and by its place too where another theme is called the same."""
    labels = [theme["label"] for theme in of["themes"]]
    names = [label if labels.index(label) == at else f"{label} {at}" for at, label in enumerate(labels)]
    return {name: theme["people"] for name, theme in zip(names, of["themes"], strict=True)}


def _signed(session: Session, consultation_id: int) -> dict[str, int]:
    """The newest signed-off theme set of each question."""
    chosen: dict[str, int] = {}
    for about in service.listing(session, consultation_id):
        if about.state == "signed_off":
            chosen.setdefault(about.question, about.id)
    return chosen


def themed(session: Session, consultation_id: int) -> dict[int | None, str]:
    """The theme of each comment, as the analyst signed it."""
    query = (
        select(Assignment.comment_id, Theme.label)
        .join(Theme, col(Theme.id) == col(Assignment.theme_id))
        .where(col(Assignment.theme_set_id).in_(_signed(session, consultation_id).values()))
    )
    return dict(session.exec(query).all())
