"""What a reply says: "you said … we will …", a link, two buttons, and how to hear no more; in the person's language."""

from collections.abc import Mapping

from consultation.broadcast.content import STOP
from consultation.consult.models import Consultation
from consultation.replies.wording import refused
from consultation.settings import settings
from consultation.talk import tongues
from consultation.talk.caller import tag
from consultation.talk.model import Button, Outgoing
from consultation.talk.readable import cut
from consultation.talk.wording import LANGUAGES, THAI, button, marked, own_name, say

LONGEST = 240  # characters of what "we will": with the words around it still short
QUOTED = 80  # of what the person said
SAID = "said"  # the act of `talk.aside` behind the buttons
NOT_YET, FIXED, NOTE = "n", "y", "w"


def checked(texts: Mapping[str, str]) -> dict[str, str]:
    """What "we will" by language, without empty ones. Raises Refused."""
    kept = {language: " ".join(texts.get(language, "").replace("\x00", "").split()) for language in LANGUAGES}
    kept = {language: text for language, text in kept.items() if text}
    if THAI not in kept:
        raise refused("no_text")
    for language, text in kept.items():
        if len(text) > LONGEST:
            raise refused("text_long", language=own_name(language), n=len(text), most=LONGEST)
    return kept


def turn(of: Consultation, texts: Mapping[str, str], words: str, language: str, nonce: str) -> tuple[Outgoing, ...]:
    """The turn for one person. words: what they said, empty for whoever only chose; nonce: theirs alone."""
    language = language if language in LANGUAGES else THAI
    you = say("reply_you", language, text=cut(words, QUOTED)) if words.strip() else say(
        "reply_you_chose", language, title=cut(of.title, QUOTED)
    )  # fmt: skip
    we = texts[language] if language in texts else marked(texts[THAI], language)
    controls = (
        Button(label=button("not_yet", language), data=tag(SAID, nonce, NOT_YET)),
        Button(label=button("fixed", language), data=tag(SAID, nonce, FIXED)),
        Button(label=button(STOP, language), data=tag(STOP)),
    )
    text = "\n\n".join((you, we, say("reply_ask", language), say("news_stop", language)))
    said = Outgoing(key="reply", text=text, link=link(of.code), controls=controls)
    return tongues.spoken((said,), language)


def link(code: str) -> str:
    """Where people read what became of everything that was said."""
    return f"{settings().base_url.rstrip('/')}/c/{code}/follow-up"
