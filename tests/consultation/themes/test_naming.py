"""Names from a model of the office: masked text to its own network only, and only good names are taken."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from consultation.db import Database
from consultation.errors import Refused
from consultation.settings import Settings
from consultation.themes import service as themes
from consultation.themes import work
from consultation.themes.naming import embedder, named, near
from nlp.grouped import Grouping, Theme
from nlp.quality import UNKNOWN
from tests.consultation.themes.grouped import grouped
from tests.engines import on_sqlite
from tests.prepared import afresh

COMMENTS = ["น้ำประปาไม่ไหล โทร 081-234-5678", "ถนนหน้าโรงเรียนพัง", "เผาอ้อยทุกปี"]
THEMES = tuple(
    Theme(label, "", (label,), 1, 1, 0.5, (place,), UNKNOWN) for place, label in enumerate(["ประปา", "ถนน", "ควัน"])
)
FOUND = Grouping((), THEMES)


@pytest.fixture
async def office() -> AsyncIterator[tuple[str, list[dict[str, Any]], list[Any]]]:
    """An endpoint of the office: its address, what it was sent, and what it is to answer."""
    asked: list[dict[str, Any]] = []
    answers: list[Any] = []

    async def complete(request: web.Request) -> web.Response:
        asked.append({"key": request.headers.get("Authorization"), "said": await request.text()})
        answer = answers[(len(asked) - 1) % len(answers)]
        if isinstance(answer, int):
            return web.Response(status=answer, headers={"Location": "http://192.0.2.1/"})
        if answer is None:
            return web.Response(text="<html>")
        return web.json_response({"choices": [{"message": {"content": answer}}]})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}/v1", asked, answers
    await runner.cleanup()


def _settings(url: str) -> Settings:
    return Settings(naming_url=url, naming_model="m", naming_key=SecretStr("k"))


@on_sqlite
async def test_a_set_that_a_planner_asks_for_is_named_by_it_and_says_so(
    db: Database, office: tuple[str, list[dict[str, Any]], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _, answers = office
    answers += ["น้ำประปาไม่ไหล", 500]
    monkeypatch.setattr(work, "settings", lambda: _settings(url))
    _, set_id = await afresh(grouped)(db)
    seen = await db.read(themes.view, set_id)
    assert [theme.label for theme in seen.themes if theme.named_by_model][:1] == ["น้ำประปาไม่ไหล"]
    assert not all(theme.named_by_model for theme in seen.themes)
    assert "named by model" in seen.about.method


async def test_good_names_are_taken_and_marked(office: tuple[str, list[dict[str, Any]], list[Any]]) -> None:
    url, asked, answers = office
    answers += ["“น้ำประปาไม่ไหล”", "ปัญหาต่าง ๆ", "น้ำประปาไม่ไหล"]
    found = await named(FOUND, COMMENTS, _settings(url))
    assert [theme.label for theme in found.themes] == ["น้ำประปาไม่ไหล", "ถนน", "ควัน"]
    assert [theme.named_by_model for theme in found.themes] == [True, False, False]
    assert {one["key"] for one in asked} == {"Bearer k"}


async def test_personal_data_is_masked_before_it_is_sent(office: tuple[str, list[dict[str, Any]], list[Any]]) -> None:
    url, asked, answers = office
    answers += ["ชื่อ"]
    await named(FOUND, COMMENTS, _settings(url))
    assert not any("081" in one["said"] for one in asked)


@pytest.mark.parametrize("answer", [500, 302, None, "", "water supply", "ก" * 41, "น้ำ\nถนน", "โทร 081-234-5678"])
async def test_any_other_answer_changes_nothing(
    office: tuple[str, list[dict[str, Any]], list[Any]], answer: Any
) -> None:
    url, _, answers = office
    answers += [answer]
    assert await named(FOUND, COMMENTS, _settings(url)) == FOUND


async def test_nothing_is_asked_unless_set_nor_of_categories(
    office: tuple[str, list[dict[str, Any]], list[Any]],
) -> None:
    url, asked, answers = office
    answers += ["น้ำประปาไม่ไหล"]
    assert await named(FOUND, COMMENTS, Settings()) is FOUND
    official = Grouping((), tuple(replace(theme, category="T04") for theme in THEMES))
    assert await named(official, COMMENTS, _settings(url)) == official
    assert asked == []


async def test_an_endpoint_that_is_not_there_changes_nothing() -> None:
    assert await named(FOUND, COMMENTS, _settings("http://127.0.0.1:9/v1")) == FOUND


@pytest.mark.parametrize(
    "url", ["https://8.8.8.8/v1", "http://[2001:4860:4860::8888]/v1", "nothing", "http://0.0.0.0/"]
)
def test_an_address_outside_the_office_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="PRACHAKHOM_NAMING_URL"):
        near(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/v1", "http://10.0.0.7/v1", "http://192.168.1.5/", "http://[::1]/"]
)
def test_the_offices_own_network_is_taken(url: str) -> None:
    near(url)


def test_embeddings_are_off_unless_set_and_a_bad_folder_says_what_it_lacks(tmp_path: Any) -> None:
    assert embedder(Settings()) is None
    with pytest.raises(Refused, match=r"model\.onnx"):
        embedder(Settings(embeddings_folder=str(tmp_path)))
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(Refused, match=r"tokenizer\.json"):
        embedder(Settings(embeddings_folder=str(tmp_path)))
