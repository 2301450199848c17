"""What a broadcast says: checked before it is kept, put together for each language, and named by a digest."""

import hashlib
import json
from collections.abc import Mapping

from consultation.errors import refused
from consultation.talk import tongues
from consultation.talk.caller import tag
from consultation.talk.model import Button, Outgoing
from consultation.talk.readable import cut
from consultation.talk.wording import LANGUAGES, THAI, button, marked, own_name, say

MOST = 1000  # characters of a text: with the words around it one message on every channel
STOP = "no_news"  # the act of `talk.aside` behind the button that every broadcast carries
_LONGEST_LINK = 900


def checked(texts: Mapping[str, str], link: str) -> tuple[dict[str, str], str]:
    """Texts by language without empty ones, and the link. Raises Refused."""
    kept = {language: texts[language].strip() for language in LANGUAGES if texts.get(language, "").strip()}
    kept = {language: text.replace("\r\n", "\n").replace("\x00", "") for language, text in kept.items()}
    if THAI not in kept:
        raise refused("broadcast_no_text")
    for language, text in kept.items():
        if len(text) > MOST:
            raise refused("broadcast_long", language=own_name(language), length=len(text), most=MOST)
    link = link.strip()
    good = link.startswith(("https://", "http://")) and not set(link) & set(" \t\r\n\x00")
    if link and (not good or len(link) > _LONGEST_LINK):
        raise refused("broadcast_link", link=cut(link, 80))
    return kept, link


def digest(texts: Mapping[str, str], link: str, starts: str) -> str:
    """The same for two broadcasts that read the same. starts: the start code that is offered, or nothing."""
    words = {language: " ".join(text.split()) for language, text in texts.items()}
    content = json.dumps([words, link, starts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def turn(texts: Mapping[str, str], link: str, starts: str, language: str) -> tuple[Outgoing, ...]:
    """The message in a language: the text (Thai and marked so where there is no other), how to begin, how to stop."""
    language = language if language in LANGUAGES else THAI
    text = texts[language] if language in texts else marked(texts[THAI], language)
    parts = [text, say("news_start", language, code=starts) if starts else "", say("news_stop", language)]
    begin = (Button(label=button("start", language), data=f"{starts}.go"),) if starts else ()
    stop = Button(label=button(STOP, language), data=tag(STOP))
    said = Outgoing(
        key="broadcast", text="\n\n".join(part for part in parts if part), link=link or None, controls=(*begin, stop)
    )
    return tongues.spoken((said,), language)
