"""What an address of the API may ask for: pages by cursor, filters by time and state. OpenAPI's parameters are made
from these models, and what they do not know is refused."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from admin.api.problems import Asked
from consultation.themes.values import Value

USUAL, MOST = 50, 200
STATES = Literal["draft", "approved", "announced", "open", "closed", "analysed", "published", "answered", "cancelled"]
_WHOLE = re.compile(r"[0-9]{1,4}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

M = TypeVar("M", bound=BaseModel)


def _digits(given: object) -> object:
    if isinstance(given, str) and not _WHOLE.fullmatch(given):
        raise ValueError("digits only")
    return given


def _moment(given: object) -> object:
    """A moment of RFC 3339 in UTC; what lies beyond the calendar is its first or last moment."""
    if not isinstance(given, str) or not _MOMENT.fullmatch(given):
        raise ValueError("a date and time with its zone is wanted, such as 2026-01-31T09:00:00Z")
    read = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", given.upper().replace(" ", "T")))
    try:
        return read.astimezone(UTC)
    except OverflowError:
        return (datetime.max if read.year > 1 else datetime.min).replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_moment)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,99}$")]


class Nothing(Value):
    """No parameters."""


class Paged(Value):
    """A page of a list. cursor: `next` of the page before; limit: how many."""

    cursor: Annotated[str | None, Field(pattern=r"^[1-9][0-9]{0,17}$", description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most"), BeforeValidator(_digits)] = USUAL

    @property
    def after(self) -> int | None:
        """The row after which the page begins."""
        return int(self.cursor) if self.cursor else None


class AskedConsultations(Paged):
    """A page of consultations, newest first."""

    state: Annotated[STATES | None, Field(description="Only those in this state")] = None
    since: Annotated[Moment | None, Field(description="Made at this moment or later")] = None
    before: Annotated[Moment | None, Field(description="Made before this moment")] = None


class AskedResponses(Paged):
    """A page of sent responses, oldest first."""

    source: Annotated[Literal["chat", "paper", "hall", "phone", "field"] | None, Field(description="How it came")] = (
        None
    )
    since: Annotated[Moment | None, Field(description="Sent at this moment or later")] = None
    before: Annotated[Moment | None, Field(description="Sent before this moment")] = None


class AskedComments(Paged):
    """A page of comments, oldest first."""

    question: Annotated[Name | None, Field(description="Only those on this question, by its name")] = None
    kind: Annotated[Literal["opinion", "complaint", "emergency"] | None, Field(description="Only those of a kind")] = (
        None
    )
    since: Annotated[Moment | None, Field(description="Written at this moment or later")] = None
    before: Annotated[Moment | None, Field(description="Written before this moment")] = None


class ExportOrder(Value):
    """What to export. question: of a Polis export, where more than one question asks for votes."""

    format: Literal["open-data", "polis"]
    question: Name | None = None


def query(request: web.Request, model: type[M]) -> M:
    """The parameters of an address. Raises Asked for one that is unknown, given twice or not as described."""
    given = request.query
    if twice := next((name for name in given if len(given.getall(name)) > 1), None):
        raise Asked(f"{twice[:40]}: given more than once")
    return _valid(lambda: model.model_validate(dict(given)))


async def body(request: web.Request, model: type[M]) -> M:
    """The JSON body of a request. Raises Asked for one that is not as described."""
    if request.content_type != "application/json":
        raise Asked("the body must be application/json")
    sent = await request.read()
    return _valid(lambda: model.model_validate_json(sent))


def _valid(read: Callable[[], M]) -> M:
    try:
        return read()
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)
        where = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in told[:3])
        raise Asked(where[:500]) from None
