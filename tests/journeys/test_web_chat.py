"""Ten citizens answer in the web chat without a script, each form sent once or twice: everybody counts once."""

import asyncio
import random

from tests.doubles import Shown
from tests.journeys.browser import Browser
from tests.journeys.crowd import Crowd, must_hold, questionnaire, stored
from tests.journeys.installation import Installation
from tests.journeys.respondent import Respondent, words_of

CITIZENS = 10


async def answers(base: str, code: str, mind: Respondent) -> Shown:
    """From opening the link to the receipt; what was shown last."""
    async with Browser(base, code) as browser:
        shown = await browser.opens()
        while mind.reads(shown) and not mind.receipt:
            act = mind.acts(shown)
            times = 2 if act.twice else 1
            shown = await (browser.taps(shown, act.tap, times) if act.tap else browser.says(act.text, times))
        again = await browser.opens()
        assert again.text == shown.text  # the page comes back as it was left
        return shown


async def test_ten_citizens_by_browser(installation: Installation, url: str) -> None:
    made = await installation.ask("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
    await installation.start()
    crowd = Crowd(CITIZENS, at_once=CITIZENS, seed=9)
    form = questionnaire()
    crowd.minds = {str(n): Respondent(n, form, random.Random(900 + n)) for n in range(CITIZENS)}
    last = await asyncio.gather(*[answers(installation.url, made["code"], mind) for mind in crowd.minds.values()])
    for shown, mind in zip(last, crowd.minds.values(), strict=True):
        assert mind.receipt in shown.text and words_of("close") in shown.text, shown.text
        assert words_of("close_nopromise") in shown.text
    found = await stored(url)
    must_hold(found, crowd)
    assert found.outbox.keys() <= {"sent", "sending"}, found.outbox
