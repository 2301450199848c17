"""What somebody looks for among all comments, and the conditions that no index of words holds."""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import exists, or_
from sqlmodel import col

from consultation.responses.models import COMPLAINT, EMERGENCY, UNSENT, Comment, Response
from consultation.search.marks import LETTERS, mark
from consultation.settings import settings
from consultation.themes.models import Assignment
from consultation.traits import service as traits
from nlp.kinds import KINDS

APART = (COMPLAINT, EMERGENCY)
ORDERS = ("relevance", "newest")


class Asked(BaseModel):
    """What somebody looks for. Empty is no filter.

    words: as `nlp.sought.terms` reads them. since, until: days, both counted in. theme: id of a theme or sub-theme.
    kind: of the comment as read (`nlp.kinds`), or `complaint` and `emergency`, which are kept apart. within: the
    consultations that whoever looks reaches, None for all; no filter of theirs, and never read from an address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str = ""
    consultation: int | None = None
    question: str = ""
    province: str = ""
    sector: str = ""
    age: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None
    theme: int | None = None
    kind: str = ""
    order: Literal["relevance", "newest"] = "relevance"
    within: frozenset[int] | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self.model_copy(update={"order": "relevance", "within": None}) != Asked()


def marks(asked: Asked) -> list[str]:
    """The facts that the index holds, as its words."""
    return [mark(fact, str(value)) for fact in LETTERS if (value := getattr(asked, fact))]


def reached(asked: Asked) -> list[str]:
    """Facts of which a comment has to have one: the consultations that whoever looks reaches."""
    return [mark("consultation", str(id)) for id in sorted(asked.within or ())]


def conditions(asked: Asked) -> list[Any]:
    """SQL conditions on Comment and Response: counted, and as asked for. Those that the index holds are looked at
    again: an index may be behind, what stands beside the answers is not.
    """
    found = [col(Response.state) == "submitted", col(Comment.kind) != UNSENT, col(Comment.text) != ""]
    found += [
        col(getattr(Response, name)) == value
        for name in ("province", "sector", "age", "channel")
        if (value := getattr(asked, name))
    ]
    if asked.within is not None:
        found.append(col(Comment.consultation_id).in_(sorted(asked.within)))
    if asked.consultation is not None:
        found.append(col(Comment.consultation_id) == asked.consultation)
    if asked.question:
        found.append(col(Comment.question) == asked.question)
    return found + beyond(asked)


def beyond(asked: Asked) -> list[Any]:
    """Those of the conditions that the index does not hold."""
    found: list[Any] = []
    if asked.since:
        found.append(col(Comment.created_at) >= _begins(asked.since))
    if asked.until:
        found.append(col(Comment.created_at) < _begins(asked.until + timedelta(days=1)))
    if asked.kind in APART:
        found.append(col(Comment.kind) == asked.kind)
    elif asked.kind in KINDS:
        found += traits.conditions(kind=asked.kind)
    if asked.theme is not None:
        here = or_(col(Assignment.theme_id) == asked.theme, col(Assignment.sub_theme_id) == asked.theme)
        found.append(exists().where(col(Assignment.comment_id) == col(Comment.id), here))
    return found


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), settings().zone)
