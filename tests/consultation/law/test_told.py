"""The facts of a hearing in its questionnaire: from the wizard until it is announced, then as they were announced."""

import pytest
from sqlmodel import Session

from consultation import clock, rights
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms.blanks import FACTS
from consultation.forms.edits import questions
from consultation.forms.templates import template
from consultation.law import hearing, told
from consultation.law.rules import rules
from consultation.lifecycle import moving
from consultation.lifecycle.values import Mover
from tests.consultation.law.test_hearing_in_time import (
    FIRST,
    FORM,
    HEAD,
    OFFICER,
    POSTED,
    against,
    at,
    filled,
    made,
    under,
)  # fmt: skip

LONG = "ขุดลอกลำน้ำชี " * 100


def notes(session: Session, id: int) -> str:
    form = forms.current(session, id)
    return "\n".join(each.label["th"] for each in form.questions if FACTS in each.extra)


def test_the_template_that_ships_takes_all_eight_from_the_wizard() -> None:
    assert told.untold(FORM) == [] and told.untold(template("hearing-2548")) == []
    keys = [key for question in FORM.questions for key in told.from_wizard(question)]
    assert keys == [fact.key for fact in rules().facts]


async def test_what_the_wizard_knows_is_what_citizens_are_told(db: Database) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        assert notes(session, id).count(": …") == 8 and notes(session, id).startswith("ข้อมูลโครงการ\n1. ")
        hearing.tell_facts(session, id, {"reasons": "น้ำไม่พอ ${x}", "cost": "12 ล้านบาท"}, OFFICER)
        said = notes(session, id)
        assert "วัตถุประสงค์: น้ำไม่พอ $ {x}\n" in said and said.endswith("ที่มาของงบประมาณ: 12 ล้านบาท")
        assert said.count(": …") == 6
        hearing.tell_facts(session, id, {"essence": LONG}, OFFICER)
        form = forms.current(session, id)
        assert max(len(each.label["th"]) for each in form.questions) < 1_200
        assert f"/c/{session.get_one(Consultation, id).code}#facts" in form.questions[0].label["th"]
        assert LONG.strip() in told.whole(form)[0] and not told.whole(form)[0].startswith("ข้อมูลโครงการ")

    await under(db, work)


async def test_what_is_typed_into_the_note_is_not_used_and_a_note_of_one_s_own_is_left_alone(db: Database) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        hearing.tell_facts(session, id, {"reasons": "น้ำไม่พอ"}, OFFICER)
        form = forms.current(session, id)
        forms.save(session, id, questions.change(form, "facts_1", questions.Change(label="พิมพ์เอง")), OFFICER)
        assert "น้ำไม่พอ" in notes(session, id) and "พิมพ์เอง" not in notes(session, id)
        own, name = questions.add(forms.current(session, id), "note")
        forms.save(session, id, questions.change(own, name, questions.Change(label="ของเรา")), OFFICER)
        note = forms.current(session, id).question(name)
        assert note is not None and note.label["th"] == "ของเรา"
        forms.save(session, id, questions.delete(forms.current(session, id), "facts_2"), OFFICER)
        assert "untold" in against(session, id, "approved", stops=False)

    await under(db, work)


async def test_an_approval_is_of_the_facts_that_were_shown(db: Database) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        filled(session, id)
        row = session.get_one(Consultation, id)
        row.state, row.approved_by = "approved", HEAD
        session.add(row)
        hearing.tell_facts(session, id, {"cost": "ข้อมูล cost"}, OFFICER)
        assert row.state == "approved", "the same again changes nothing"
        hearing.tell_facts(session, id, {"cost": "13 ล้านบาท"}, OFFICER)
        assert row.state == "draft" and "13 ล้านบาท" in notes(session, id)

    await under(db, work)


@pytest.mark.parametrize("state", ["announced", "open"])
async def test_once_people_were_told_they_go_on_being_told_the_same(db: Database, state: str) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        filled(session, id)
        row = session.get_one(Consultation, id)
        row.state, row.opened_at = state, clock.now() if state == "open" else None
        session.add(row)
        hearing.tell_facts(session, id, {"cost": "13 ล้านบาท"}, OFFICER)
        assert "ข้อมูล cost" in notes(session, id) and told.behind(session, row, forms.current(session, id))
        if state == "open":
            form = questions.change(forms.current(session, id), "facts_2", questions.Change(label="อื่น"))
            forms.save(session, id, questions.add(form, "note")[0], OFFICER)
            assert "ข้อมูล cost" in notes(session, id) and "13 ล้านบาท" not in notes(session, id)
            return
        moving.take_back(session, id, "พิมพ์ผิด", Mover(name=HEAD, grants=rights.of("HEAD")))
        assert "behind" in against(session, id, "approved", stops=True)
        hearing.tell_facts(session, id, {}, OFFICER)
        assert "13 ล้านบาท" in notes(session, id) and "behind" not in against(session, id, "approved")

    with clock.fixed(at(FIRST)):
        await db.write(work)
    assert POSTED < FIRST
