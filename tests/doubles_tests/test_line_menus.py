"""The LINE double refuses what LINE refuses of rich menus, webhook addresses and tests."""

import struct
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.doubles import LINE_RATES, LineDouble

Json = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
AREA = {"bounds": {"x": 0, "y": 0, "width": 2500, "height": 843}, "action": {"type": "message", "text": "a"}}
MENU = {
    "name": "a", "chatBarText": "b", "selected": True, "size": {"width": 2500, "height": 843}, "areas": [AREA],
}  # fmt: skip


def png(width: int = 2500, height: int = 843, size: int = 100) -> bytes:
    return (PNG + struct.pack(">II", width, height)).ljust(size, b"\0")


@pytest.fixture
async def line() -> AsyncIterator[LineDouble]:
    async with LineDouble(rates=LINE_RATES) as double:
        yield double


async def call(line: LineDouble, method: str, path: str, body: Json | bytes | None = None, kind: str = "") -> int:
    given = {"data": body} if isinstance(body, bytes) else {"json": body}
    headers = {"Authorization": f"Bearer {line.token}", **({"Content-Type": kind} if kind else {})}
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, line.url + path, headers=headers, **given) as answer,
    ):
        await answer.read()
        return answer.status


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"chatBarText": "ก" * 15}, "menu-bar-length"),
        ({"name": "a" * 301}, "menu-name-length"),
        ({"size": {"width": 799, "height": 400}}, "menu-size"),
        ({"size": {"width": 2500, "height": 1725}}, "menu-size"),
        ({"size": {"width": 2500, "height": 249}}, "menu-size"),
        ({"areas": [AREA] * 21}, "menu-areas"),
        ({"areas": [{**AREA, "bounds": {**AREA["bounds"], "x": 1}}]}, "menu-bounds"),
        ({"areas": [{**AREA, "action": {"type": "message", "text": "a" * 301}}]}, "action-text"),
    ],
)
async def test_a_menu_beyond_the_limits_is_refused(line: LineDouble, change: Json, rule: str) -> None:
    assert await call(line, "POST", "/v2/bot/richmenu", MENU | change) == 400
    assert len(line.violations) >= 1 and line.menus == {}
    if rule != "action-text":
        assert line.violations[0].rule == rule


async def test_a_picture_is_given_once_in_the_menus_size_before_it_is_shown(line: LineDouble) -> None:
    assert await call(line, "POST", "/v2/bot/richmenu", MENU) == 200
    (id,) = line.menus
    content = f"/v2/bot/richmenu/{id}/content"
    assert await call(line, "POST", f"/v2/bot/user/all/richmenu/{id}") == 400
    for body, kind in ((png(2500, 842), "image/png"), (png(size=1024 * 1024 + 1), "image/png"), (png(), "image/gif")):
        assert await call(line, "POST", content, body, kind) == 400
    assert await call(line, "POST", content, png(), "image/png") == 200
    assert await call(line, "POST", content, png(), "image/png") == 400
    assert await call(line, "POST", f"/v2/bot/user/all/richmenu/{id}") == 200
    assert await call(line, "DELETE", f"/v2/bot/richmenu/{id}") == 200 and line.default_menu is None


async def test_an_alias_is_made_once_and_then_changed(line: LineDouble) -> None:
    await call(line, "POST", "/v2/bot/richmenu", MENU)
    (id,) = line.menus
    assert await call(line, "POST", "/v2/bot/richmenu/alias/main", {"richMenuId": id}) == 404
    alias = {"richMenuAliasId": "main", "richMenuId": id}
    assert [await call(line, "POST", "/v2/bot/richmenu/alias", alias) for _ in range(2)] == [200, 400]
    assert await call(line, "POST", "/v2/bot/richmenu/alias/main", {"richMenuId": id}) == 200
    assert await call(line, "POST", "/v2/bot/richmenu/alias", {**alias, "richMenuAliasId": "Main"}) == 400


async def test_the_webhooks_test_tells_what_came_of_it_and_is_rated(line: LineDouble) -> None:
    assert await call(line, "PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": "http://elsewhere.example"}) == 400
    assert await call(line, "POST", "/v2/bot/channel/webhook/test", {}) == 404  # none is set
    assert await call(line, "PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": "http://127.0.0.1:9/hook"}) == 200
    assert await call(line, "POST", "/v2/bot/channel/webhook/test", {}) == 200
    told = line.calls[-1].answer
    assert (told["success"], told["statusCode"], told["reason"]) == (False, 0, "COULD_NOT_CONNECT")
    statuses = [await call(line, "POST", "/v2/bot/channel/webhook/test", {}) for _ in range(60)]
    assert statuses[-1] == 429 and 200 in statuses
