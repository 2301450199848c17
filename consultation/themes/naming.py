"""Models on the office's own machine, both off unless a setting names them: sentence embeddings, and names for themes.

A theme's name may be asked of an OpenAI-compatible endpoint. It must lie on this machine or in the office's own
network: an address of the internet is refused. It gets the key phrases and five comments of a theme, personal data
masked, and nothing else. What it answers is used only where it is a short Thai name unlike the others'; themes named so
are marked.
"""

import ipaddress
import json
import socket
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import regex

from consultation.settings import Settings
from consultation.themes.wording import refused, said
from nlp.clean import canonical
from nlp.embeddings import Embed, NoModel, from_folder
from nlp.grouped import Grouping, Theme
from nlp.personal import mask

__all__ = ["embedder", "named"]

LONGEST = 40  # letters of a name
LONGEST_COMMENT = 300
TIMEOUT = aiohttp.ClientTimeout(total=60)
_THAI = regex.compile(r"[\p{Thai}\p{N} ·./()-]*\p{Thai}[\p{Thai}\p{N}\p{Latin} ·./()-]*")


def embedder(settings: Settings) -> Embed | None:
    """Return the embeddings of the folder that the settings name, loaded once; None where they name none.

    Raises Refused where the folder cannot be used.
    """
    if not settings.embeddings_folder:
        return None
    try:
        return _loaded(settings.embeddings_folder)
    except NoModel as error:
        raise refused("embeddings", folder=error.folder, lacks=error.lacks) from error


@lru_cache(maxsize=1)
def _loaded(folder: str) -> Embed:
    return from_folder(Path(folder))


async def named(found: Grouping, comments: Sequence[str], settings: Settings) -> Grouping:
    """Return the grouping with the model's names where it gave good ones; as it was where the settings name no model.

    comments: those that were grouped. Themes of a taxonomy keep their categories' names. A model that cannot be
    reached, or answers anything else, changes nothing. Raises Refused for an address outside the office's network.
    """
    if not settings.naming_url:
        return found
    near(settings.naming_url)
    themes = list(found.themes)
    taken = {canonical(theme.label) for theme in themes}
    async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
        for place, theme in enumerate(themes):
            if theme.category is None:
                name = _usable(await _asked(http, theme, comments, settings), taken)
                if name:
                    taken.add(canonical(name))
                    themes[place] = replace(theme, label=name, named_by_model=True)
    return replace(found, themes=tuple(themes))


def near(url: str) -> None:
    """Refuse an address that is not on this machine or in a private network."""
    host = urlsplit(url).hostname or ""
    try:
        places = {info[4][0] for info in socket.getaddrinfo(host, None)} if host else set()
    except OSError:
        places = set()
    if not places or not all(_private(str(place)) for place in places):
        raise refused("naming_far", url=url)


def _private(address: str) -> bool:
    place = ipaddress.ip_address(address.partition("%")[0])
    return place.is_loopback or (place.is_private and not place.is_unspecified)


async def _asked(http: aiohttp.ClientSession, theme: Theme, comments: Sequence[str], settings: Settings) -> str:
    """What the model answers; empty where there is no answer."""
    quotes = "\n".join(f"- {mask(comments[index]).text[:LONGEST_COMMENT]}" for index in theme.representatives)
    asked = {
        "model": settings.naming_model,
        "temperature": 0,
        "max_tokens": 60,
        "messages": [
            {"role": "system", "content": said("naming", "task", longest=LONGEST)},
            {"role": "user", "content": said("naming", "given", phrases=", ".join(theme.phrases), quotes=quotes)},
        ],
    }
    key = settings.naming_key.get_secret_value()
    try:
        async with http.post(
            f"{settings.naming_url.rstrip('/')}/chat/completions",
            json=asked,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                return ""
            return _content(json.loads(await response.text()))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return ""


def _content(answer: Any) -> str:
    try:
        return str(answer["choices"][0]["message"]["content"])
    except (KeyError, IndexError, TypeError):
        return ""


def _usable(answer: str, taken: set[str]) -> str:
    """The name, if it is one: one line of Thai, short, without personal data, nobody else's, nothing empty."""
    name = answer.strip().strip("\"'“”*").strip()
    empty = any(word in name for word in said("naming", "empty").split())
    fits = len(name) <= LONGEST and "\n" not in name and _THAI.fullmatch(name)
    return name if fits and not empty and not mask(name).spans and canonical(name) not in taken else ""
