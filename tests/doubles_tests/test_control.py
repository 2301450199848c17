"""Doubles driven from another process: the command line, the control routes, the page."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.doubles.__main__ import arguments, made


@asynccontextmanager
async def started(*args: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A double as a process of its own; yields its address."""
    command = (sys.executable, "-m", "tests.doubles", *args, "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    try:
        yield found.group(0), process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def control(http: aiohttp.ClientSession, url: str, act: str, **fields: Any) -> Any:
    async with http.post(f"{url}/__control/{act}", data=json.dumps(fields)) as answer:
        return await answer.json()


async def state(http: aiohttp.ClientSession, url: str, citizen: str) -> Any:
    async with http.get(f"{url}/__control/state", params={"citizen": citizen}) as answer:
        return await answer.json()


async def test_line_in_a_process_of_its_own() -> None:
    async with started("line", "--token", "t", "--redelivery", "") as (url, process), aiohttp.ClientSession() as http:
        await control(http, url, "follow", citizen="สมชาย")
        assert (await control(http, url, "say", citizen="สมชาย", text="สวัสดี"))["id"]
        to = (await state(http, url, "สมชาย"))["citizen"]["id"]
        items = [{"type": "action", "action": {"type": "postback", "label": "ใช่", "data": "y", "displayText": "ใช่ค่ะ"}}]
        body = {"to": to, "messages": [{"type": "text", "text": "ข้อ 1", "quickReply": {"items": items}}]}
        await control(http, url, "fail", operation="push", status=500)
        for wanted in (500, 200):
            async with http.post(
                f"{url}/v2/bot/message/push", json=body, headers={"Authorization": "Bearer t"}
            ) as answer:
                assert answer.status == wanted
        assert (await control(http, url, "tap", citizen="สมชาย", button="ใช่"))["id"]
        assert "NoSuchButton" in (await control(http, url, "tap", citizen="สมชาย", button="ไม่มี"))["error"]
        seen = await state(http, url, "สมชาย")
        assert [shown["text"] for shown in seen["screen"]] == ["สวัสดี", "ข้อ 1", "ใช่ค่ะ"]
        assert seen["buttons"] == ["ใช่"] and seen["counts"]["refusals"] == 1 and not seen["counts"]["idle"]
        assert "TimeoutError" in (await control(http, url, "settle", timeout=0.05))["error"]
        async with http.get(f"{url}/__control/log") as answer:
            assert [call["status"] for call in (await answer.json())["calls"]] == [500, 200]
        async with http.get(url) as answer:
            assert answer.content_type == "text/html" and "double" in await answer.text()
        process.terminate()
        await process.wait()
        assert process.stdout
        transcript = (await process.stdout.read()).decode()
    assert "สมชาย → สวัสดี" in transcript and "bot → สมชาย [push] ข้อ 1 [ใช่]" in transcript and "✗ 500 push" in transcript


async def test_telegram_is_driven_the_same_way() -> None:
    async with started("telegram", "--time-scale", "0.01", "--quiet") as (url, _), aiohttp.ClientSession() as http:
        await control(http, url, "follow", citizen="malee")
        to = (await state(http, url, "malee"))["citizen"]["id"]
        keyboard = {"inline_keyboard": [[{"text": "ใช่", "callback_data": "y"}]]}
        body = {"chat_id": int(to), "text": "ข้อ 1", "reply_markup": keyboard}
        async with http.post(f"{url}/bot7000000001:double-access-token/sendMessage", json=body) as answer:
            assert (await answer.json())["ok"]
        assert (await control(http, url, "tap", citizen="malee", button="y", double=True))["id"]
        seen = await state(http, url, "malee")
        assert seen["screen"][1]["buttons"][0]["label"] == "ใช่" and not seen["violations"]


async def test_arguments_become_a_double() -> None:
    line = made(arguments(["line", "--secret", "s", "--redelivery", "0.5,1", "--quota", "10", "--rates"]))
    assert (line.kind, line.port) == ("line", 9100)
    assert made(arguments(["telegram", "--webhook", "http://127.0.0.1:1/x"])).webhook == "http://127.0.0.1:1/x"
    with pytest.raises(SystemExit):
        arguments(["signal"])
