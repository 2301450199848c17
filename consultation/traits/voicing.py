"""The voices of one question: which comments are one message, worked out anew for all of them, and kept.

What a person marked stays with the voice that has most of its comments. Of a comment that a person set apart nothing is
taken together.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, update
from sqlmodel import Session, col, select

from consultation.people.models import Contact
from consultation.responses.models import Comment, Response
from consultation.traits.changed import drop
from consultation.traits.models import MACHINE, CommentTrait, Voice, VoiceBurst
from consultation.traits.storing import counted
from nlp.bursts import FEWEST, Burst, Sent, bursts
from nlp.duplicates import duplicates, likeness

LONG = 25  # letters from which a message may have been sent round; shorter ones many say by themselves
COMPARED = 300  # copies of a voice whose likeness is measured
AT_ONCE = 2000  # comments told their voice in one transaction


@dataclass(frozen=True)
class Said:
    """A comment with what tells voices and bursts. known_for: how long its contact had been known, if that is known."""

    id: int
    raw: str
    response: int
    at: datetime
    channel: str
    known_for: timedelta | None
    apart: bool
    voice: int | None


@dataclass(frozen=True)
class Found:
    """A message that several people sent. lead: the comment that stands for it; members: all, the lead among them."""

    lead: Said
    members: tuple[Said, ...]
    people: int
    alike: float
    bursts: tuple[Burst, ...]


def said(session: Session, consultation_id: int, question: str) -> list[Said]:
    """Every counted comment on a question that was read, with how long its contact had been known."""
    seen = select(func.min(Contact.created_at)).where(col(Contact.person_id) == col(Response.person_id))
    query = (
        select(
            Comment.id, Comment.raw, Comment.response_id, Comment.created_at, Response.channel, Response.source,
            seen.scalar_subquery(), CommentTrait.voice_by, CommentTrait.voice_id,
        )  # type: ignore[call-overload]
        .join(Response, col(Response.id) == col(Comment.response_id))
        .join(CommentTrait, col(CommentTrait.comment_id) == col(Comment.id))
        .where(Comment.consultation_id == consultation_id, Comment.question == question, *counted())
        .order_by(col(Comment.id))
    )  # fmt: skip
    return [
        Said(id, raw, response, at, _way(channel, source), _age(at, since, source), by != MACHINE, voice)
        for id, raw, response, at, channel, source, since, by, voice in session.exec(query)
    ]


def _way(channel: str, source: str) -> str:
    return channel if source == "chat" else source


def _age(at: datetime, since: datetime | None, source: str) -> timedelta | None:
    """How long a contact had been known; None for paper, and when the contact's own time has been taken away."""
    if since is None or source != "chat":
        return None
    return at - since if since <= at else None


def find(comments: Sequence[Said]) -> list[Found]:
    """The messages that two people and more sent, most people first. Takes time: about a minute for a million."""
    together = [one for one in comments if not one.apart]
    leads = duplicates([one.raw for one in together])
    members: dict[int, list[Said]] = defaultdict(list)
    for one, lead in zip(together, leads, strict=True):
        members[lead].append(one)
    people = {lead: len({one.response for one in these}) for lead, these in members.items()}
    several = sorted((lead for lead in members if people[lead] > 1), key=lambda lead: (-people[lead], lead))
    flocks = _bursts(comments, {lead: members[lead] for lead in several if long(together[lead].raw)})
    return [
        Found(together[lead], tuple(members[lead]), people[lead], _alike(together[lead], members[lead]), flocks[lead])
        for lead in several
    ]


def long(raw: str) -> bool:
    """Whether a message is so long that people hardly say it in the same words by themselves."""
    return sum(letter.isalnum() for letter in raw) >= LONG


def _bursts(comments: Sequence[Said], voices: Mapping[int, Sequence[Said]]) -> dict[int, tuple[Burst, ...]]:
    voice_of = {one.id: lead for lead, these in voices.items() for one in these}
    sent = [Sent(one.at, one.response, voice_of.get(one.id), one.channel, one.known_for) for one in comments]
    found: dict[int, list[Burst]] = defaultdict(list)
    for burst in bursts(sent, fewest=FEWEST):
        found[burst.voice].append(burst)
    return defaultdict(tuple, {lead: tuple(these) for lead, these in found.items()})


def _alike(lead: Said, members: Sequence[Said]) -> float:
    """Mean likeness to the lead over different wordings, each as often as it was sent."""
    times = Counter(one.raw for one in members)
    some = sorted(times.items(), key=lambda item: (-item[1], item[0]))[:COMPARED]
    return round(sum(likeness(lead.raw, raw) * n for raw, n in some) / sum(n for _, n in some), 4)


def keep(session: Session, consultation_id: int, question: str, found: Sequence[Found]) -> dict[int, int]:
    """Store voices and bursts; the voice of each comment that has one now (see `tell`)."""
    here = select(Voice).where(Voice.consultation_id == consultation_id, Voice.question == question)
    there = {row.id: row for row in session.exec(here)}
    now: list[tuple[Voice, Found]] = []
    for one in found:
        before = Counter(member.voice for member in one.members if member.voice in there)
        known = min(before, key=lambda id: (-before[id], id or 0)) if before else None
        row = (
            there.pop(known)
            if known is not None
            else Voice(consultation_id=consultation_id, question=question, **_facts(one))
        )
        for name, value in _facts(one).items():
            setattr(row, name, value)
        session.add(row)
        now.append((row, one))
    session.flush()
    drop(session, sorted(id for id in there if id is not None))
    _keep_bursts(session, [(row.id or 0, one) for row, one in now])
    return {member.id: row.id or 0 for row, one in now for member in one.members}


def _facts(one: Found) -> dict[str, Any]:
    times = [member.at for member in one.members]
    return {
        "comment_id": one.lead.id,
        "comments": len(one.members),
        "people": one.people,
        "long": long(one.lead.raw),
        "alike": one.alike,
        "first_at": min(times),
        "last_at": max(times),
    }


def _keep_bursts(session: Session, found: Sequence[tuple[int, Found]]) -> None:
    for start in range(0, len(found), 500):
        ids = [voice for voice, _ in found[start : start + 500]]
        session.connection().execute(delete(VoiceBurst).where(col(VoiceBurst.voice_id).in_(ids)))
    session.add_all(_burst(voice, burst) for voice, one in found for burst in one.bursts)
    session.flush()


def _burst(voice: int, burst: Burst) -> VoiceBurst:
    """How long contacts had been known is kept only of five people and more."""
    dated = burst.dated >= FEWEST
    half = burst.half_known if dated else None
    return VoiceBurst(
        voice_id=voice,
        begins_at=burst.begins,
        ends_at=burst.ends,
        people=burst.people,
        meanwhile=burst.meanwhile,
        share=burst.share,
        dated=burst.dated if dated else 0,
        new=burst.new if dated else 0,
        half_known_days=round(half / timedelta(days=1), 2) if half is not None else None,
        channels=dict(burst.channels),
    )


def tell(session: Session, told: Sequence[tuple[int, int | None]]) -> None:
    """Write to comments which voice they are of, unless a person set them apart meanwhile.

    A voice that another reading of the same question has dropped meanwhile is no voice any more; that reading tells.
    """
    if not told:
        return
    of_this = (col(CommentTrait.comment_id) == bindparam("comment"), col(CommentTrait.voice_by) == MACHINE)
    still = select(Voice.id).where(Voice.id == bindparam("voice")).scalar_subquery()
    change = update(CommentTrait).where(*of_this).values(voice_id=still)
    session.connection().execute(change, [{"comment": comment, "voice": voice} for comment, voice in told])
