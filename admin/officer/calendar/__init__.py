"""Every clock in one place: the calendar with its feed, days off, the office's own deadlines."""

from aiohttp import web

from admin.officer.calendar import holidays, month, subscription


def routes() -> list[web.RouteDef]:
    """The routes of these pages."""
    return [
        web.get("/admin/calendar", month.show),
        web.post("/admin/calendar/deadlines", month.act),
        web.post("/admin/calendar/feed", subscription.renew),
        web.get(r"/calendar/{token:[A-Za-z0-9_-]{20,80}}.ics", subscription.feed),
        web.get("/admin/holidays", holidays.show),
        web.post("/admin/holidays", holidays.act),
        web.get(r"/admin/holidays/{year:\d{4}}.csv", holidays.download),
    ]
