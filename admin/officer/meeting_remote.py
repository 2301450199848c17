"""The remote of the hall's screen, for a telephone: what it shows, the next question, the countdown."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.meetings import find, number, whole
from admin.pages import go
from consultation.errors import Refused
from consultation.forms.form import in_language
from consultation.meetings import hall, screen, service
from consultation.meetings.models import GROUNDS, SCREENS

TIMERS = (1, 2, 3, 5, 10, 15)  # minutes, one tap each


@allow("meeting.run")
async def show(request: web.Request) -> web.Response:
    """The buttons, with what is on the screen now."""
    return await _page(request)


@allow("meeting.run")
async def act(request: web.Request) -> web.Response:
    """Switch the screen by the button that was pressed."""
    meeting, sent = await find(request), await fields(request)
    try:
        await request.app[DB].write(_switch, meeting.id, sent, account(request).name)
    except Refused as error:
        return await _page(request, str(error))
    return go("remote")


def _switch(session: Session, meeting_id: int, sent: Fields, actor: str) -> None:
    turn: dict[str, Callable[[str], Any]] = {
        "screen": str,
        "question": str,
        "ground": str,
        "small": lambda value: value == "1",
    }
    asked = {name: read(sent[name]) for name, read in turn.items() if name in sent}
    if asked:
        screen.turn(session, meeting_id, actor, **asked)
    elif "step" in sent:
        screen.step(session, meeting_id, actor, -1 if sent["step"] == "-1" else 1)
    elif sent.get("timer") == "stop":
        screen.timer(session, meeting_id, actor, None)
    elif "timer" in sent:
        screen.timer(session, meeting_id, actor, whole(sent["timer"], "timer", most=screen.LONGEST_TIMER))


async def _page(request: web.Request, problem: str = "") -> web.Response:
    view, meeting = await frame.find(request), await find(request)

    def read(session: Session) -> dict[str, Any]:
        row = screen.of(session, number(request))
        at = service.get(session, meeting.id)
        there = screen.questions(session, meeting.id, row.screen)
        return {
            "row": row.model_dump(),
            "now": hall.look(session, at, row),
            "over": screen.over(at),
            "questions": [(one.name, in_language(one.short or one.label, "th")) for one in there],
        }

    found = await request.app[DB].read(read)
    context = {
        "meeting": meeting,
        "screens": SCREENS,
        "grounds": GROUNDS,
        "timers": TIMERS,
        **found,
    }
    status = frame.REFUSED if problem else 200
    return frame.show(
        request, "officer/meeting_remote.html", view, "meetings", status=status, problem=problem, **context
    )
