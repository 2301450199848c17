"""Figures and comments as they are read, from talks that were really held."""

import pytest

from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms.form import Choice, Form, Question
from consultation.responses import service as responses
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")


def question(name: str, kind: str, *labels: str, **more: object) -> Question:
    choices = tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(labels, 1))
    return Question.model_validate({"name": name, "type": kind, "label": {"th": name}, "choices": choices, **more})


FORM = Form(
    title={"th": "ถาม"},
    questions=(
        question("stance", "select_one", "เห็นด้วย", "ไม่เห็นด้วย", role="stance:1"),
        question("top", "rank", "น้ำ", "ถนน", "ไฟ", constraint="count-selected(.) <= 2", role="rank_issues"),
        question("sector", "select_one", "ประชาชน", "ธุรกิจ", role="sector"),
        question("why", "text", comment=True),
        Question(
            name="consent_quote", type="select_one", label={"th": "ยินยอมไหมคะ"}, role="consent_quote",
            choices=(Choice(name="yes", label={"th": "ยินยอม"}), Choice(name="no", label={"th": "ไม่ยินยอม"})),
        ),
    ),
)  # fmt: skip
TALKS = {
    "U1": ("1", "2 1", "1", "น้ำแล้ง โทร 081-234-5678", "ยินยอม", "ส่ง"),
    "U2": ("1", "2 3", "2", "ถนนพัง", "ไม่ยินยอม", "ส่ง"),
    "U3": ("2", "ข้าม", "1", "ข้าม", "ข้าม", "ส่ง"),
    "U4": ("2", "1 2", "1", "ไฟดับ"),
}


@made_once
async def held(db: Database, vault: Vault) -> ConsultationView:
    made = await db.write(consultation, form=FORM)
    for address, said in TALKS.items():
        await Citizen(db, vault, address, "telegram" if address == "U2" else "line").says(made.code, "เริ่ม", *said)
    return made


async def test_figures_count_people_who_sent(db: Database, vault: Vault) -> None:
    made = await held(db, vault)
    figures = await db.read(responses.figures, made.id)
    assert (figures.submitted, figures.started) == (3, 1)
    assert [(c.name, c.n) for c in figures.sectors] == [("ประชาชน", 2), ("ธุรกิจ", 1)]
    assert [(c.key, c.n) for c in figures.channels] == [("line", 2), ("telegram", 1)]
    assert figures.provinces == () and figures.last_at is not None


async def test_closed_questions_count_answers_and_ranks_their_first(db: Database, vault: Vault) -> None:
    made = await held(db, vault)
    shown = {one.question: one for one in await db.read(responses.stances, made.id)}
    assert (shown["stance"].base, [c.n for c in shown["stance"].counts]) == (3, [2, 1])
    assert (shown["top"].base, [c.n for c in shown["top"].counts]) == (2, [0, 2, 0])


async def test_comments_are_masked_numbered_and_say_whether_they_may_be_quoted(db: Database, vault: Vault) -> None:
    made = await held(db, vault)
    first, second = await db.read(responses.comments, made.id, "why")
    assert "น้ำแล้ง" in first.text and "081" not in first.text
    assert (first.quote_ok, second.quote_ok) == (True, False)
    assert first.ref == f"C{first.id}" and second.sector_name == "ธุรกิจ"
    assert [c.id for c in await db.read(responses.latest, made.id)] == [second.id, first.id]
    assert await db.read(responses.comments, made.id, "other") == []
    assert [(c.key, c.n) for c in await db.read(themes.questions, made.id)] == [("why", 2)]


async def test_answers_to_an_earlier_revision_are_still_counted(db: Database, vault: Vault) -> None:
    made = await held(db, vault)
    longer = FORM.model_copy(update={"questions": (*FORM.questions, question("more", "text"))})
    assert await db.write(forms.save, made.id, longer, "officer:1") == 2
    shown = {one.question: one.base for one in await db.read(responses.stances, made.id)}
    assert shown["stance"] == 3
