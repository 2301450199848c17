"""The register of processing (PDPA ม.๓๙): what the program does, drawn from its stores and settings as they are now.

An activity is made of stores; a test fails for a store in none. What it holds and how long is computed; purpose, basis,
recipients and measures ship as texts that the officer may replace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.privacy.holding.held import PACKAGE as HOLDING
from consultation.privacy.processing.models import ProcessingText
from consultation.privacy.requests.cutting import KEPT
from consultation.privacy.store import Store
from consultation.settings import settings
from consultation.wording import wording

PACKAGE = "consultation.privacy.processing"
PARTS = ("purpose", "basis", "subjects", "recipients", "abroad", "retention", "security")
LONGEST = 2000


@dataclass(frozen=True)
class Written:
    """One part of an activity. by, at: who replaced what ships, and when; empty where nobody did."""

    text: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Holding:
    """A table of an activity, and how many rows it has."""

    name: str
    title: str
    rows: int


@dataclass(frozen=True)
class Activity:
    """One activity of the register. parts: by the names of `PARTS`."""

    key: str
    title: str
    parts: Mapping[str, Written]
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Register:
    """All activities, with what they are about now: how many consultations there were, and how many run."""

    activities: tuple[Activity, ...]
    consultations: int
    running: int
    made_at: datetime


def tables(stores: Sequence[Store]) -> list[str]:
    """The tables of which the register tells how many rows they have."""
    return [table for store in stores for table in store.held]


def register(session: Session, stores: Sequence[Store], channels: Sequence[str], rows: Mapping[str, int]) -> Register:
    """The register as it is now.

    channels: what the connected channels are called, for who receives and what leaves. rows: of each of its `tables`.
    """
    own = {(row.activity, row.part): row for row in session.exec(select(ProcessingText))}
    states = list(session.exec(select(Consultation.state)))
    facts = _facts(channels)
    held = {store.name: store.held for store in stores}
    found = []
    for key, told in wording(PACKAGE)["activity"].items():
        parts = {part: _part(own.get((key, part)), told[part], facts) for part in PARTS}
        names = [table for store in told["stores"] for table in held.get(store, {})]
        holdings = tuple(Holding(name, _titles()[name], rows[name]) for name in names)
        found.append(Activity(key, told["title"], parts, holdings))
    return Register(tuple(found), len(states), states.count("open"), clock.now())


def write(session: Session, activity: str, part: str, text: str, actor: str) -> None:
    """Put a part into the officer's own words; an empty text takes what ships again. Raises Refused, NotFound."""
    if activity not in wording(PACKAGE)["activity"] or part not in PARTS:
        raise not_found("processing_not_found")
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise refused("processing_long", most=LONGEST, length=len(text))
    same = (ProcessingText.activity == activity, ProcessingText.part == part)
    row = session.exec(select(ProcessingText).where(*same)).first()
    before = row.text if row is not None else ""
    if before == text:
        return
    if row is not None and not text:
        session.delete(row)
    else:
        row = row or ProcessingText(activity=activity, part=part, text="", written_at=clock.now(), written_by=actor)
        row.text, row.written_at, row.written_by = text, clock.now(), actor
        session.add(row)
    session.flush()
    told = {"before": {part: before}, "after": {part: text}}
    audit.record(session, actor, "processing.write", f"processing:{activity}", **told)


def _part(own: ProcessingText | None, shipped: str, facts: Mapping[str, object]) -> Written:
    if own is not None:
        return Written(own.text, own.written_by, own.written_at)
    return Written(shipped.format(**facts))


def _facts(channels: Sequence[str]) -> dict[str, object]:
    """What the shipped texts have blanks for: the settings as they are."""
    of, said = settings(), wording(PACKAGE)["said"]
    abroad = [name for name in channels if name in ("LINE", "Telegram")]
    return {
        "link_days": of.retention_link_days,
        "paper_days": of.retention_paper_days,
        "request_days": KEPT.days,
        "channels": said["comma"].join(channels) or said["no_channel"],
        "abroad": said["abroad"].format(channels=said["comma"].join(abroad)) if abroad else said["not_abroad"],
    }


def _titles() -> Mapping[str, str]:
    titles: Mapping[str, str] = wording(HOLDING)["table"]
    return titles
