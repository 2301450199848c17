"""What was made known, in which channel, on which day, with which proof: recorded, corrected, told whether complete."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult.models import Consultation
from consultation.errors import not_found
from consultation.law import due
from consultation.law.hearing import record
from consultation.law.models import LawNotice
from consultation.law.rules import rules
from consultation.law.wording import refused, said_date

LONGEST_PLACE = 300


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Posting(_Value):
    """What was made known in one channel. posted_on: None when it has not been yet. proof: a kept file's number."""

    channel: str
    name: str
    posted_on: date | None = None
    place: str = ""
    proof: int | None = None
    recorded_by: str = ""


class Notice(_Value):
    """One subject over its channels."""

    subject: str
    title: str
    when: str
    note: str
    postings: tuple[Posting, ...]

    @property
    def unposted(self) -> tuple[Posting, ...]:
        """The channels in which it is not known to have been made known."""
        return tuple(posting for posting in self.postings if posting.posted_on is None)

    @property
    def unproved(self) -> tuple[Posting, ...]:
        """The channels that have a day and no proof."""
        return tuple(each for each in self.postings if each.posted_on is not None and each.proof is None)

    @property
    def unplaced(self) -> tuple[Posting, ...]:
        """The channels that have a day, and of which nobody has said where."""
        return tuple(each for each in self.postings if each.posted_on is not None and not each.place.strip())

    @property
    def complete(self) -> bool:
        """Whether every channel has its day, its place and its proof."""
        return not self.unposted and not self.unproved and not self.unplaced

    @property
    def posted_on(self) -> date | None:
        """The day on which the last channel had it; None while one has not."""
        if self.unposted:
            return None
        return max((posting.posted_on for posting in self.postings if posting.posted_on), default=None)


def of_many(session: Session, consultations: Iterable[int]) -> dict[int, dict[str, Notice]]:
    """The notices of consultations, by consultation and subject; every subject is there, posted or not."""
    ids = list(consultations)
    rows = session.exec(select(LawNotice).where(col(LawNotice.consultation_id).in_(ids))).all() if ids else []
    found: dict[int, list[LawNotice]] = {id: [] for id in ids}
    for row in rows:
        found[row.consultation_id].append(row)
    return {id: _notices(own) for id, own in found.items()}


def of(session: Session, consultation_id: int) -> dict[str, Notice]:
    """The notices of one consultation by subject."""
    return of_many(session, [consultation_id])[consultation_id]


def post(
    session: Session,
    consultation_id: int,
    subject: str,
    channel: str,
    posted_on: date,
    actor: str,
    *,
    place: str = "",
    proof: int | None = None,
) -> None:
    """Record that a subject was made known in a channel; what was recorded before is replaced, its proof stays.

    proof: a kept file's number; None leaves the one that is there. Raises Refused.
    """
    if session.get(Consultation, consultation_id) is None:
        raise not_found("consultation_not_found", id=consultation_id)
    if subject not in {one.key for one in rules().subjects} or channel not in rules().channels:
        raise refused("notice_channel", channel=f"{subject}/{channel}")
    if posted_on > due.today():
        raise refused("notice_future", day=said_date(posted_on))
    row = _row(session, consultation_id, subject, channel)
    before = None if row is None else _shown(row)
    if row is None:
        row = LawNotice(
            consultation_id=consultation_id, subject=subject, channel=channel, posted_on=posted_on,
            recorded_at=clock.now(), recorded_by=actor,
        )  # fmt: skip
    row.posted_on, row.place = posted_on, place.strip()[:LONGEST_PLACE]
    row.proof_id = proof if proof is not None else row.proof_id
    row.recorded_at, row.recorded_by = clock.now(), actor
    if (after := _shown(row)) != before:
        session.add(row)
        session.flush()
        record(session, actor, "law.notice", consultation_id, before, after)


def unpost(session: Session, consultation_id: int, subject: str, channel: str, actor: str) -> None:
    """Take back what was recorded for a channel. Raises Refused."""
    row = _row(session, consultation_id, subject, channel)
    if row is None:
        raise refused("notice_unknown")
    record(session, actor, "law.notice.remove", consultation_id, _shown(row), {})
    session.delete(row)
    session.flush()


def shows(session: Session, consultation_id: int, proof: int) -> bool:
    """Whether a kept file is a proof of this consultation."""
    query = select(LawNotice.id).where(LawNotice.consultation_id == consultation_id, LawNotice.proof_id == proof)
    return session.exec(query).first() is not None


def _notices(rows: Sequence[LawNotice]) -> dict[str, Notice]:
    names, known = rules().channels, {(row.subject, row.channel): row for row in rows}
    return {
        subject.key: Notice(
            subject=subject.key,
            title=subject.title,
            when=subject.when,
            note=subject.note,
            postings=tuple(_posting(key, names[key], known.get((subject.key, key))) for key in subject.channels),
        )
        for subject in rules().subjects
    }


def _posting(channel: str, name: str, row: LawNotice | None) -> Posting:
    if row is None:
        return Posting(channel=channel, name=name)
    told = {"posted_on": row.posted_on, "place": row.place, "proof": row.proof_id, "recorded_by": row.recorded_by}
    return Posting.model_validate({"channel": channel, "name": name, **told})


def _row(session: Session, consultation_id: int, subject: str, channel: str) -> LawNotice | None:
    of_it = (LawNotice.consultation_id == consultation_id, LawNotice.subject == subject, LawNotice.channel == channel)
    return session.exec(select(LawNotice).where(*of_it)).first()


def _shown(row: LawNotice) -> dict[str, object]:
    of_it = {"subject": row.subject, "channel": row.channel, "posted_on": row.posted_on.isoformat()}
    return {**of_it, "place": row.place, "proof": row.proof_id}
