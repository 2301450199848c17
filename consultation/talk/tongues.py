"""The languages of a talk: which ones it offers, choosing one at any time, and saying visibly what is not translated.

Pure. A language is chosen by a button at the welcome, or after one of the words that ask for it (`language` in the
catalogues); what the platform tells of its user is only used to offer. See docs/decisions/0012-languages.md.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.forms.form import About, Choice, Form, Question, Texts, in_language, shown
from consultation.talk.model import Button, Incoming, Outgoing, Talk
from consultation.talk.wording import LANGUAGES, RIGHT_TO_LEFT, THAI, command, marked, named, own_name, say
from nlp import bidi, reply

COMMAND = "language"
DESK = "LANG"  # stands for the consultation in the data of a button that belongs to none

_TAP = re.compile(r"([A-Z0-9]{2,12})\.[0-9.]*l([0-9])")
_OUR_PAGE = re.compile(r"https?://[^/]+/c/[A-Z0-9]+(/privacy)?")
_TAG = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.[0-9]{1,3})?))?\s*")
_LONGEST_TAGS = 200
_ALIKE = {"en": "en", "th": "th", "ms": "ms", "zsm": "ms", "mfa": "ms"}  # primary subtags, ISO 639


@dataclass(frozen=True)
class Turn:
    """What an event has to do with languages. asks: show the choice; again: say what is open again, after `key`."""

    talk: Talk
    asks: bool = False
    again: bool = False
    key: str | None = None


def offered(form: Form, language: str = THAI) -> tuple[str, ...]:
    """Thai, every language that something asked is translated to, and the one in use, in the catalogues' order."""
    there = {each for question in form.questions if question.asked for each, text in question.label.items() if text}
    return tuple(each for each in LANGUAGES if each in there | {THAI, language})


def turn(form: Form, talk: Talk, incoming: Incoming) -> Turn:
    """Whether an event chooses a language, asks for the choice, or leaves it; else the talk goes on with it."""
    languages = offered(form, talk.language)
    if incoming.kind == "tap":
        tapped = _tapped(talk.code, incoming)
        if tapped is None:
            return Turn(_closed(talk))
        return _chosen(talk, incoming, tapped) if tapped in languages else Turn(_closed(talk), again=True)
    if incoming.kind != "text" or _is_choice(form, talk, incoming.text):
        return Turn(_closed(talk))
    word = command(incoming.text, talk.language)
    if word == COMMAND:
        return Turn(talk.model_copy(update={"choosing": True}), asks=True)
    typed = _typed(talk, incoming.text, languages)
    if typed is not None:
        return _chosen(talk, incoming, typed)
    if talk.choosing and word is None:
        return Turn(_closed(talk), again=True, key="language_kept")
    return Turn(_closed(talk))


def question(form: Form, talk: Talk) -> Outgoing:
    """Which language: asked in each of them, each by its own name."""
    languages = offered(form, talk.language)
    buttons = (_button(talk, each, number) for number, each in enumerate(languages, 1))
    text = "\n".join(say("language_ask", each) for each in languages)
    return Outgoing(key="language_ask", text=text, buttons=tuple(buttons))


def controls(form: Form, talk: Talk) -> tuple[Button, ...]:
    """The languages to change to, as controls of the welcome: the one that the platform tells of comes first."""
    others = [each for each in offered(form, talk.language) if each != talk.language]
    return tuple(_button(talk, each) for each in sorted(others, key=lambda each: each != talk.reads))


def offer(form: Form, talk: Talk) -> str:
    """A sentence in the language that the platform tells of, that it may be chosen; empty once another than Thai is."""
    wanted = talk.reads if talk.language == THAI != talk.reads else ""
    return say("language_offer", wanted) if wanted in offered(form) else ""


def told(texts: Texts, language: str, text: str | None = None) -> str:
    """A text of the form in a language; in Thai and marked so where it has none. text: the same, already filled in."""
    found, fallback = shown(texts, language)
    text = found if text is None else text
    return marked(text, language) if fallback else text


def brief(question: Question, language: str) -> str:
    """A question's short name for summaries and lists; unmarked Thai where the language has neither name nor label."""
    return (
        question.short.get(language)
        or question.label.get(language)
        or in_language(question.short, THAI)
        or (in_language(question.label, THAI))
    )


def untranslated(choices: Iterable[Choice], language: str) -> list[str]:
    """The line that says that some choices are in Thai, as labels have no room for a mark; none where none is."""
    return [say("choices_in_thai", language)] if any(shown(each.label, language)[1] for each in choices) else []


