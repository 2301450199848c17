"""Clocks as an iCalendar file (RFC 5545): all-day events with alarms, the same UID as long as the clock exists."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from consultation.law.clocks import Clock
from consultation.settings import Settings
from consultation.wording import wording

_MORNING = timedelta(hours=9)  # of the day on which an alarm rings
_ASKED_EVERY = timedelta(hours=6)


def calendar(clocks: Sequence[Clock], titles: Mapping[int, str], of: Settings, now: datetime) -> bytes:
    """The feed's bytes. titles: of the consultations by id."""
    words, host = wording("admin.officer.calendar")["feed"], urlsplit(of.base_url).hostname or "prachakhom"
    feed = Calendar()
    feed.add("prodid", "-//Prachakhom//clocks//TH")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", words["name"])
    feed.add("x-wr-timezone", of.timezone)
    feed.add("refresh-interval", _ASKED_EVERY, parameters={"VALUE": "DURATION"})
    for each in clocks:
        title = titles.get(each.consultation_id or 0, "")
        feed.add_component(_event(each, title, of, now, host))
    return bytes(feed.to_ical())


def _event(clock: Clock, title: str, of: Settings, now: datetime, host: str) -> Event:
    words, event = wording("admin.officer.calendar")["feed"], Event()
    summary = words["summary"].format(title=clock.title, about=title) if title else clock.title
    event.add("uid", f"{clock.key.replace(':', '-')}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", clock.due)
    event.add("dtend", clock.due + timedelta(days=1))
    event.add("summary", words["done"].format(summary=summary) if clock.done else summary)
    address = _address(clock, of)
    event.add("description", f"{clock.why}\n{address}".strip())
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if clock.done is None:
        for days in of.reminders:
            event.add_component(_alarm(summary, days))
    return event


def _alarm(summary: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _MORNING - timedelta(days=days))
    return alarm


def _address(clock: Clock, of: Settings) -> str:
    base = of.base_url.rstrip("/")
    if clock.consultation_id is None:
        return f"{base}/admin/calendar"
    return f"{base}/admin/consultations/{clock.consultation_id}/{clock.page}"
