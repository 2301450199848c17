"""Everything that the talks of `tests/talks` say, sent by both channels, exactly as it goes over the wire."""

from collections.abc import Iterator, Sequence

from bot.channel import Letter, Sent
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from consultation import clock
from consultation.talk.model import Outgoing
from consultation.talk.script import Walk, load
from tests.doubles import Call, LineDouble, TelegramDouble
from tests.talks import files

Turn = Sequence[Outgoing]
CHAT = 5_001


def turns() -> Iterator[Turn]:
    """The turns of every talk, in all four languages, each as one event answers it."""
    for file in files():
        script = load(file.read_text(encoding="utf8"))
        walk = Walk(script)
        yield walk.shown
        for turn in script.turns:
            if said := walk.take(turn).outgoing:
                yield said


async def on_line(said: Sequence[Turn]) -> tuple[list[Call], list[str]]:
    """The calls that carry these turns, the first half of them as replies; and what the double objected to."""
    async with LineDouble() as line:
        citizen = line.citizen("everybody")
        await citizen.follow()
        channel = LineChannel("line", [line.secret], line.token, line.url)
        for number, turn in enumerate(said):
            reply = None
            if number % 2:
                event = line.event("follow", citizen, follow={"isUnblocked": False})
                line.tokens.received(event, line.clock.now())
                until = clock.now().replace(year=2100).isoformat()
                reply = {"token": event["replyToken"], "until": until}
            outcome = await channel.send(Letter(f"turn {number}", citizen.id, turn, reply))
            assert isinstance(outcome, Sent), (outcome, turn)
        await channel.close()
        return line.calls, [f"{one.rule}: {one.detail}" for one in line.violations]


async def on_telegram(said: Sequence[Turn]) -> tuple[list[Call], list[str]]:
    """As `on_line`; half of the turns answer a tap."""
    async with TelegramDouble() as telegram:
        citizen = telegram.citizen(CHAT)
        await citizen.follow()
        channel = TelegramChannel("telegram", ["secret"], telegram.token, telegram.url)
        for number, turn in enumerate(said):
            reply = {"callback": str(number)} if number % 2 else None
            outcome = await channel.send(Letter(f"turn {number}", citizen.id, turn, reply))
            assert isinstance(outcome, Sent), (outcome, turn)
        await channel.close()
        unknown_tap = "query-unknown"  # these taps are invented
        return telegram.calls, [f"{v.rule}: {v.detail}" for v in telegram.violations if v.rule != unknown_tap]
