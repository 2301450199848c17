"""Stands between us and telegram-test-api, which differs from Telegram in a few ways that would stop a talk.

To us it is Telegram's address: a date in milliseconds becomes one in seconds, an object that comes back as the text it
was sent as becomes an object, an error without a code gets one, a method that is not there is answered true. To
telegram-test-api it is the webhook: taps get the `chat_instance` that every library wants, and the secret header, which
it does not send, is added.
"""

import json
from typing import Any, Self

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

Json = dict[str, Any]
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class GoBetween:
    """upstream: the address of telegram-test-api; webhook, secret: ours. methods: what the bot called, in order."""

    def __init__(self, upstream: str, webhook: str, secret: str) -> None:
        self._upstream, self._webhook, self._secret = upstream, webhook, secret
        self.methods: list[str] = []
        self.statuses: list[int] = []
        app = web.Application()
        app.router.add_post("/hook", self._deliver)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._call)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        self._http = ClientSession()
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()
        await self._http.close()

    @property
    def url(self) -> str:
        """Where Telegram seems to be."""
        return str(self._server.make_url("")).rstrip("/")

    async def begin(self, token: str) -> None:
        """Tell telegram-test-api where to bring the updates."""
        async with self._http.post(f"{self._upstream}/bot{token}/setWebhook", json={"url": f"{self.url}/hook"}) as done:
            assert done.status == 200, await done.text()

    async def ask(self, path: str, body: Json) -> Json:
        """Speak to telegram-test-api as its client does."""
        async with self._http.post(f"{self._upstream}/{path}", json=body) as answer:
            read: Json = await answer.json()
            return read

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.methods.append(method)
        kind = {"Content-Type": request.headers.get("Content-Type", "")}
        async with self._http.post(self._upstream + request.path, data=await request.read(), headers=kind) as answer:
            body = json.loads(await answer.text() or "{}")
        if "ok" not in body:
            if method not in ("sendMessage", "editMessageText"):
                return web.json_response({"ok": True, "result": True})
            error = {"ok": False, "error_code": 400, "description": f"Bad Request: {body.get('message')}"}
            return web.json_response(error, status=400)
        result = body.get("result")
        return web.json_response({"ok": True, "result": _mended(result)})

    async def _deliver(self, request: web.Request) -> web.Response:
        update: Json = await request.json()
        if tap := update.get("callback_query"):
            tap.setdefault("chat_instance", "1")
        async with self._http.post(self._webhook, json=update, headers={HEADER: self._secret}) as answer:
            self.statuses.append(answer.status)
            return web.Response(status=answer.status)


def _mended(result: Any) -> Any:
    """A result as Telegram would give it."""
    if not isinstance(result, dict):
        return True if result is None else result
    if result.get("date", 0) > 10**11:
        result["date"] //= 1000
    if isinstance(options := result.get("link_preview_options"), str):
        result["link_preview_options"] = json.loads(options)
    return result
