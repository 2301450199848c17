"""What was held back is told together: after the days between two rounds, all that waits for a person in one message.

Nothing is lost silently: a held recipient ends as sent, or as left out for a reason that can be read in the figures
("lapsed": the consultation was over before it could be told).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from consultation import clock
from consultation.broadcast import content
from consultation.broadcast.audience import agreed
from consultation.broadcast.filling import same_as, where_of
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.broadcast.reach import Way, reachable
from consultation.broadcast.saying import startable, words
from consultation.broadcast.sparing import ARRIVED, ROUNDS, took_part, was_told
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.daylight import in_daylight
from consultation.outbox import quota
from consultation.outbox import service as outbox
from consultation.people.models import Contact
from consultation.settings import settings
from consultation.talk.model import Outgoing
from consultation.talk.readable import cut
from consultation.talk.wording import say, short_date

AT_ONCE = 50  # people in one transaction
MOST = 6  # consultations in one message; the others come with the next
LATER = timedelta(hours=1)  # until the next look, while a broadcast is paused or an account has no messages left
_LONGEST_TITLE = 70


def hold(session: Session, broadcast_id: int) -> None:
    """Say of those of a broadcast that were just held until when: the days between two rounds, from the last one."""
    row, mine, theirs, last = BroadcastRecipient, aliased(Contact), aliased(Contact), aliased(BroadcastRecipient)
    arrived = and_(col(last.state).in_(ARRIVED), col(last.broadcast_id).in_(_rounds()))
    query = (
        select(col(row.id), func.max(col(last.sent_at)))
        .join(mine, col(mine.id) == col(row.contact_id))
        .join(theirs, col(theirs.person_id) == col(mine.person_id))
        .outerjoin(last, and_(col(last.contact_id) == col(theirs.id), arrived))
        .where(col(row.broadcast_id) == broadcast_id, col(row.state) == "held", col(row.held_until).is_(None))
        .group_by(col(row.id))
    )
    now = clock.now()
    found = [{"recipient": id, "until": _until(last_at, now)} for id, last_at in session.execute(query)]
    if found:
        known = update(row).where(col(row.id) == bindparam("recipient")).values(held_until=bindparam("until"))
        session.connection().execute(known, found)


def put(session: Session, ways: Sequence[Way]) -> int:
    """Put what is due into the outbox, one message a person; how many. In daylight only, which the loop sees to."""
    due = (
        select(col(Contact.person_id))
        .join(BroadcastRecipient, col(BroadcastRecipient.contact_id) == col(Contact.id))
        .where(col(BroadcastRecipient.state) == "held", col(BroadcastRecipient.held_until) <= clock.now())
        .order_by(col(BroadcastRecipient.held_until))
        .limit(AT_ONCE)
    )
    return sum(_tell(session, person, ways) for person in dict.fromkeys(session.scalars(due)))


def _tell(session: Session, person: int, ways: Sequence[Way]) -> bool:
    """Tell one person all that waits for them; whether anything was put."""
    rows = _held(session, person)
    wanted = [(row, of) for row, of in rows if _stands(session, row, of)][:MOST]
    contact = _contact(session, person, ways)
    if not wanted or contact is None:
        for row, _ in wanted:
            _end(session, row, "blocked")
        return False
    if (until := _too_soon(session, person)) or _no_room(session, contact, ways):
        for row, _ in wanted:
            row.held_until = until or clock.now() + LATER
            session.add(row)
        return False
    turn, about = _turn(session, [of for _, of in wanted], contact.language)
    message = outbox.put(session, contact.id or 0, turn, lane="broadcast", consultation_id=about)
    for row, _ in wanted:
        row.state, row.outbox_id = "queued", message
        session.add(row)
    session.flush()
    return True


def _held(session: Session, person: int) -> list[tuple[BroadcastRecipient, Broadcast]]:
    query = (
        select(BroadcastRecipient, Broadcast)
        .join(Broadcast, col(Broadcast.id) == col(BroadcastRecipient.broadcast_id))
        .join(Contact, col(Contact.id) == col(BroadcastRecipient.contact_id))
        .where(col(Contact.person_id) == person, col(BroadcastRecipient.state) == "held")
        .order_by(col(BroadcastRecipient.id))
        .with_for_update(of=BroadcastRecipient, skip_locked=True)
    )
    return [(row, of) for row, of in session.execute(query)]


def _stands(session: Session, row: BroadcastRecipient, of: Broadcast) -> bool:
    """Whether a held recipient is still to be told; else its end is written down, or that it waits on."""
    if of.state == "paused":
        row.held_until = clock.now() + LATER
        session.add(row)
        return False
    if ended := _ended(session, row, of):
        _end(session, row, ended)
    return not ended


def _ended(session: Session, row: BroadcastRecipient, of: Broadcast) -> str:
    """Why there is nothing to tell any more; empty while there is."""
    about = session.get(Consultation, of.consultation_id) if of.consultation_id is not None else None
    over = about is None or phase(about.state) == "after" or not startable(session, of, clock.now())
    if of.state == "cancelled" or over:
        return "lapsed"
    same = same_as(of)
    for rule, state in (
        (~agreed(where_of(of)), "withdrawn"), (took_part(same), "took_part"), (was_told(same, sending=True), "capped"),
    ):  # fmt: skip
        if session.execute(select(col(Contact.id)).where(col(Contact.id) == row.contact_id, rule)).first():
            return state
    return ""


def _end(session: Session, row: BroadcastRecipient, state: str) -> None:
    row.state, row.held_until = state, None
    session.add(row)
    session.flush()


def _contact(session: Session, person: int, ways: Sequence[Way]) -> Contact | None:
    """Where a person is told: of their contacts that can be written to the one last heard from."""
    theirs = (col(Contact.person_id) == person, col(Contact.blocked_at).is_(None), reachable(ways))
    order = (col(Contact.last_seen_at).desc(), col(Contact.id).desc())
    return session.scalars(select(Contact).where(*theirs).order_by(*order).limit(1)).first()


def _too_soon(session: Session, person: int) -> datetime | None:
    """Until when a person is left alone after all, as another round has reached them since; None when now is right."""
    last = (
        select(func.max(col(BroadcastRecipient.sent_at)))
        .join(Contact, col(Contact.id) == col(BroadcastRecipient.contact_id))
        .where(col(Contact.person_id) == person, col(BroadcastRecipient.state).in_(ARRIVED))
        .where(col(BroadcastRecipient.broadcast_id).in_(_rounds()))
    )
    at = session.execute(last).scalar()
    until = at + timedelta(days=settings().round_days) if at is not None else clock.now()
    return in_daylight(until) if until > clock.now() else None


def _no_room(session: Session, contact: Contact, ways: Sequence[Way]) -> bool:
    """Whether the account's month has no message left for broadcasts."""
    if not any(way.paid for way in ways if (way.channel, way.account) == (contact.channel, contact.account)):
        return False
    left = quota.left_for_broadcast(session, contact.channel, contact.account)
    return left is not None and left < 1


