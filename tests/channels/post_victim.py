"""A sender in a process of its own, to be killed or to run beside another:
`python -m tests.channels.post_victim line|telegram ADDRESS TOKEN LEASE_SECONDS` on the database of its environment.
"""

import asyncio
import sys
from datetime import timedelta

from bot import sender
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.worker import account_map
from consultation.db import open_database
from consultation.settings import Settings
from consultation.vault import open_vault


async def main(name: str, address: str, token: str, lease: float) -> None:
    settings = Settings()
    db, vault = open_database(settings.database_url), open_vault(settings)
    channel = (
        LineChannel("line", ["secret"], token, address)
        if name == "line"
        else TelegramChannel("telegram", ["s3cret_-A"], token, address)
    )
    await sender.run(db, vault, account_map([channel]), wake=asyncio.Event(), lease=timedelta(seconds=lease))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
