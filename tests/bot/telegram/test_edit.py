"""The tapped message on a real Bot API double: closed with what was chosen, replaced, or left when it cannot be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.channel import Outcome, Retry, Sent
from bot.message import Event
from bot.telegram import TelegramChannel
from consultation.talk.model import Button, Outgoing
from tests.channels.ear import Ear, letter, listening
from tests.doubles import Citizen, TelegramDouble

ASKED = Outgoing(key="q", text="น้ำท่วม <b> & อื่น ๆ", buttons=(Button(label="เห็นด้วย", data="a.1.1", number=1),))
NEXT = Outgoing(key="n", text="ข้อ 2", buttons=(Button(label="ดี", data="a.1.2", number=1),), tapped="taken")
TICKED = ASKED.model_copy(
    update={"buttons": (ASKED.buttons[0].model_copy(update={"ticked": True}),), "tapped": "replaced"}
)


@dataclass
class Chat:
    """A citizen who has been asked and has tapped."""

    double: TelegramDouble
    channel: TelegramChannel
    citizen: Citizen
    ear: Ear
    tapped: Event

    async def says(self, *turn: Outgoing, event: Event | None = None, **changes: bool) -> Outcome:
        return await self.channel.send(replace(letter(event or self.tapped), turn=list(turn), **changes))  # type: ignore[arg-type]

    @property
    def screen(self) -> list[tuple[str, list[str]]]:
        return [(shown.text, shown.labels) for shown in self.citizen.messages]


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with TelegramDouble(secret="s3cret_-A", time_scale=0.01) as double:
        channel = TelegramChannel("telegram", ["s3cret_-A"], double.token, double.base_url)
        async with listening(channel) as ear:
            double.webhook = ear.url
            citizen = double.citizen(77_000_001)
            await citizen.says("สวัสดี")
            await channel.send(replace(letter((await ear.hears())[0]), turn=[ASKED]))
            await citizen.taps("เห็นด้วย")
            yield Chat(double, channel, citizen, ear, (await ear.hears(2))[-1])
            await channel.close()
            assert not double.violations


async def test_a_taken_tap_leaves_the_question_with_what_was_chosen_and_no_buttons(chat: Chat) -> None:
    assert isinstance(await chat.says(NEXT), Sent)
    assert chat.screen == [("น้ำท่วม <b> & อื่น ๆ\n\n✓ เห็นด้วย", []), ("ข้อ 2", ["ดี"])]


async def test_a_tap_that_counts_for_nothing_takes_only_the_buttons_away(chat: Chat) -> None:
    assert isinstance(await chat.says(NEXT.model_copy(update={"tapped": ""})), Sent)
    assert chat.screen == [(ASKED.text, []), ("ข้อ 2", ["ดี"])]


async def test_ticks_and_pages_change_the_same_message_and_twice_is_once(chat: Chat) -> None:
    first = await chat.says(TICKED)
    assert first == Sent((chat.citizen.last.id,)) and chat.screen == [(ASKED.text, ["✓ เห็นด้วย"])]
    assert await chat.says(TICKED, interrupted=True) == Sent()  # "message is not modified"
    assert chat.screen == [(ASKED.text, ["✓ เห็นด้วย"])] and len(chat.double.sent) == 1


async def test_closing_twice_is_once(chat: Chat) -> None:
    await chat.says(NEXT)
    before = chat.screen
    await chat.says(NEXT, interrupted=True)
    assert chat.screen[:2] == before and chat.screen[0] == before[0]


@pytest.mark.parametrize("gone", ["deleted", "not ours to edit any more"])
async def test_an_edit_that_is_refused_becomes_a_message_of_its_own(chat: Chat, gone: str) -> None:
    under = (chat.tapped.reply or {})["message"]
    if gone == "deleted":
        chat.double.messages.pop((77_000_001, under))
    else:
        chat.double.uneditable.add(under)
    assert isinstance(await chat.says(TICKED), Sent)
    assert chat.screen[-1] == (ASKED.text, ["✓ เห็นด้วย"]) and len(chat.double.sent) == 2
    assert isinstance(await chat.says(NEXT), Sent) and chat.screen[-1] == ("ข้อ 2", ["ดี"])


async def test_a_message_too_old_to_be_shown_to_us_is_left_alone(chat: Chat) -> None:
    chat.double.clock.advance(49 * 3600)
    await chat.citizen.taps("เห็นด้วย")
    event = (await chat.ear.hears(3))[-1]
    assert set(event.reply or {}) == {"callback"}
    assert isinstance(await chat.says(TICKED, event=event), Sent) and len(chat.double.sent) == 2


@pytest.mark.parametrize("status", [500, 502])
async def test_an_edit_that_fails_on_the_way_is_tried_again(chat: Chat, status: int) -> None:
    chat.double.fail_next("editMessageText", status=status, accepted=False)
    assert isinstance(await chat.says(TICKED), Retry)
    assert isinstance(await chat.says(TICKED), Sent) and chat.screen == [(ASKED.text, ["✓ เห็นด้วย"])]


@pytest.mark.parametrize("status", [400, 429, 500])
async def test_a_question_that_cannot_be_closed_keeps_nobody_from_the_next(chat: Chat, status: int) -> None:
    chat.double.fail_next("editMessageText", status=status, accepted=False)
    assert isinstance(await chat.says(NEXT), Sent) and chat.screen[-1] == ("ข้อ 2", ["ดี"])


async def test_a_turn_with_something_to_say_first_is_sent_anew(chat: Chat) -> None:
    await chat.says(Outgoing(key="n", text="โทร 1669"), TICKED)
    assert chat.screen == [(ASKED.text, []), ("โทร 1669", []), (ASKED.text, ["✓ เห็นด้วย"])]


async def test_a_retry_at_a_later_part_edits_nothing(chat: Chat) -> None:
    await chat.channel.send(replace(letter(chat.tapped), turn=[ASKED, NEXT], parts=1))
    assert [call.operation for call in chat.double.calls][-1:] == ["sendMessage"]
    assert chat.screen == [(ASKED.text, ["เห็นด้วย"]), ("ข้อ 2", ["ดี"])]
