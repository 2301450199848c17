"""What keeps a hearing from beginning beside the notice: facts left blank, an opening that is over."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.law.concerns import concerns
from tests.consultation.law.test_hearing_in_time import END, OFFICER, at, filled, made, under


async def test_facts_that_the_questionnaire_leaves_blank_stop_it(db: Database) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        row = session.get_one(Consultation, id)
        [stopping] = [each for each in concerns(session, row, "approved") if each.key == "law.blanks"]
        assert (stopping.page, stopping.stops) == ("questions", True)
        assert "(ข้อ 1, 2)" in stopping.what
        filled(session, id)
        assert concerns(session, row, "approved") == []

    await under(db, work)


async def test_an_opening_that_is_over_is_refused_and_nothing_is_stored(db: Database) -> None:
    def work(session: Session) -> None:
        id, now = made(session, "survey").id, clock.now()
        with pytest.raises(Refused, match="ผ่านไปแล้ว"):
            consult.set_window(session, id, now - timedelta(days=365), at(END, 16), OFFICER)
        assert consult.view(session, id).opens_at is None
        assert consult.set_window(session, id, now, at(END, 16), OFFICER).opens_at == now

    await under(db, work)
