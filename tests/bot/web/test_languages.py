"""The chat's page in four languages: its own words, its direction, and whose language each line is."""

import re
import tomllib
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from importlib import resources

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlmodel import Session

from bot.channel import BadRequest
from bot.web import render
from bot.web.channel import WebChannel, body
from bot.web.passages import Passage, passages
from bot.web.words import words
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.talk.wording import LANGUAGES
from consultation.vault import Vault

Client = TestClient[web.Request, web.Application]


def border(session: Session) -> ConsultationView:
    """An open needs survey of the southern border, which comes in four languages."""
    place = cluster("current:7")
    form = fill("needs", place)
    new = NewConsultation(
        title=form.title["th"],
        kind="survey",
        template="needs",
        scheme=place.scheme,
        cluster=place.number,
        closes_at=clock.now() + timedelta(days=20),
    )
    return consult.open_now(session, consult.create(session, new, form, "test").id, "test")


@pytest.fixture
async def south(db: Database) -> AsyncIterator[ConsultationView]:
    yield await db.write(border)


async def opened(client: Client, address: str, **headers: str) -> str:
    async with client.get(address, headers=headers) as answer:
        assert answer.status == 200
        return await answer.text()


def html(page: str) -> str:
    found = re.search(r"<html ([^>]*)>", page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_all_its_words_in_every_language_with_the_same_blanks(language: str) -> None:
    own = tomllib.loads(resources.files("bot.web").joinpath(f"locale/{language}.toml").read_text(encoding="utf8"))
    thai = words("th")
    assert own.keys() == thai.keys()
    assert {key: re.findall(r"\{\w+\}", text) for key, text in own.items()} == {
        key: re.findall(r"\{\w+\}", text) for key, text in thai.items()
    }
    assert not {*dir(dict)} & own.keys(), "a template would take the method of a dictionary for the word"
    assert words(language) == own and words("de") == thai


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("ข้อ 1\nท่านอยู่ไหนคะ", "th", [("ข้อ 1\nท่านอยู่ไหนคะ", "th")]),
        ("Question 1\n[Thai] ท่านอยู่ไหนคะ", "en", [("Question 1", "en"), ("[Thai] ท่านอยู่ไหนคะ", "th")]),
        ("سوءالن 1\n1. ڤتاني", "ms-Arab", [("سوءالن 1\n1. ڤتاني", "ms-Arab")]),
        ("جواڤن:\nLINE 4", "ms-Arab", [("جواڤن:", "ms-Arab"), ("LINE 4", "")]),
        ("12", "", [("12", "")]),
        ("road", "", [("road", "")]),
        ("น้ำ\n\nسوڠاي", "", [("น้ำ\n", "th"), ("سوڠاي", "ms-Arab")]),
        ("", "th", [("", "th")]),
    ],
)
def test_a_text_is_cut_where_its_language_changes(text: str, language: str, parts: list[tuple[str, str]]) -> None:
    assert list(passages(text, language)) == [Passage(*part) for part in parts]
    assert "\n".join(part.text for part in passages(text, language)) == text


def test_an_element_says_its_language_only_where_it_is_not_the_pages() -> None:
    assert render.marks("ปัตตานี", "th") == "" == render.marks("Pattani", "ms")
    assert render.marks("ปัตตานี", "ms") == ' lang="th"'
    assert render.marks("ปัตตานี", "ms-Arab") == ' lang="th" dir="auto"'
    assert render.marks("ڤتاني", "th", "") == ' lang="ms-Arab" dir="auto"'
    assert render.marks("12", "th", "") == "" and render.marks("12", "ms-Arab", "") == ' dir="auto"'


async def test_a_link_in_a_language_begins_the_talk_in_it(client: Client, south: ConsultationView) -> None:
    page = await opened(client, f"/chat/{south.code}?lang=ms-Arab")
    assert html(page) == 'lang="ms-Arab" dir="rtl"'
    assert "سلام سجهترا" in page and "هنتر" in page and "สวัสดี" not in page
    assert f'href="/c/{south.code}/privacy?lang=ms-Arab"' in page
    assert "?lang=ms-Arab" in unescape(page).split('id="resume"')[1][:300]


async def test_a_browsers_language_is_offered_and_nothing_is_switched(client: Client, south: ConsultationView) -> None:
    page = await opened(client, f"/chat/{south.code}", **{"Accept-Language": "ms-MY,ms;q=0.9"})
    assert html(page) == 'lang="th" dir="ltr"'
    assert "tekan “Melayu (Rumi)”" in page
    assert re.findall(r'class="label"[^>]*>([^<]+)<', page)[3:] == [
        "Melayu (Rumi)", "English", "ملايو (جاوي)",
    ]  # fmt: skip


async def test_a_link_in_a_language_turns_a_talk_that_has_begun_once(client: Client, south: ConsultationView) -> None:
    await opened(client, f"/chat/{south.code}")
    page = await opened(client, f"/chat/{south.code}?lang=en")
    assert html(page) == 'lang="en" dir="ltr"' and "Hello. The Southern Border Provincial Cluster" in page
    assert page.count('class="turn said"') == 0, "nobody is said to have said it"
    again = await opened(client, f"/chat/{south.code}?lang=en")
    assert again.count('class="turn told"') == page.count('class="turn told"') == 2


async def test_a_language_that_we_do_not_speak_is_not_heard(client: Client, south: ConsultationView) -> None:
    page = await opened(client, f"/chat/{south.code}?lang=%22%3E")
    assert html(page) == 'lang="th" dir="ltr"'


async def test_the_script_is_told_which_language_the_page_should_be_in(client: Client, south: ConsultationView) -> None:
    page = await opened(client, f"/chat/{south.code}")
    [tap] = re.findall(r'value="([^"]+)">\s*<span class="label" lang="ms-Arab" dir="auto">ملايو', page)
    data = {"event": "00aa11bb22cc33dd", "tap": tap}
    async with client.post(f"/chat/{south.code}/say", data=data, headers={"Accept": "application/json"}) as answer:
        news = await answer.json()
    assert news["language"] == "ms-Arab"
    assert 'dir="auto"' in news["choices"] and "مولا منجواب" in news["choices"]


async def test_notices_are_in_the_language_of_their_link(client: Client, south: ConsultationView) -> None:
    page = await opened(client, f"/chat/{south.code}?cookie=set&lang=ms")
    assert html(page) == 'lang="ms" dir="ltr"' and "Pelayar ini tidak menerima kuki" in page
    assert f'href="/chat/{south.code}?lang=ms"' in page


def test_events_carry_only_languages_that_are_ours(vault: Vault) -> None:
    channel = WebChannel(vault)
    [raw] = channel.split(body("a-visitor", "AB23CD", "start", "start", reads="ms", speaks="en"))
    incoming = channel.parse(raw.raw).incoming
    assert incoming is not None and (incoming.reads, incoming.speaks) == ("ms", "en")
    for wrong in ("de", "x" * 99):
        with pytest.raises(BadRequest):
            channel.split(body("a-visitor", "AB23CD", "start", "start", reads=wrong))
