"""What was said in other languages is counted and listed, on both databases."""

import pytest

from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms.form import Form, Question
from consultation.responses import service, untranslated
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")
SAY = Form(
    title={"th": "ถาม"},
    questions=(
        Question(
            name="say",
            type="text",
            label={"th": "เล่าคะ", "en": "Tell us", "ms": "Ceritakan", "ms-Arab": "چريتاکن"},
            comment=True,
        ),
    ),
)
SAID = (
    ("th", "น้ำท่วมถนน LINE 4"),
    ("th", "the road is broken"),
    ("en", "ถนนพัง"),
    ("ms", "ซูงา บาญะ"),  # Malay in Thai letters
    ("ms-Arab", "سوڠاي بنجير"),
    ("th", "555 😀"),
)


@pytest.fixture
@made_once
async def heard(db: Database, vault: Vault) -> ConsultationView:
    made = await db.write(lambda session: consultation(session, form=SAY))
    for n, (language, text) in enumerate(SAID):
        citizen = Citizen(db, vault, f"U{n}")
        await citizen.does(kind="text", text=made.code, speaks=language)
        await citizen.says("start", text, "send")
    return made


async def test_people_are_counted_by_the_language_they_sent_in(db: Database, heard: ConsultationView) -> None:
    figures = await db.read(service.figures, heard.id)
    assert {count.key: count.n for count in figures.languages} == {"th": 3, "en": 1, "ms": 1, "ms-Arab": 1}


async def test_what_is_not_in_thai_letters_and_all_of_a_malay_talk_is_listed(
    db: Database, heard: ConsultationView
) -> None:
    found = await db.read(untranslated.listing, heard.id)
    assert [(comment.language, comment.script, comment.text) for comment in found.comments] == [
        ("th", "latin", "the road is broken"),
        ("ms", "thai", "ซูงา บาญะ"),
        ("ms-Arab", "arabic", "سوڠاي بنجير"),
    ]
    assert found.total == await db.read(untranslated.count, heard.id) == 3 and found.next is None


async def test_the_list_comes_in_pages_without_a_gap(db: Database, heard: ConsultationView) -> None:
    def pages(session, consultation_id):  # type: ignore[no-untyped-def]
        first = untranslated.listing(session, consultation_id, most=2)
        assert first.next is not None
        return first, untranslated.listing(session, consultation_id, after=first.next, most=2)

    first, second = await db.read(pages, heard.id)
    assert [len(first.comments), len(second.comments)] == [2, 1]
    assert first.total == second.total == 3 and second.next is None
    assert len({comment.id for comment in (*first.comments, *second.comments)}) == 3
