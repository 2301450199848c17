"""What a citizen may say at any time that answers no question: their rights, help, another subject, beginning again.

Recognised before the talk is asked, on every channel, with or without a consultation open. A whole message counts, not
a word in it; the four words about one's own data are understood with a slip of the finger too, because each of them
only shows or asks first.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from consultation import clock
from consultation.forms.form import in_language
from consultation.talk import (
    amend,
    answering,
    claim,
    desk,
    drafted,
    follow,
    invited,
    link,
    news,
    parting,
    remind,
    rights,
    step,
)
from consultation.talk.caller import TAG, Caller, Heard, tag
from consultation.talk.model import Incoming
from consultation.talk.offers import buttons, chosen, missed
from consultation.talk.wording import command, folded, typed_as
from nlp.spelling import clusters, distance

Act = Callable[[Caller, tuple[str, ...], Incoming], Heard]

OWN_DATA = ("data", "correct", "forget", "consents")
FOLLOWING = ("follow", "following", "unfollow", "follow_again")
_LONGEST = 60  # characters of a typed command
_LONG_ENOUGH = 7  # clusters of a word in which one slip leaves no doubt


def menu(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """List the consultations that are open."""
    return desk.menu(caller, incoming)


def help(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """How to answer, whom to call, and a button for everything that may be said at any time."""
    controls = [caller.control(verb, verb) for verb in (*OWN_DATA, "claim", "link", "restart", "menu")]
    more = caller.message("help_rights").model_copy(update={"controls": (*caller.resume(), *controls)})
    opened = caller.talk(caller.active())
    own = step.guidance(opened.form, opened.talk, clock.now()) if opened is not None else ()
    return Heard((caller.message("help"), *own, more))


# A verb that is typed or stands in a button's data, and what does it. A new one needs its words in the catalogue.
ACTS: Mapping[str, Act] = {
    "data": rights.data,
    "correct": amend.correct,
    "forget": parting.ask,
    "consents": rights.consents,
    "withdraw": rights.withdraw,
    "claim": claim.claim,
    "menu": menu,
    "restart": amend.restart,
    "note": amend.note,
    "remind": remind.choose,
    "no_news": news.stop,
    "follow": follow.follow,
    "following": follow.following,
    "unfollow": news.unfollow,
    "follow_again": follow.again,
    "link": link.link,
    "unlink": link.unlink,
    "invited": invited.act,
    "said": answering.tapped,
    "draft": drafted.act,
    "draft_list": drafted.act,
    "draft_comment": drafted.act,  # without a number: which section is asked
    "help": help,
}
DRAFTS = ("draft", "draft_list", "draft_comment")
TYPED = (*OWN_DATA, "claim", "menu", "restart", "no_news", *FOLLOWING, "link", "unlink", *DRAFTS, "help")


def choice(caller: Caller, incoming: Incoming) -> Incoming:
    """The event, or what it stands for: a typed number or label chooses from what was offered last, words with a number
    name a section of the draft."""
    data = chosen(caller.contact.offered, incoming.text) if incoming.kind == "text" else None
    tapped = incoming if data is None else incoming.model_copy(update={"kind": "tap", "data": data, "text": ""})
    return drafted.meant(caller, tapped)


def hear(caller: Caller, incoming: Incoming) -> Heard | None:
    """Answer what is no answer to a question; None when it is something else."""
    if incoming.kind == "tap":
        return _tapped(caller, incoming)
    if incoming.kind == "hello":  # what a link carried
        return invited.typed(caller.acting(), incoming)
    if incoming.kind != "text":
        return None
    verb = _verb(caller, incoming.text)
    if verb is not None:
        return ACTS[verb](caller.acting(), (), incoming)
    if not _is_choice(caller, incoming.text) and (heard := _code(caller.acting(), incoming)) is not None:
        return heard
    acting = caller.acting()
    return (
        _awaited(acting, incoming)
        or follow.awaited(acting, incoming)
        or (None if _is_choice(caller, incoming.text) else answering.typed(acting, incoming))
        or answering.awaited(acting, incoming)
        or _missed(caller, incoming)
    )


def _code(caller: Caller, incoming: Incoming) -> Heard | None:
    """What a typed code opens. Those of trials first: they are known, and have the shape of codes that link."""
    return news.trial(caller, incoming) or link.typed(caller, incoming) or invited.typed(caller, incoming)


def _tapped(caller: Caller, incoming: Incoming) -> Heard | None:
    of, *parts = incoming.data.split(".")
    act = ACTS.get(parts[0]) if of == TAG and parts else None
    return act(caller.acting(), tuple(parts[1:]), incoming) if act is not None else None


def _verb(caller: Caller, text: str) -> str | None:
    """What a typed message asks for; a choice of the open question, word for word, goes before help and the like."""
    if len(text) > _LONGEST:
        return None
    found = command(text, caller.language) or command(text)
    if found == "pause" and follow.stops(caller):
        found = "unfollow"
    if found not in TYPED:
        found = _own_data(text)
    return None if found is None or (found not in OWN_DATA and _is_choice(caller, text)) else found


@lru_cache(maxsize=512)
def _own_data(text: str) -> str | None:
    """One of the four about one's own data, after words of asking and with a slip of the finger.

    Kept for a while: many answer with the same few numbers and words.
    """
    said = folded(text)
    for opening in _openings():
        if said.startswith(opening) and (meant := command(said.removeprefix(opening))) in OWN_DATA:
            return meant
    close = {verb for verb, word in _own_words() if _alike(said, word) and distance(said, word) <= 1}
    return close.pop() if len(close) == 1 else None


def _alike(said: str, word: str) -> bool:
    """Whether it is worth measuring how far they are apart."""
    return abs(len(said) - len(word)) <= 3 and len(set(word) & set(said)) >= len(set(word)) - 3


@cache
def _openings() -> tuple[str, ...]:
    return tuple(sorted(typed_as("openings"), key=len, reverse=True))


@cache
def _own_words() -> tuple[tuple[str, str], ...]:
    pairs = [(verb, folded(word)) for verb in OWN_DATA for word in typed_as(verb)]
    return tuple((verb, word) for verb, word in pairs if len(clusters(word)) >= _LONG_ENOUGH)


def _is_choice(caller: Caller, text: str) -> bool:
    opened = caller.talk(caller.active())
    if opened is None or opened.talk.stage != "asking" or opened.talk.at is None:
        return False
    question = opened.form.question(opened.talk.at.partition("[")[0])
    labels = [in_language(choice.label, opened.talk.language) for choice in question.choices] if question else []
    return text.strip() in labels


def _awaited(caller: Caller, incoming: Incoming) -> Heard | None:
    """A note, or the details of a request, that were asked for: whatever is typed next."""
    for begin, act in ((tag("note", ""), amend.note), (tag("claim", ""), claim.claim)):
        kept = caller.contact.offered or ()
        waiting = next((data for data, label, _ in kept if data.startswith(begin) and not label), None)
        if waiting is not None:
            return act(caller, tuple(waiting.removeprefix(begin).split(".")), incoming)
    return None


def _missed(caller: Caller, incoming: Incoming) -> Heard | None:
    """A number beyond the list that was shown last is asked again: it must not answer something else."""
    if not missed(caller.contact.offered, incoming.text):
        return None
    numbered, controls = buttons(caller.contact.offered)
    again = caller.message("menu_number", count=len(numbered))
    again = again.model_copy(update={"buttons": numbered, "controls": controls})
    return Heard((again,), offered=caller.contact.offered)
