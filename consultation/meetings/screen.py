"""The hall's screen: its secret address, and what it shows, which an officer switches from a telephone."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from consultation import audit, clock, ids
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.forms.form import Question
from consultation.meetings import attendance, service
from consultation.meetings.models import GROUNDS, SCREENS, HallScreen, Meeting
from consultation.meetings.wording import refused
from consultation.responses.service import closed

LONGEST_TIMER = 180  # minutes


def of(session: Session, meeting_id: int) -> HallScreen:
    """The screen of a meeting as it stands; a new one is not stored yet."""
    row = session.exec(select(HallScreen).where(HallScreen.meeting_id == meeting_id)).first()
    return row or HallScreen(meeting_id=meeting_id, changed_at=clock.now())


def by_token(session: Session, token: str) -> tuple[Meeting, HallScreen]:
    """The meeting whose screen has this secret address.

    Raises NotFound, the same for one that was revoked, and once the days of the meeting are over.
    """
    row = session.exec(select(HallScreen).where(HallScreen.token_hash == _hash(token))).first() if token else None
    meeting = session.get(Meeting, row.meeting_id) if row is not None else None
    if row is None or meeting is None or over(meeting):
        raise not_found("hall_not_found")
    return meeting, row


def issue(session: Session, meeting_id: int, actor: str) -> str:
    """Give the screen a new secret address, told this once; an earlier one leads nowhere from now on.

    Raises Refused for a meeting that was called off or whose days are over: its address would lead nowhere.
    """
    if over(service.get(session, meeting_id)):
        raise refused("screen_over")
    row, token = _hold(session, meeting_id), ids.token()
    renewed, row.token_hash = row.token_hash is not None, _hash(token)
    _changed(session, row, actor, "meeting.screen_open", after={"renewed": renewed})
    return token


def revoke(session: Session, meeting_id: int, actor: str) -> None:
    """Take the secret address away: whoever has it sees nothing any more."""
    row = _hold(session, meeting_id)
    if row.token_hash is not None:
        row.token_hash = None
        _changed(session, row, actor, "meeting.screen_close")


def turn(
    session: Session,
    meeting_id: int,
    actor: str,
    *,
    screen: str | None = None,
    question: str | None = None,
    ground: str | None = None,
    small: bool | None = None,
) -> None:
    """Show something else. What is None stays as it is. Raises Refused for what there is not."""
    row = _hold(session, meeting_id)
    before = _state(row)
    if screen is not None:
        if screen not in SCREENS:
            raise refused("screen", screen=screen)
        row.screen = screen
    if ground in GROUNDS:
        row.ground = ground
    if small is not None:
        row.small = small
    there = [one.name for one in questions(session, meeting_id, row.screen)]
    if question and question not in there:
        raise refused("question", question=question)
    if question:
        row.question = question
    elif there and row.question not in there:
        row.question = there[0]
    if _state(row) != before:
        _changed(session, row, actor, "meeting.screen", before=before, after=_state(row))


def step(session: Session, meeting_id: int, actor: str, by: int) -> None:
    """Show the next question (by 1) or the one before (by -1); at the end begin again. Raises Refused for none."""
    row = _hold(session, meeting_id)
    there = [one.name for one in questions(session, meeting_id, row.screen)]
    if not there:
        raise refused("question", question="")
    at = there.index(row.question) if row.question in there else -1 if by > 0 else 0
    turn(session, meeting_id, actor, question=there[(at + by) % len(there)])


def timer(session: Session, meeting_id: int, actor: str, minutes: int | None) -> None:
    """Let the screen count down from so many minutes; None takes the countdown away."""
    row = _hold(session, meeting_id)
    if minutes is not None and not 1 <= minutes <= LONGEST_TIMER:
        raise refused("timer", most=LONGEST_TIMER, given=minutes)
    row.timer_ends_at = clock.now() + timedelta(minutes=minutes) if minutes is not None else None
    _changed(session, row, actor, "meeting.timer", after={"minutes": minutes})


def questions(session: Session, meeting_id: int, screen: str) -> list[Question]:
    """The questions that a screen of this name can show: closed ones, those with statements, those with comments."""
    form = forms.current(session, service.get(session, meeting_id).consultation_id)
    if screen == "question":
        return closed(form)
    if screen == "statements":
        return [one for one in form.questions if one.type == "statements"]
    return [one for one in form.questions if one.comment] if screen == "themes" else []


def over(meeting: Meeting) -> bool:
    """Whether no screen of the meeting may be looked at any more: it was called off, or its days are over."""
    return meeting.cancelled_at is not None or attendance.phase_of(meeting) == "after"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hold(session: Session, meeting_id: int) -> HallScreen:
    """The row of the screen; the meeting is held, so that of two officers the second sees what the first did."""
    service.get(session, meeting_id, hold=True)
    row = of(session, meeting_id)
    session.add(row)
    return row


def _state(row: HallScreen) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("screen", "question", "ground", "small")}


def _changed(
    session: Session, row: HallScreen, actor: str, action: str, *, before: Any = None, after: Any = None
) -> None:
    row.changed_at = clock.now()
    session.add(row)
    session.flush()
    subject = f"consultation:{service.get(session, row.meeting_id).consultation_id}"
    told = {"meeting": row.meeting_id, **(after or {})}
    audit.record(session, actor, action, subject, before=before, after=told)
