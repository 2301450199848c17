"""An office with two LINE accounts and a Telegram bot, each on a double, and their accounts file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.doubles import LineDouble, TelegramDouble

LINE_SECRETS = {"first": "f" * 32, "second": "5" * 32}
BOT_SECRET = "s3cret_of-the-bot"
FILE = """
[[line]]
name = "first"
basic_id = "@000double"
channel_secret = "{first_secret}"
access_token = "{first_token}"
api_base = "{first}"
cluster = "current:10"

[[line]]
name = "second"
channel_secret_env = "SECOND_SECRET"
access_token_file = "second-token"
basic_id = "@000double"
api_base = "{second}"
cluster = "current:1"

[[telegram]]
name = "bot"
bot_name = "prachakhom_bot"
bot_token = "{bot_token}"
secret_token = "{bot_secret}"
api_base = "{bot}"
"""


@dataclass
class Platforms:
    """The doubles, and the accounts file that names them."""

    first: LineDouble
    second: LineDouble
    bot: TelegramDouble
    file: Path

    @property
    def secrets(self) -> list[str]:
        """What no command may ever print."""
        return [*LINE_SECRETS.values(), BOT_SECRET, self.first.token, self.second.token, self.bot.token]


@asynccontextmanager
async def platforms(folder: Path) -> AsyncIterator[Platforms]:
    """Started doubles and a written file in the folder; `SECOND_SECRET` is to stand in the environment."""
    async with (
        LineDouble(secret=LINE_SECRETS["first"], token="line-token-of-the-first") as first,
        LineDouble(secret=LINE_SECRETS["second"], token="line-token-of-the-second", name="ที่สอง") as second,
        TelegramDouble() as bot,
    ):
        values = {
            "first_secret": first.secret, "first_token": first.token, "first": first.url, "second": second.url,
            "bot_token": bot.token, "bot_secret": BOT_SECRET, "bot": bot.url,
        }  # fmt: skip
        (folder / "accounts.toml").write_text(FILE.format(**values), encoding="utf8")
        (folder / "second-token").write_text(second.token)
        yield Platforms(first, second, bot, folder / "accounts.toml")
