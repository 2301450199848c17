"""The words of the chat's page around the conversation, in the language of the talk; marked where one is Thai."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from consultation.talk.wording import LANGUAGES, THAI, marked


@cache
def words(language: str) -> Mapping[str, str]:
    """All words of the page, by key, in a language; any other than ours is Thai."""
    thai = _read(THAI)
    own = _read(language) if language in LANGUAGES else thai
    return {key: own.get(key) or marked(text, language) for key, text in thai.items()}


def _read(language: str) -> dict[str, str]:
    return tomllib.loads(resources.files("bot.web").joinpath(f"locale/{language}.toml").read_text(encoding="utf8"))
