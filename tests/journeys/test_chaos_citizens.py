"""The citizens of the chaos journey know what they have answered: only then does the oracle know what they meant."""

import random
from collections.abc import Sequence
from typing import cast

from tests.doubles import Button, Shown, TelegramDouble
from tests.journeys.chaos.citizens import Crowd, Talk, Watch, Who
from tests.journeys.chaos.mind import FORM, Mind

QUESTION = f"ข้อ 1 จาก 6\n{FORM.questions[0].label['th']}"
KEYS = (Button("ริมน้ำ", "callback", "A.1.1.c0"), Button("ในตลาด", "callback", "A.1.1.c1"))


async def nothing_waits(_who: Who, _ids: Sequence[str]) -> bool:
    return True


def talk() -> Talk:
    double = TelegramDouble()
    crowd = Crowd(1, 1, 1, (double,), nothing_waits)
    return Talk(crowd, double, cast("Watch", None), double.citizen(5001), Mind(1, FORM, random.Random(1)))


def test_a_question_that_came_twice_is_not_answered_twice_though_the_first_shows_the_choice() -> None:
    citizens = talk()
    screen = citizens.citizen
    screen.show(Shown("1", "/start", mine=True))
    citizens.answered = citizens.read(screen.show(Shown("2", QUESTION, KEYS)))
    screen.change("2", quiet=True, text=f"{QUESTION}\n\n✓ ริมน้ำ", buttons=())  # as the bot changes what was tapped
    assert not citizens.is_for_me(screen.show(Shown("3", QUESTION, KEYS)))


def test_a_question_that_is_asked_again_after_a_sentence_is_answered_again() -> None:
    citizens = talk()
    screen = citizens.citizen
    screen.show(Shown("1", "/start", mine=True))
    citizens.answered = citizens.read(screen.show(Shown("2", QUESTION, KEYS)))
    screen.show(Shown("3", "ยังไม่เข้าใจค่ะ"))
    assert citizens.is_for_me(screen.show(Shown("4", QUESTION, KEYS)))
