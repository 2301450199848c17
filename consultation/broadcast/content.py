"""What a broadcast says: checked before it is kept, put together for each language, and named by a digest."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from consultation.errors import refused
from consultation.talk import tongues
from consultation.talk.caller import tag
from consultation.talk.model import Button, Outgoing
from consultation.talk.readable import cut
from consultation.talk.wording import LANGUAGES, THAI, button, marked, own_name, say, set_in

MOST = 1000  # characters of a text: with the words around it one message on every channel
# The acts of `talk.aside` behind the button that every broadcast carries: of all news, or of what one follows.
STOP, UNFOLLOW = "no_news", "unfollow"
_HOW = {STOP: "news_stop", UNFOLLOW: "news_unfollow"}
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


def stop_of(kind: str) -> str:
    """The act behind the button that ends what a broadcast to this audience belongs to: following, or all news."""
    return UNFOLLOW if kind == "subscribers" else STOP


def turn(texts: Mapping[str, str], link: str, starts: str, language: str, stop: str = STOP) -> tuple[Outgoing, ...]:
    """The message in a language: the text (Thai and marked so where there is no other), how to begin, how to stop.

    stop: as `stop_of` gives it.
    """
    language = language if language in LANGUAGES else THAI
    text = texts[language] if language in texts else marked(texts[THAI], language)
    parts = [text, say("news_start", language, code=starts) if starts else "", say(_HOW[stop], language)]
    begin = (Button(label=button("start", language), data=f"{starts}.go"),) if starts else ()
    text = "\n\n".join(part for part in parts if part)
    said = Outgoing(key="broadcast", text=text, link=link or None, controls=(*begin, stopping(stop, language)))
    return tongues.spoken((said,), language)


def several(lines: Sequence[tuple[str, str, str]], language: str, stop: str) -> tuple[Outgoing, ...]:
    """One message about several consultations that were held back.

    lines: of each what is said, its start code, if it can be begun, and its address.
    """
    language = language if language in LANGUAGES else THAI
    each = [f"• {set_in(text, language)}\n{address}" for text, _, address in lines]
    text = "\n\n".join([say("news_several", language, count=len(lines)), *each, say(_HOW[stop], language)])
    begin = tuple(
        Button(label=f"{button('start', language)} {code}", data=f"{code}.go") for _, code, _ in lines if code
    )
    said = Outgoing(key="broadcast", text=text, controls=(*begin, stopping(stop, language)))
    return tongues.spoken((said,), language)


def stopping(stop: str, language: str) -> Button:
    """The button that stops, as `stop_of` says what."""
    return Button(label=button(stop, language), data=tag(stop))
