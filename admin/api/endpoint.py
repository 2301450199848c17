"""One endpoint of the API: its address, who may use it, what it takes and gives. OpenAPI is made from these."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from admin.api.access import for_right
from admin.api.asking import Nothing, body, query
from admin.api.problems import Handler, as_problems

ROOT = "/api/v1"
ONE = ROOT + r"/consultations/{id:\d{1,18}}"
ZIP = "application/zip"

Answer = Callable[[web.Request, Any], Awaitable[Any]]


@dataclass(frozen=True)
class Endpoint:
    """An address that can be read, or with `order` written to.

    answer: gives the value of `model`, asked with the parameters, or with the body where there is an order; without a
    model it gives the bytes of a file. problems: the statuses it may answer with besides `status`; those that every
    endpoint has are added.
    """

    path: str
    summary: str
    answer: Answer
    right: str
    model: type[BaseModel] | None = None
    asked: type[BaseModel] = Nothing
    order: type[BaseModel] | None = None
    status: int = 200
    problems: tuple[int, ...] = ()

    @property
    def method(self) -> str:
        """The method of HTTP."""
        return "POST" if self.order is not None else "GET"

    @property
    def refusals(self) -> tuple[int, ...]:
        """Every status of a problem that it may answer with."""
        usual = {400, 401, 403, 429} | ({404} if "{" in self.path else set())
        return tuple(sorted(usual | set(self.problems)))

    @property
    def handler(self) -> Handler:
        """What the router calls."""
        return as_problems(for_right(self.right, self._respond))

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        wanted = query(request, self.asked)
        if self.order is not None:
            made = await self.answer(request, await body(request, self.order))
            place = f"{request.path}/{made.id}"
            return web.json_response(text=made.model_dump_json(), status=self.status, headers={"Location": place})
        found = await self.answer(request, wanted)
        if self.model is None:
            return web.Response(body=found, content_type=ZIP, headers={"Cache-Control": "no-store"})
        return _unless_known(request, found.model_dump_json())


def _unless_known(request: web.Request, text: str) -> web.Response:
    """The answer with its tag; only the tag to whoever has the same already."""
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    known = request.if_none_match or ()
    if any(each.value in (tag, "*") for each in known):
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type="application/json", headers=headers)
