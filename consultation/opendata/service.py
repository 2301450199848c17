"""Reading open data: what was kept when a version was published, with the words of those who still agree to them."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from consultation.consult import service as consult
from consultation.errors import not_found
from consultation.law import due
from consultation.lifecycle import results
from consultation.opendata.anonymous import anonymous
from consultation.opendata.models import OpenDataVersion
from consultation.opendata.quotable import agreed, newest
from consultation.opendata.values import About, Column, OpenData
from consultation.settings import settings

SHOWN = 3  # quotes of a theme


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PublicTheme(_Value):
    """A theme as everybody may read it. people: None where they are too few to be told."""

    label: str
    people: int | None
    quotes: tuple[str, ...]


class PublicThemes(_Value):
    """The themes of one question, as signed when the result was published; people: who answered it."""

    question: str
    people: int
    themes: tuple[PublicTheme, ...]


def there(session: Session, consultation_id: int) -> bool:
    """Whether there is open data of a consultation."""
    return newest(session, consultation_id, OpenDataVersion.id) is not None


def themes(session: Session, consultation_id: int, *, quotes: bool = True) -> list[PublicThemes]:
    """The themes of the version that stands, question by question; none before anything was published.

    quotes: whether the words of people are read too.
    """
    kept = newest(session, consultation_id, OpenDataVersion.themes)
    if not kept:
        return []
    wanted = [id for each in kept for theme in each["themes"] for id in theme["quotes"]] if quotes else []
    said = {each.id: each.text for each in agreed(session, consultation_id, wanted)} if wanted else {}
    return [
        PublicThemes(
            question=each["question"],
            people=each["people"],
            themes=tuple(_theme(theme, said) for theme in each["themes"]),
        )
        for each in kept
    ]


def about(session: Session, consultation_id: int) -> About | None:
    """What the open data of the version that stands is, without its rows; None where nothing was published."""
    columns = (OpenDataVersion.version, OpenDataVersion.people, OpenDataVersion.about)
    found, result = newest(session, consultation_id, *columns), results.newest(session, consultation_id)
    if found is None or result is None:
        return None
    version, people, kept = found
    view = consult.view(session, consultation_id)
    return About(
        code=view.code,
        title=view.title,
        cluster=view.cluster_name,
        sample=view.sample,
        licence=settings().open_data_licence,
        licence_url=settings().open_data_licence_url,
        opened=due.day_of(result.opened_at) if result.opened_at else None,
        closed=due.day_of(result.closed_at) if result.closed_at else None,
        published=due.day_of(result.published_at) if result.published_at else None,
        version=version,
        people=people,
        limits=result.limits,
        columns=tuple(Column.model_validate(each) for each in kept["columns"]),
        sizes=kept["sizes"],
        left_out=kept["left_out"],
    )


TABLES = ("responses", "comments", "counts")


def read(session: Session, consultation_id: int, tables: Collection[str] = TABLES) -> OpenData:
    """The open data of the version that stands, without the rows of tables that are not asked for.

    Raises NotFound where nothing was published.
    """
    told = about(session, consultation_id)
    if told is None:
        raise not_found("open_data_none", code=consult.view(session, consultation_id).code)
    wanted = [name for name in TABLES if name in tables]
    rows = newest(session, consultation_id, OpenDataVersion.rows) if wanted else {}
    comments = _comments(session, consultation_id, rows["comments"]) if "comments" in wanted else ()
    return OpenData(
        **dict(told),
        responses=tuple(tuple(each) for each in rows["responses"]) if "responses" in wanted else (),
        comments=tuple(comments),
        counts=tuple(tuple(each) for each in rows["counts"]) if "counts" in wanted else (),
    )


def _theme(kept: dict[str, Any], said: dict[int, str]) -> PublicTheme:
    quotes = [said[id] for id in kept["quotes"] if id in said]
    return PublicTheme(quotes=tuple(quotes[:SHOWN]), **{key: kept[key] for key in ("label", "people")})


def _comments(session: Session, consultation_id: int, kept: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    """Comments whose authors still agree; where some have gone, the facts of the others are looked through again."""
    said = {each.id: (each.text, each.owner) for each in agreed(session, consultation_id)}
    left = [each for each in kept if each[0] in said]
    told = anonymous([tuple(each[3:]) for each in left], [said[each[0]][1] for each in left])
    return [
        (question, said[id][0], theme, *facts)
        for (id, question, theme, *_), facts in zip(left, told, strict=True)
        if facts is not None
    ]
