"""With several accounts of a platform, a file is fetched by the one that has it, and is gone when none has it."""

import pytest

from bot.fetching import fetcher
from consultation.attachments.fetching import Content, Fetched, Gone, NotYet, TooLarge
from tests.bot.events import PlainChannel

CONTENT, GONE, LARGE, LATER = Content(b"photo"), Gone("404"), TooLarge("20 MB"), NotYet("503")


class Holder(PlainChannel):
    """An account that always answers the same."""

    def __init__(self, account: str, answer: Fetched) -> None:
        super().__init__("plain", account)
        self.answer = answer

    async def fetch(self, reference: str, largest: int) -> Fetched:
        return self.answer


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([GONE, CONTENT], CONTENT),
        ([CONTENT, GONE], CONTENT),
        ([LATER, GONE], LATER),
        ([GONE, LATER], LATER),
        ([GONE, GONE], GONE),
        ([GONE, LARGE], LARGE),
    ],
)
async def test_another_accounts_no_does_not_lose_what_the_owner_could_not_give_now(
    answers: list[Fetched], expected: Fetched
) -> None:
    fetch = fetcher([Holder(str(place), answer) for place, answer in enumerate(answers)])
    assert await fetch("plain:1", 100) == expected


async def test_without_the_channel_it_waits() -> None:
    assert isinstance(await fetcher([])("plain:1", 100), NotYet)
