"""What keeps a hearing from beginning beside the notice: facts left blank, an opening that is over."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.consult.service import NewConsultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.law.concerns import concerns
from tests.consultation.law.test_hearing_in_time import BLANK, END, OFFICER, at, filled, made, under


async def test_facts_that_the_questionnaire_leaves_blank_stop_it(db: Database) -> None:
    def work(session: Session) -> None:
        new = NewConsultation(title="ถนน", kind="hearing_2548", scheme="2567", cluster=10, closes_at=at(END, 16))
        id = consult.create(session, new, BLANK, OFFICER).id
        filled(session, id)
        [stopping] = concerns(session, session.get_one(Consultation, id), "approved")
        assert (stopping.key, stopping.page, stopping.stops) == ("law.blanks", "questions", True)
        assert "(ข้อ 1, 2)" in stopping.what

    await under(db, work)


async def test_an_opening_that_is_over_is_refused_and_nothing_is_stored(db: Database) -> None:
    def work(session: Session) -> None:
        id, now = made(session, "survey").id, clock.now()
        with pytest.raises(Refused, match="ผ่านไปแล้ว"):
            consult.set_window(session, id, now - timedelta(days=365), at(END, 16), OFFICER)
        assert consult.view(session, id).opens_at is None
        assert consult.set_window(session, id, now, at(END, 16), OFFICER).opens_at == now

    await under(db, work)
