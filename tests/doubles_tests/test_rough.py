"""Rough weather: the planned shares befall the calls, a forged copy comes before the true one, a seed repeats it."""

from collections import Counter

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.doubles import LINE_ACCIDENTS, TELEGRAM_ACCIDENTS, Accident, LineDouble, Rough, TelegramDouble


def test_a_seed_gives_the_same_row_of_accidents_in_the_planned_shares() -> None:
    for operation, accidents in (("reply", LINE_ACCIDENTS), ("sendMessage", TELEGRAM_ACCIDENTS)):
        one, other = Rough(seed=3, accidents=accidents), Rough(seed=3, accidents=accidents)
        drawn = [one.draw(operation) for _ in range(20_000)]
        assert drawn == [other.draw(operation) for _ in range(20_000)]
        for accident, times in Counter(one.befell).items():
            assert 0.6 * accident.share < times / 20_000 < 1.4 * accident.share
        assert set(one.befell) == set(accidents)
        assert one.draw("getMe") is None


async def test_forged_and_repeated_posts_are_there_and_told_apart() -> None:
    taken: list[tuple[str, str]] = []

    async def webhook(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        taken.append((secret, (await request.json())["message"]["text"]))
        return web.Response(status=200 if secret == "right" else 403)

    app = web.Application()
    app.router.add_post("/", webhook)
    async with TestServer(app) as server, TelegramDouble(secret="right") as telegram:
        telegram.rough = Rough(forged=1.0, duplicate=1.0)
        telegram.doors = [str(server.make_url("/"))]
        telegram.webhook = telegram.doors[0]
        update = await telegram.citizen(1).says("จริง")
        await telegram.settle()
        assert taken == [("not-the-secret", "ปลอม"), ("right", "จริง")] * 2
        assert [(d.ids, d.attempt, d.status) for d in telegram.deliveries[:2]] == [((), 0, 403), ((update,), 1, 200)]


async def test_a_dropped_call_was_taken_or_not_as_planned() -> None:
    async with LineDouble() as line, aiohttp.ClientSession() as http:
        await line.citizen("one").follow()
        one = line.citizen("one")
        for accepted in (True, False):
            line.rough = Rough(accidents=(Accident(1.0, ("push",), drop=True, accepted=accepted),))
            body = {"to": one.id, "messages": [{"type": "text", "text": f"{accepted}"}]}
            try:
                await http.post(
                    f"{line.url}/v2/bot/message/push", json=body, headers={"Authorization": f"Bearer {line.token}"}
                )
                raise AssertionError("no answer was to come")
            except aiohttp.ClientError:
                pass
        assert [shown.text for shown in one.messages] == ["True"]
