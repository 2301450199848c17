"""The control interface of a running double: other processes and the chat page drive citizens through it."""

import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.citizen import Citizen, NoSuchButton, Shown

if TYPE_CHECKING:
    from tests.doubles.server import Platform

Json = dict[str, Any]
PAGE = Path(__file__).with_name("page.html")


def mount(app: web.Application, platform: "Platform") -> None:
    """Add the chat page at `/` and the control routes at `/__control/`."""

    def post(name: str, act: Callable[["Platform", Json], Awaitable[Json]]) -> None:
        async def entry(request: web.Request) -> web.Response:
            try:
                return web.json_response(await act(platform, await request.json()))
            except (NoSuchButton, KeyError, ValueError, TypeError, TimeoutError) as error:
                return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

        app.router.add_post(f"/__control/{name}", entry)

    for name, act in ACTS.items():
        post(name, act)
    app.router.add_get("/__control/state", lambda request: _state(platform, request))
    app.router.add_get("/__control/heard", lambda _request: _heard(platform))
    app.router.add_get("/__control/log", lambda _request: _log(platform))
    app.router.add_get("/", _page)


def _who(platform: "Platform", asked: Json) -> Citizen:
    return platform.citizen(asked["citizen"], asked.get("name"))


async def _say(platform: "Platform", asked: Json) -> Json:
    return {"id": await _who(platform, asked).says(asked["text"], asked.get("group"))}


async def _tap(platform: "Platform", asked: Json) -> Json:
    citizen = _who(platform, asked)
    message = next((s for s in citizen.messages if s.id == asked.get("message")), None)
    if message is not None and message == citizen.last:
        message = None
    return {"id": await citizen.taps(asked["button"], message, asked.get("params"), bool(asked.get("double")))}


async def _follow(platform: "Platform", asked: Json) -> Json:
    return {"id": await _who(platform, asked).follow()}


async def _block(platform: "Platform", asked: Json) -> Json:
    return {"id": await _who(platform, asked).block()}


async def _unblock(platform: "Platform", asked: Json) -> Json:
    return {"id": await _who(platform, asked).unblock()}


async def _send(platform: "Platform", asked: Json) -> Json:
    return {"id": await _who(platform, asked).sends(asked["kind"], **asked.get("fields", {}))}


async def _fail(platform: "Platform", asked: Json) -> Json:
    platform.fail_next(asked.pop("operation", "*"), **asked)
    return {}


async def _advance(platform: "Platform", asked: Json) -> Json:
    platform.clock.advance(float(asked["seconds"]))
    return {"now": platform.clock.now()}


async def _webhook(platform: "Platform", asked: Json) -> Json:
    platform.webhook = asked["url"]
    platform.changed()
    return {"webhook": platform.webhook}


async def _settle(platform: "Platform", asked: Json) -> Json:
    await platform.settle(float(asked.get("timeout", 10)))
    return platform.counts()


async def _crowd(platform: "Platform", asked: Json) -> Json:
    """Let so many people be friends of the account, by the ids that `crowd_id` gives them."""
    for number in range(int(asked["count"])):
        citizen = platform.citizen(crowd_id(number))
        citizen.known = citizen.friend = True
    return {"citizens": len(platform.citizens)}


def crowd_id(number: int) -> str:
    """The LINE id of one of a crowd."""
    return f"U{number:032x}"


ACTS: dict[str, Callable[["Platform", Json], Awaitable[Json]]] = {
    "say": _say,
    "tap": _tap,
    "follow": _follow,
    "block": _block,
    "unblock": _unblock,
    "send": _send,
    "fail": _fail,
    "advance": _advance,
    "webhook": _webhook,
    "settle": _settle,
    "crowd": _crowd,
}


async def _state(platform: "Platform", request: web.Request) -> web.Response:
    general = {
        "kind": platform.kind,
        "webhook": platform.webhook,
        "citizens": list(platform.citizens),
        "counts": platform.counts(),
        "violations": [dataclasses.asdict(violation) for violation in platform.violations],
        "lost": platform.lost,
    }
    name = request.query.get("citizen")
    if name is None:
        return web.json_response(general)
    citizen, since = platform.citizen(name), int(request.query.get("since", "0"))
    return web.json_response(
        general
        | {
            "citizen": {"id": citizen.id, "name": citizen.name, "blocked": citizen.blocked, "friend": citizen.friend},
            "screen": [seen(shown) for shown in citizen.screen if shown.seq > since],
            "buttons": [button.label for button in citizen.buttons],
            "keyboard": [button.label for button in citizen.keyboard],
            "toasts": citizen.toasts,
        }
    )


async def _heard(platform: "Platform") -> web.Response:
    """How many people have how many messages on their screens ({"1": 5000}); statuses of calls; violations."""
    screens = Counter(str(len(citizen.messages)) for citizen in platform.citizens.values())
    calls = Counter(f"{call.operation} {call.status}" for call in platform.calls)
    violations = Counter(violation.rule for violation in platform.violations)
    return web.json_response({"screens": screens, "calls": calls, "violations": violations})


def seen(shown: Shown) -> Json:
    """Return a message as the page needs it."""
    buttons = [{"label": b.label, "kind": b.kind, "data": b.data, "quick": b.quick} for b in shown.buttons]
    return {
        "id": shown.id,
        "seq": shown.seq,
        "text": shown.text,
        "mine": shown.mine,
        "edited": shown.edited,
        "at": shown.at,
        "buttons": buttons,
    }


async def _log(platform: "Platform") -> web.Response:
    def plain(entry: Any) -> Json:
        return {
            k: v.decode(errors="replace") if isinstance(v, bytes) else v for k, v in dataclasses.asdict(entry).items()
        }

    return web.json_response(
        {"calls": [plain(c) for c in platform.calls], "deliveries": [plain(d) for d in platform.deliveries]}
    )


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE)