def _turn(session: Session, of: Sequence[Broadcast], language: str) -> tuple[tuple[Outgoing, ...], int | None]:
    """What is said, and of which consultation it is when it is of one. Of several each has a line."""
    if len(of) == 1:
        return words(session, of[0], language), of[0].consultation_id
    stops = {content.stop_of(str(each.audience["kind"])) for each in of}
    lines = [_line(session, each, language) for each in of]
    return content.several(lines, language, stops.pop() if len(stops) == 1 else content.STOP), None


def _line(session: Session, of: Broadcast, language: str) -> tuple[str, str, str]:
    about = session.get_one(Consultation, of.consultation_id)
    title, zone = cut(about.title, _LONGEST_TITLE), settings().timezone
    until = short_date(about.closes_at, zone, language) if about.closes_at is not None else ""
    text = say("news_line", language, title=title, date=until) if until else title
    return text, about.code if of.starts_id is not None else "", f"{settings().base_url.rstrip('/')}/c/{about.code}"


def _rounds() -> Select[Any]:
    return select(col(Broadcast.id)).where(col(Broadcast.purpose).in_(ROUNDS))


def _until(last: datetime | None, now: datetime) -> datetime:
    """When the days after the last round are over, in daylight; tomorrow when what came last today was other news."""
    days = timedelta(days=settings().round_days)
    over = last + days if last is not None and last + days > now else now
    return in_daylight(over if over > now else now + timedelta(days=1))
