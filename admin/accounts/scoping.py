"""Which consultation an address is about, and so in which cluster an act would be done.

Every address with `{id}` begins with one of `BEGINNINGS`; a further number in it (a meeting, a finding) has to be of
the same consultation. A test finds the route that is not described here; such an address leads nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session, SQLModel, select

from admin.exports.models import ExportFile
from consultation.attachments.models import Attachment
from consultation.broadcast.models import Broadcast
from consultation.commitments.models import Commitment
from consultation.consult.models import Consultation
from consultation.entry.models import EntryBatch
from consultation.findings.models import Finding
from consultation.meetings.models import Meeting
from consultation.plans.models import Plan
from consultation.responses.models import Comment
from consultation.rights import Place
from consultation.themes.learning.models import ThemeCheckSample
from consultation.themes.models import ThemeSet

Finds = Callable[[Session, int], int | None]
LARGEST = 2**63
ONE = "/admin/consultations/{id}"


def _column(table: type[SQLModel]) -> Finds:
    """The consultation that a row of a table is of."""

    def find(session: Session, id: int) -> int | None:
        # The column alone: a row may have a file of megabytes in it.
        of = select(table.consultation_id).where(table.id == id)  # type: ignore[attr-defined]
        found: int | None = session.exec(of).first()
        return found

    return find


def _itself(session: Session, id: int) -> int | None:
    return id


def _of_sample(session: Session, id: int) -> int | None:
    row = session.get(ThemeCheckSample, id)
    return _column(ThemeSet)(session, row.theme_set_id) if row is not None else None


# What `{id}` numbers, by how the address begins. None: what has a cluster of its own (`PLACED`).
BEGINNINGS: Mapping[str, Finds | None] = {
    ONE: _itself,
    "/admin/planner/consultations/{id}": _itself,
    "/admin/planner/strategy/{id}": _itself,
    "/admin/planner/sets/{id}": _column(ThemeSet),
    "/admin/planner/comments/{id}": _column(Comment),
    "/admin/planner/follow-up/commitments/{id}": _column(Commitment),
    "/admin/broadcasts/{id}": None,
    "/admin/planner/plans/{id}": None,
    "/api/v1/consultations/{id}": _itself,
}
PLACED: Mapping[str, type[SQLModel]] = {
    "/admin/broadcasts/{id}": Broadcast,
    "/admin/planner/plans/{id}": Plan,
}
# Further numbers of an address.
FURTHER: Mapping[str, Finds] = {
    "meeting": _column(Meeting),
    "attachment": _column(Attachment),
    "batch": _column(EntryBatch),
    "finding": _column(Finding),
    "export": _column(ExportFile),
    "sample": _of_sample,
}
# What an address names without its being of a cluster, or that the unit of work looks for within the consultation.
HARMLESS = frozenset(
    {
        "channel",
        "endpoint",
        "ending",
        "form",
        "key",
        "kind",
        "line",
        "name",
        "number",
        "of",
        "person",
        "proof",
        "receipt",
        "search",
        "table",
        "token",
        "version",
        "which",
        "year",
    }
)


@dataclass(frozen=True)
class Asked:
    """What an address names: how it begins, its number, its further numbers."""

    beginning: str
    id: int
    further: tuple[tuple[str, int], ...]


def names_something(request: web.Request) -> bool:
    """Whether the address of a request has a number that belongs to a cluster."""
    return "id" in request.match_info


def asked(request: web.Request) -> Asked:
    """What the address of a request names."""
    resource = request.match_info.route.resource
    canonical = resource.canonical if resource is not None else ""
    given = request.match_info
    further = tuple((name, int(given[name])) for name in FURTHER if name in given)
    return Asked(beginning(canonical), int(given["id"]), further)


def beginning(canonical: str) -> str:
    """How an address begins, up to its number; "" for one that is not described."""
    start = canonical.partition("{id}")[0] + "{id}"
    return start if start in BEGINNINGS else ""


def place(session: Session, of: Asked) -> Place | None:
    """The cluster that an address is about; None when there is no such thing, or its parts do not belong together."""
    if not of.beginning or max(of.id, *(id for _, id in of.further), 0) >= LARGEST:
        return None
    find = BEGINNINGS[of.beginning]
    if find is None:
        placed: Any = session.get(PLACED[of.beginning], of.id)
        return Place(placed.scheme, placed.cluster) if placed is not None else None
    consultation = find(session, of.id)
    row = session.get(Consultation, consultation) if consultation is not None else None
    if row is None or any(FURTHER[name](session, id) != row.id for name, id in of.further):
        return None
    return Place(row.scheme, row.cluster)
