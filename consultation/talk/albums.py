"""Several pictures sent as one (a LINE image set, a Telegram album) are one answer: the first of them. Pure.

They come as events of their own, in any order, perhaps long after each other. Whichever comes first answers at once;
one that stood before it takes its place; the others are no answers to whatever is asked meanwhile.
"""

from consultation.talk import understand
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Taken
from consultation.talk.model import Album, Answered, Incoming, Media, Outgoing, Step
from consultation.talk.question import question

REMEMBERED = 8


def noted(here: Here, media: Media | None, answers: str = "") -> Here:
    """The same with an album remembered by its first part to come. answers: the question that it answers, if any."""
    if media is None or not media.album:
        return here
    others = {id: album for id, album in here.talk.albums.items() if id != media.album}
    last = dict(list(others.items())[-(REMEMBERED - 1) :])
    return here.moved(albums={**last, media.album: Album(question=answers, part=media.part)})


def other_part(here: Here, incoming: Incoming, *, late: bool) -> Step | None:
    """Take a further part of an album that is known; None for anything else. That only one is kept is said once."""
    media = incoming.media
    known = here.talk.albums.get(media.album) if media is not None and media.album else None
    if media is None or known is None:
        return None
    if late or not known.question or here.talk.stage not in ("asking", "review"):
        return Step(talk=here.talk)
    told = known.model_copy(update={"told": True})
    before = here.moved(albums={**here.talk.albums, media.album: told})
    answer = _earlier(before, incoming, media, known)
    if answer is not None:
        told = told.model_copy(update={"part": media.part})
        before = before.answering({**before.talk.answers, answer.question: answer.value})
        before = before.moved(albums={**here.talk.albums, media.album: told})
    say: tuple[Outgoing, ...] = () if known.told or here.talk.paused else (before.plain("media_one"),)
    if say and before.talk.stage == "asking" and before.open is not None:
        say = question(before, before=say)
    return Step(talk=before.talk, answers=(answer,) if answer else (), outgoing=say)


def _earlier(here: Here, incoming: Incoming, media: Media, known: Album) -> Answered | None:
    """The part as the answer, when it stood before the one that was taken."""
    slot = here.slot(known.question)
    if slot is None or media.part >= known.part or not here.talk.answers.get(known.question):
        return None
    meant = understand.sent(here, slot, incoming)
    if not isinstance(meant, Taken):
        return None
    return Answered(question=slot.key, value=meant.value, raw=meant.raw, at=incoming.at)