def title(form: Form, language: str, thai: str) -> str:
    """What a consultation is about: its form's translated title, unless the officer called it otherwise (`thai`)."""
    own = form.title.get(language) if thai == form.title.get(THAI) else None
    return own or told({THAI: thai}, language)


def cluster(about: About, language: str) -> str:
    """The cluster's name."""
    return about.clusters.get(language) or about.cluster


def spoken(messages: Sequence[Outgoing], language: str) -> tuple[Outgoing, ...]:
    """A turn as it is sent: with its language, Jawi laid out from the right, our pages in that language."""
    return tuple(_spoken(message, language) for message in messages)


def best(tags: str) -> str:
    """The first of our languages that a platform's tag ("en-GB") or an Accept-Language header prefers; "" for none.

    Only what the first preference says counts: whoever reads Thai first is offered nothing else.
    """
    weighed = [(float(found[2] or 1), found[1]) for part in tags[:_LONGEST_TAGS].split(",") if (found := _tag(part))]
    ordered = [tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if weight > 0]
    return _ours(ordered[0]) if ordered else ""


def language_tap(code: str, language: str) -> str:
    """The data of a button that changes a consultation's talk to a language, whatever is open there."""
    return f"{code}.0.0.l{LANGUAGES.index(language)}"


def at_desk(language: str, incoming: Incoming) -> tuple[Outgoing, ...]:
    """The choice among all languages, where it is asked for and no consultation is meant; nothing otherwise."""
    if incoming.kind != "text" or command(incoming.text, language) != COMMAND:
        return ()
    text = "\n".join(say("language_ask", each) for each in LANGUAGES)
    buttons = (Button(label=own_name(each), data=f"{DESK}.l{LANGUAGES.index(each)}") for each in LANGUAGES)
    return (Outgoing(key="language_ask", text=text, controls=tuple(buttons)),)


def chosen_at_desk(incoming: Incoming) -> str | None:
    """The language that a button of `at_desk` means, or None."""
    return _tapped(DESK, incoming) if incoming.kind == "tap" else None


def _chosen(talk: Talk, incoming: Incoming, language: str | None) -> Turn:
    assert language is not None
    tap = {"last_tap": incoming.data, "last_tap_at": incoming.at} if incoming.kind == "tap" else {}
    changed = talk.model_copy(update={"language": language, "choosing": False, **tap})
    welcome = talk.stage in ("welcome", "declined")
    key = None if welcome else "language_kept" if language == talk.language else "language_set"
    return Turn(changed, again=True, key=key)


def _typed(talk: Talk, text: str, languages: tuple[str, ...]) -> str | None:
    """The language that a message names: by number only where the numbers on the screen are those of languages."""
    if talk.choosing:
        meant = reply.choose(text, [own_name(each) for each in languages])
        if meant.kind == "chosen" and len(meant.indices) == 1:
            return languages[meant.indices[0]]
    return named(text, languages) if talk.choosing or talk.stage in ("welcome", "declined") else None


def _tapped(code: str, incoming: Incoming) -> str | None:
    found = _TAP.fullmatch(incoming.data)
    if found is None or found[1] != code or int(found[2]) >= len(LANGUAGES):
        return None
    return LANGUAGES[int(found[2])]


def _closed(talk: Talk) -> Talk:
    return talk.model_copy(update={"choosing": False}) if talk.choosing else talk


def _is_choice(form: Form, talk: Talk, text: str) -> bool:
    """Whether the text is, word for word, a choice of the open question: then it speaks of no language."""
    asked = form.question((talk.at or "").partition("[")[0]) if talk.stage == "asking" and not talk.choosing else None
    return asked is not None and any(text.strip() in choice.label.values() for choice in asked.choices)


def _button(talk: Talk, language: str, number: int | None = None) -> Button:
    data = f"{talk.code}.{talk.revision}.{talk.turn}.l{LANGUAGES.index(language)}"
    return Button(label=own_name(language), data=data, number=number)


def _spoken(message: Outgoing, language: str) -> Outgoing:
    changes: dict[str, object] = {"language": language}
    if language in RIGHT_TO_LEFT:
        changes["text"] = bidi.led(message.text)
    if language != THAI and message.link and _OUR_PAGE.fullmatch(message.link):
        changes["link"] = f"{message.link}?lang={language}"
    return message.model_copy(update=changes)


def _tag(part: str) -> re.Match[str] | None:
    return _TAG.fullmatch(part)


def _ours(tag: str) -> str:
    exact = next((each for each in LANGUAGES if each.lower() == tag.lower()), None)
    return exact or _ALIKE.get(tag.lower().partition("-")[0], "")
