"""From a reference to the channel that can fetch what is behind it."""

from collections.abc import Sequence

from bot.channel import Channel
from consultation.attachments.fetching import Content, Fetched, Fetcher, NotYet


def fetcher(channels: Sequence[Channel]) -> Fetcher:
    """Fetch with the channel that a reference names; with several accounts of one, the first that has it."""

    async def fetch(reference: str, largest: int) -> Fetched:
        name = reference.partition(":")[0]
        found: Fetched = NotYet(f"no channel {name} is set up")
        for channel in channels:
            if channel.name == name:
                found = await channel.fetch(reference, largest)
                if isinstance(found, Content):
                    break
        return found

    return fetch
