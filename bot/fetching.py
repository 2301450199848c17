"""From a reference to the channel that can fetch what is behind it."""

from collections.abc import Sequence

from bot.channel import Channel
from consultation.attachments.fetching import Content, Fetched, Fetcher, NotYet, TooLarge


def fetcher(channels: Sequence[Channel]) -> Fetcher:
    """Fetch with the channel that a reference names; with several accounts of one, the one that has it.

    It is gone only when every account says so: the one that had it may be the one that could not be reached.
    """

    async def fetch(reference: str, largest: int) -> Fetched:
        name = reference.partition(":")[0]
        found: Fetched = NotYet(f"no channel {name} is set up")
        asked = [channel for channel in channels if channel.name == name]
        for place, channel in enumerate(asked):
            told = await channel.fetch(reference, largest)
            if isinstance(told, Content | TooLarge):
                return told
            if place == 0 or isinstance(told, NotYet):
                found = told
        return found

    return fetch
