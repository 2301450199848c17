"""What meetings have against a step of their consultation (the contract: consultation/consult/concern.py)."""

from sqlmodel import Session

from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.meetings.values import MeetingsSummary, MeetingView
from consultation.meetings.views import MEETS_EVERY_SECTOR, summary
from consultation.meetings.wording import catalogue
from consultation.settings import settings
from consultation.talk.wording import short_time

PAGE = "meetings"
BEFOREHAND = ("approved", "announced", "open")
AFTERWARDS = ("analysed", "published", "answered")


def concerns(session: Session, row: Consultation, to: str) -> list[Concern]:
    """Everything about the meetings of a consultation that stands in the way of going on to a state, or is missing.

    A consultation on a plan is not published without a meeting that was held: that alone stops. A sector without
    anybody warns, and stays in the report as what it is.
    """
    found = summary(session, row.id or 0)
    plan = row.kind in MEETS_EVERY_SECTOR
    if to in BEFOREHAND:
        said = [*_times(row, found), *(_invited(found) if plan else ())]
        return [*([] if found.meetings or not plan else [_said("none", stops=False)]), *said]
    if to not in ("closed", *AFTERWARDS):
        return []
    held = [one for one in found.meetings if one.phase != "before"]
    ahead = [one for one in found.meetings if one.phase == "before"]
    said = [_said("not_held", title=one.title, date=_date(one), stops=False) for one in ahead]
    if ahead and to == "closed":
        said += [*_times(row, found), *(_invited(found) if plan else ())]
    if plan and not held:
        said.append(_said("none" if not ahead else "none_held", stops=to in ("published", "answered")))
    if held and found.absent:
        said.append(_said("absent", sectors=" · ".join(found.absent), stops=False))
    said += [_said("more", title=one.title, sectors=more, stops=False) for one in held if (more := _more(one))]
    if to in AFTERWARDS:
        said += [_said("minutes", title=one.title, stops=False) for one in held if one.minutes_id is None]
    return said


def _times(row: Consultation, found: MeetingsSummary) -> list[Concern]:
    """Meetings outside the window."""
    said = []
    for one in found.meetings:
        if row.closes_at is not None and one.starts_at > row.closes_at:
            closes = short_time(row.closes_at, settings().timezone)
            said.append(_said("late", title=one.title, date=_date(one), closes=closes, stops=False))
        opens = row.opened_at or row.opens_at
        if opens is not None and one.starts_at < opens:
            said.append(_said("early", title=one.title, date=_date(one), stops=False))
    return said


def _invited(found: MeetingsSummary) -> list[Concern]:
    with_list = {organisation.sector for one in found.meetings for organisation in one.organisations}
    none = [line.name for line in found.sectors if line.demanded and not line.invited and line.sector not in with_list]
    return [_said("uninvited", sectors=" · ".join(none), stops=False)] if none else []


def _more(one: MeetingView) -> str:
    return " · ".join(f"{line.name} {line.attended}/{line.invited}" for line in one.sectors if line.more_than_invited)


def _date(one: MeetingView) -> str:
    return short_time(one.starts_at, settings().timezone)


def _said(key: str, *, stops: bool, **values: str) -> Concern:
    words = catalogue()["concern"][key]
    return Concern(
        key=f"meeting_{key}", what=words["what"].format(**values), mend=words["mend"], page=PAGE, stops=stops
    )
