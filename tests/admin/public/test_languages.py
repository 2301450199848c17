"""The public page and the privacy notice in four languages."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
from sqlmodel import Session

from admin.public.speech import words
from admin.site import Site
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.talk.wording import LANGUAGES
from consultation.vault import Vault
from nlp.script import script_of
from tests.admin.application import Client, application, draft, opened
from tests.admin.application import words as read
from tests.bot.web.test_languages import border

OTHERS = [language for language in LANGUAGES if language != "th"]
SCRIPTS = {"th": "thai", "en": "latin", "ms": "latin", "ms-Arab": "arabic"}


def catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((files("admin.public") / "locale" / f"{language}.toml").read_text(encoding="utf8"))


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_there_with_the_same_blanks_in_its_own_script(language: str) -> None:
    thai, own = dict(flat(catalogue("th"))), dict(flat(catalogue(language)))
    assert own.keys() == thai.keys()
    assert {key: blanks(text) for key, text in own.items()} == {key: blanks(text) for key, text in thai.items()} | {
        key: set() for key in ("not_reviewed", "privacy.binding")
    }
    names = ("way.line", "way.telegram")
    assert {key for key, text in own.items() if script_of(re.sub(r"{\w+}", "", text)) != SCRIPTS[language]} <= {*names}
    assert words(language)["privacy"]["title"] == own["privacy.title"]


def test_what_is_missing_is_thai_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    from admin.public import speech

    whole = speech._read
    monkeypatch.setattr(speech, "_read", lambda language: whole("th") if language == "th" else {"way": {"chat": "Web"}})
    words.cache_clear()
    try:
        assert words("en")["answer"] == "[Thai] ตอบแบบสอบถาม"
        assert words("en")["way"]["chat"] == "Web" and words("en")["way"]["line"] == "[Thai] LINE"
    finally:
        words.cache_clear()


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        ("th", "ltr", ("รับฟังโดย กลุ่มจังหวัดภาคใต้ชายแดน", "เรื่องที่เดือดร้อน", "ตอบได้ถึง")),
        ("en", "ltr", ("Problems and needs of the people of the Southern Border", "Troubles", "You can answer until")),
        ("ms", "ltr", ("Masalah dan keperluan penduduk", "Perkara yang menyusahkan", "Boleh dijawab hingga")),
        ("ms-Arab", "rtl", ("مسئله دان کڤرلوان ڤندودوق", "ڤرکارا يڠ مڽوسهکن", "بوليه دجواب هيڠݢ")),
    ],
)
async def test_the_page_of_a_consultation_is_read_in_each_language(
    client: Client, db: Database, language: str, direction: str, said: tuple[str, ...]
) -> None:
    view = await db.write(border)
    answer = await client.get(f"/c/{view.code}?lang={language}")
    page, shown = await answer.text(), await read(answer)
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert [each for each in said if each not in shown] == []
    query = "" if language == "th" else f"?lang={language}"
    assert f'href="/chat/{view.code}{query}"' in page and f'href="/c/{view.code}/privacy{query}"' in page
    assert page.count("hreflang=") == 4 and page.count('aria-current="page"') == 1
    assert ("badge sample" in page) is False


@pytest.mark.parametrize("language", OTHERS)
async def test_the_privacy_notice_has_every_item_in_each_language(client: Client, db: Database, language: str) -> None:
    view = await db.write(border)
    answer = await client.get(f"/c/{view.code}/privacy?lang={language}")
    page, shown = await answer.text(), await read(answer)
    notice = catalogue(language)["privacy"]
    plain = [text for key, text in notice.items() if not blanks(text) and key != "controller_missing"]
    assert [text for text in plain if text not in shown] == []
    assert page.count("<h2>") == 11
    assert re.search(r"24 \(4\)", shown) and "90" in shown and "1669" not in shown
    assert 'href="?lang=th" hreflang="th"' in page, "the Thai notice is the binding one"


async def test_whose_texts_nobody_has_approved_says_so(client: Client, db: Database) -> None:
    view = await db.write(border)
    for language in LANGUAGES:
        page = await read(await client.get(f"/c/{view.code}?lang={language}"))
        assert (catalogue(language)["not_reviewed"] in page and language != "th") is (language != "th")


async def test_a_questionnaire_in_thai_alone_is_marked_on_a_page_in_english(client: Client, db: Database) -> None:
    view = await db.write(opened, "น้ำและถนนของเรา")
    answer = await client.get(f"/c/{view.code}?lang=en")
    shown = await read(answer)
    assert "[Thai] น้ำและถนนของเรา" in shown and "[Thai] เรื่องที่เดือดร้อน" in shown
    assert '<li lang="th" dir="auto">[Thai]' in await answer.text()
    assert "Upper Northeastern 1 Provincial Cluster" in shown


async def test_a_language_that_we_do_not_have_is_thai(client: Client, db: Database) -> None:
    view = await db.write(opened)
    page = await (await client.get(f"/c/{view.code}?lang=%3Cscript%3E")).text()
    assert '<html lang="th" dir="ltr">' in page and "<script>" not in page


async def test_a_closed_one_and_an_office_in_thai(db: Database, vault: Vault) -> None:
    def closed(session: Session) -> ConsultationView:
        from consultation.consult import service as consult

        return consult.close(session, border(session).id, "test")

    view = await db.write(closed)
    async with application(db, vault, Site(controller="สำนักงานตัวอย่าง", dpo_contact="dpo@office.example")) as client:
        page = await read(await client.get(f"/c/{view.code}?lang=ms"))
        assert "Sudah ditutup pada" in page and "Keputusan akan diumumkan selewat-lewatnya" in page
        notice = await (await client.get(f"/c/{view.code}/privacy?lang=ms-Arab")).text()
        assert '<span lang="th" dir="auto">สำนักงานตัวอย่าง</span>' in notice and "dpo@office.example" in notice


async def test_a_draft_stays_hidden_in_every_language(client: Client, db: Database) -> None:
    view = await db.write(draft)
    assert [(await client.get(f"/c/{view.code}?lang={each}")).status for each in LANGUAGES] == [404] * 4
