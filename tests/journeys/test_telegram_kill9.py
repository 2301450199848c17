"""Citizens answer on Telegram while the server is killed: everybody counts, each once, and everybody is answered.

Telegram has no key that makes a repeated request harmless: what a kill cut off may be said twice, and says so. Nothing
else is. On PostgreSQL; the chaos journey does it on SQLite, too.
"""

import asyncio

from tests.doubles import TelegramDouble
from tests.engines import on_postgresql
from tests.journeys.crowd import Crowd, must_hold, stored
from tests.journeys.installation import Installation
from tests.journeys.respondent import words_of
from tests.journeys.test_line_kill9 import all_sent

CITIZENS = 16
SECRET = "telegram-secret-for-tests"


def telegram_of(installation: Installation) -> TelegramDouble:
    """A Telegram that has the installation's webhook; its pauses between two tries are a tenth of the real ones."""
    telegram = TelegramDouble(f"{installation.url}/webhook/telegram", secret=SECRET, time_scale=0.1, seed=12)
    installation.environment |= {
        "PRACHAKHOM_TELEGRAM_BOT_TOKEN": telegram.token,
        "PRACHAKHOM_TELEGRAM_SECRET_TOKEN": SECRET,
    }
    return telegram


@on_postgresql
async def test_sixteen_citizens_one_kill(installation: Installation, url: str) -> None:
    async with telegram_of(installation) as telegram:
        installation.environment["PRACHAKHOM_TELEGRAM_API_BASE"] = telegram.url
        await installation.ask("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
        await installation.start()
        crowd = Crowd(CITIZENS, at_once=12, seed=8)
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.answer(lambda number: telegram.citizen(5_000 + number)))
            group.create_task(kill_in_the_middle(installation, telegram, crowd))
        await telegram.settle(60)
        await all_sent(url)

        found = await stored(url)
        must_hold(found, crowd)
        assert (telegram.violations, telegram.lost) == ([], [])
        assert [delivery for delivery in telegram.deliveries if delivery.status is None]  # nobody was there
        assert found.outbox.keys() <= {"sent", "unknown"}, found.outbox
        everybody_was_answered(telegram, crowd, cut_off=found.outbox.get("unknown", 0))


async def kill_in_the_middle(installation: Installation, telegram: TelegramDouble, crowd: Crowd) -> None:
    assert await telegram.wait_until(lambda: crowd.finished >= 4, 90), installation.said()
    assert await telegram.wait_until(lambda: not telegram.idle, 10)
    installation.kill9()
    assert crowd.finished < crowd.size and not telegram.idle
    await asyncio.sleep(0.5)
    await installation.start()


def everybody_was_answered(telegram: TelegramDouble, crowd: Crowd, cut_off: int) -> None:
    """The last words are the thanks with the citizen's own receipt; only what was cut off may be there twice."""
    twice = 0
    for citizen in telegram.citizens.values():
        thanks = [message.text for message in citizen.messages if words_of("close") in message.text]
        assert {crowd.minds[citizen.id].receipt in text for text in thanks} == {True}, citizen.transcript()
        twice += len(thanks) - 1
        last_words = (words_of("close_nopromise"), words_of("already"))
        assert any(words in citizen.last.text for words in last_words), citizen.transcript()
    assert twice <= cut_off
    assert cut_off <= 16  # as many as the sender sends at once
