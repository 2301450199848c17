"""Themes on the wall of a hall: of the question that was chosen, counted in people of this meeting."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select, update

from consultation import clock
from consultation.db import Database
from consultation.meetings import hall, screen, service
from consultation.meetings.hall import Hall
from consultation.responses.models import Comment, Response
from consultation.themes.models import Assignment, Theme
from tests.consultation.meetings.halls import entered
from tests.consultation.themes.grouped import grouped
from tests.engines import on_sqlite

pytestmark = [pytest.mark.usefixtures("fixed_clock"), on_sqlite]


def hear_in_the_hall(session: Session, consultation_id: int) -> int:
    """A meeting at which every other response was given."""
    id = service.create(session, consultation_id, entered(clock.now() + timedelta(hours=1)), "officer")
    session.exec(update(Response).where(col(Response.id) % 2 == 0).values(meeting_id=id))
    return id


def look(session: Session, meeting_id: int, question: str) -> Hall:
    row = screen.of(session, meeting_id).model_copy(update={"screen": "themes", "question": question, "small": True})
    return hall.look(session, service.get(session, meeting_id), row)


def people(session: Session, set_id: int, meeting_id: int) -> list[int]:
    """People of the meeting by theme, most first, counted another way."""
    counted = (
        select(func.count(col(Response.id).distinct()))
        .join(Comment, col(Comment.response_id) == col(Response.id))
        .join(Assignment, col(Assignment.comment_id) == col(Comment.id))
        .join(Theme, col(Theme.id) == col(Assignment.theme_id))
        .where(Assignment.theme_set_id == set_id, Response.meeting_id == meeting_id)
        .group_by(col(Theme.id))
    )
    return sorted(session.exec(counted), reverse=True)


async def test_themes_are_of_the_chosen_question_and_count_people_of_the_meeting(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    meeting_id = await db.write(hear_in_the_hall, consultation_id)
    shown = await db.read(look, meeting_id, "change")
    assert [bar.n for bar in shown.bars] == await db.read(people, set_id, meeting_id) != []
    assert shown.drafted and shown.heading
    assert (await db.read(look, meeting_id, "")).bars == shown.bars
    # The other question has not been grouped: the wall says so and does not show this one's themes under its name.
    assert (await db.read(look, meeting_id, "reason")).bars == ()
