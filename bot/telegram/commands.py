"""The command menu of the bot and what it says of itself, by language; each command is a word that the talk knows."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# A language code of Telegram's; the empty one is for everybody who has no menu of their own, which is Thai.
CODES = {"": "th", "en": "en", "ms": "ms"}


@dataclass(frozen=True)
class Introduction:
    """commands: name and what it does, in order. long: for an empty chat (512); short: for the profile (120)."""

    commands: tuple[tuple[str, str], ...]
    long: str
    short: str

    def as_json(self) -> list[dict[str, str]]:
        """The commands as setMyCommands takes them."""
        return [{"command": name, "description": about} for name, about in self.commands]


@cache
def introduction(language: str) -> Introduction:
    """What the bot is introduced with in one of our languages."""
    words = tomllib.loads((files("bot.telegram") / "commands.toml").read_text(encoding="utf-8"))[language]
    return Introduction(tuple(words["commands"].items()), words["long"], words["short"])
