"""Telling those who follow of a consultation: when, how many, and a draft in the languages of its questionnaire.

Nothing goes by itself: an officer reads the draft and the number and lets it go.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from consultation.broadcast import reach
from consultation.broadcast.audience import Audience, Where
from consultation.broadcast.models import Broadcast
from consultation.broadcast.reach import Way
from consultation.broadcast.sparing import INVITATION, REMINDER, Same
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.places.schemes import cluster
from consultation.places.translated import cluster_names
from consultation.settings import settings
from consultation.talk.readable import cut
from consultation.talk.wording import LANGUAGES, THAI, say, short_date

OPEN, AHEAD = "open", "ahead"
AT_NOTICE = ("hearing_2548",)  # and the kinds that the setting wants a notice for
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class Telling:
    """How followers can be told of a consultation. when: `open`, or `ahead` where its notice is out.

    now, later: how many people; told: the invitation to followers that there is already, if any, and its state.
    """

    when: str
    now: int
    later: int
    told: int | None
    state: str


def telling(session: Session, consultation_id: int, ways: Sequence[Way]) -> Telling | None:
    """What an officer should know of telling followers; None while there is nothing to tell, or no longer."""
    of = session.get_one(Consultation, consultation_id)
    when = moment(of)
    if not when:
        return None
    audience = Audience(kind="subscribers", topics=topics_of(session, consultation_id))
    same = Same(0, "", False, INVITATION, consultation_id)
    groups = reach.count(session, Where(of.scheme, of.cluster, audience), ways, same)
    counts = {why: sum(group.count for group in groups if group.reason == why) for why in ("send", "held")}
    told = _told(session, consultation_id)
    return Telling(when, counts["send"], counts["held"], told.id if told else None, told.state if told else "")


def moment(of: Consultation) -> str:
    """When followers are told: of kinds with a notice once that is out, of others once they are open; else empty."""
    if of.state == "open":
        return OPEN
    noticed = of.kind in AT_NOTICE or of.kind in settings().noticed
    return AHEAD if of.state == "announced" and noticed else ""


def texts(session: Session, consultation_id: int, purpose: str) -> dict[str, str]:
    """What a round says, by language: Thai, and those that the questionnaire is in. A person reads and changes it."""
    of = session.get_one(Consultation, consultation_id)
    known = forms.current(session, consultation_id).languages
    key = "news_remind" if purpose == REMINDER else "news_ahead" if moment(of) == AHEAD else "news_new"
    return {each: _text(of, key, each) for each in LANGUAGES if each == THAI or each in known}


def topics_of(session: Session, consultation_id: int) -> tuple[str, ...]:
    """The topics that a round of this consultation was last said to be about."""
    last = select(Broadcast).where(col(Broadcast.consultation_id) == consultation_id).order_by(col(Broadcast.id).desc())
    found = (tuple(row.audience.get("topics", ())) for row in session.scalars(last))
    return next((topics for topics in found if topics), ())


def page_of(session: Session, consultation_id: int) -> str:
    """The public address of a consultation."""
    return f"{settings().base_url.rstrip('/')}/c/{session.get_one(Consultation, consultation_id).code}"


def _text(of: Consultation, key: str, language: str) -> str:
    names = cluster_names(cluster(of.scheme, of.cluster))
    zone, end = settings().timezone, consult.end_of(of)
    start = short_date(of.opens_at, zone, language) if of.opens_at else ""
    date = short_date(end, zone, language) if end else ""
    title = cut(of.title, _LONGEST_TITLE)
    return say(key, language, cluster=names.get(language) or names["th"], title=title, start=start, date=date)


def _told(session: Session, consultation_id: int) -> Broadcast | None:
    of_it = (col(Broadcast.consultation_id) == consultation_id, col(Broadcast.purpose) == INVITATION)
    rows = session.scalars(
        select(Broadcast).where(*of_it, col(Broadcast.state) != "cancelled").order_by(col(Broadcast.id))
    )
    return next((row for row in rows if row.audience["kind"] == "subscribers"), None)
