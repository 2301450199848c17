"""A crowd on the LINE double hears by multicast, and the double tells how many heard how often."""

import aiohttp

from tests.doubles import LineDouble
from tests.doubles.control import crowd_id

WORDS = [{"type": "text", "text": "x"}]


async def test_a_crowd_hears_once_under_a_key_and_blocked_people_are_not_counted() -> None:
    async with LineDouble(quota=10) as line, aiohttp.ClientSession() as http:
        async with http.post(f"{line.url}/__control/crowd", json={"count": 4}) as answer:
            assert (await answer.json()) == {"citizens": 4}
        line.citizen(crowd_id(3)).blocked = True
        headers = {
            "Authorization": f"Bearer {line.token}", "X-Line-Retry-Key": "6f1c9f0e-6d0c-5b6e-9a53-7d3b1f4f2a10",
        }  # fmt: skip
        body = {"to": [crowd_id(n) for n in range(4)], "messages": WORDS}
        statuses = []
        for _ in range(2):
            async with http.post(f"{line.url}/v2/bot/message/multicast", json=body, headers=headers) as answer:
                statuses.append(answer.status)
        async with http.get(f"{line.url}/__control/heard") as answer:
            heard = await answer.json()
    assert statuses == [200, 409] and line.quota_used == 3
    assert heard == {"screens": {"1": 3, "0": 1}, "calls": {"multicast 200": 1, "multicast 409": 1}, "violations": {}}
