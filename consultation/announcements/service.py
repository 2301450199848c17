"""Entries of the documents of a consultation: what may be written, reading it, keeping it with who wrote it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from consultation import audit, clock
from consultation.announcements.models import Announcement
from consultation.consult.models import Consultation
from consultation.errors import Refused, not_found
from consultation.wording import wording

LONGEST = {"line": 200, "text": 4_000, "day": 10}  # characters


class Entry(BaseModel):
    """Something that the office may write. wanted: a document without it is a draft. kinds: empty for every kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    of: Literal["notice", "result", "memo"]
    label: str
    help: str = ""
    kinds: tuple[str, ...] = ()
    shape: Literal["line", "text", "day"] = Field(alias="as")
    wanted: bool


def entries(kind: str) -> tuple[Entry, ...]:
    """What may be written for a consultation of a kind, in the order of its form."""
    every = tuple(Entry.model_validate(each) for each in wording("consultation.announcements")["entry"])
    return tuple(entry for entry in every if not entry.kinds or kind in entry.kinds)


def written(session: Session, consultation_id: int) -> dict[str, str]:
    """What was written, by key."""
    row = _row(session, consultation_id)
    return dict(row.entries) if row is not None else {}


def write(session: Session, consultation_id: int, given: Mapping[str, str], actor: str) -> dict[str, str]:
    """Keep what is given; an empty text takes an entry away, what is not given stays. Raises Refused, NotFound."""
    of = session.get(Consultation, consultation_id)
    if of is None:
        raise not_found("consultation_not_found", id=consultation_id)
    checked = {entry.key: _checked(entry, given[entry.key]) for entry in entries(of.kind) if entry.key in given}
    row = _row(session, consultation_id)
    before = dict(row.entries) if row is not None else {}
    after = {key: text for key, text in {**before, **checked}.items() if text}
    if after == before:
        return after
    if row is None:
        row = Announcement(consultation_id=consultation_id, entries={}, recorded_at=clock.now(), recorded_by=actor)
    row.entries, row.recorded_at, row.recorded_by = after, clock.now(), actor
    session.add(row)
    session.flush()
    audit.record(session, actor, "announcement.write", f"consultation:{consultation_id}", before=before, after=after)
    return after


def _checked(entry: Entry, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if entry.shape != "text":
        text = " ".join(text.split())
    if len(text) > (most := LONGEST[entry.shape]) and entry.shape != "day":
        raise _refused("too_long", label=entry.label, n=f"{len(text):,}", most=f"{most:,}")
    if entry.shape == "day" and text:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise _refused("day", label=entry.label, given=text) from error
    return text


def _row(session: Session, consultation_id: int) -> Announcement | None:
    return session.exec(select(Announcement).where(Announcement.consultation_id == consultation_id)).first()


def _refused(key: str, /, **values: object) -> Refused:
    return Refused(str(wording("consultation.announcements")["problem"][key]).format(**values))
