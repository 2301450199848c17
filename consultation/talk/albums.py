"""Several pictures sent as one (a LINE image set, a Telegram album) are one answer that holds all of them. Pure.

They come as events of their own, in any order, perhaps long after each other. Whichever comes first answers the
question that is open, and the talk goes on; each of the others joins that answer, wherever the talk stands meanwhile,
at its place in the album. What joins an answer that was sent counts at once; after the close it stands apart as late.
"""

from collections.abc import Callable, Iterable

from consultation.talk import checking, compose, understand
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Taken
from consultation.talk.model import Album, Answered, Incoming, Media, Outgoing, Part, Step, Talk
from consultation.talk.question import question
from consultation.talk.understand import Understood

REMEMBERED = 8
MOST = 10  # parts of one answer: Telegram sends no more together (sendMediaGroup), and an officer looks at each
_OVER = ("welcome", "declined")


def begun(here: Here, incoming: Incoming, key: str, meant: Understood | None) -> Here:
    """The same with an album remembered by its first part to come.

    key: of the open question; meant: what the part is as an answer to it.
    """
    media = incoming.media
    if media is None or not media.album:
        return here
    known = here.talk.albums.get(media.album, Album(question=key))
    parts = _in_order((*known.parts, _part(incoming, meant))) if isinstance(meant, Taken) else known.parts
    return here.moved(albums=_with(here.talk, media.album, known.model_copy(update={"parts": parts})))


def begun_late(before: Talk, taken: Talk) -> Talk:
    """The talk as it was, with an album that began after the close."""
    late = {
        id: album.model_copy(update={"parts": tuple(one.model_copy(update={"late": True}) for one in album.parts)})
        for id, album in taken.albums.items()
        if id not in before.albums
    }
    return before.model_copy(update={"albums": {**before.albums, **late}}) if late else before


def seen(done: Step, incoming: Incoming) -> Step:
    """The step, with an album remembered that came where nothing was asked: it is answered once, not part by part."""
    media = incoming.media
    if media is None or not media.album or media.album in done.talk.albums:
        return done
    albums = _with(done.talk, media.album, Album())
    return done.model_copy(update={"talk": done.talk.model_copy(update={"albums": albums})})


def answers_open(here: Here, incoming: Incoming) -> bool:
    """Whether this is part of an album that answers the open question as it is."""
    slot = here.open if here.talk.stage == "asking" else None
    album = incoming.media is not None and incoming.media.album
    return bool(album and slot is not None and isinstance(understand.sent(here, slot, incoming), Taken))


def other_part(here: Here, incoming: Incoming, *, late: bool) -> Step | None:
    """Take a further part of an album that is known; None for anything else, and for a first one that answers."""
    media, talk = incoming.media, here.talk
    known = talk.albums.get(media.album) if media is not None and media.album else None
    if media is None or known is None:
        return None
    if not known.question or talk.stage in _OVER or media.reference in {one.reference for one in known.parts}:
        return Step(talk=talk)
    if late:
        return _late(here, incoming, known)
    if not _value(known.parts) and talk.at == known.question and answers_open(here, incoming):
        return None
    return _joined(here, incoming, known)


def changed(here: Here, answer: Answered, before: str) -> Step:
    """Let an answer take the place of what the same one was before, wherever the talk holds it; nothing is said."""
    talk, key = here.talk, answer.question
    changes = {}
    if _is(talk.answers, key, before):
        changes["answers"] = here.answering({**talk.answers, key: answer.value}).talk.answers
    counted = _as_sent(here) if _counts(talk, key, before) else None
    if counted is None:
        return Step(talk=talk.model_copy(update=changes), answers=(answer,))
    counted = counted.answering({**counted.talk.answers, key: answer.value})
    if talk.sent is not None:
        changes["sent"] = counted.talk.answers
    answers = (answer, *checking.calculated(counted))
    return Step(talk=talk.model_copy(update=changes), answers=answers, counted=True)


def without(talk: Talk, mark: str) -> Talk:
    """The talk in which a part of an album is not known any more, whose message was taken back."""
    return _each(talk, lambda one: None if one.message == mark else one)


def renewed(talk: Talk, mark: str, media: Media | None) -> Talk:
    """The talk in which a part of an album is another picture, because its message was changed."""
    if media is None:
        return talk
    new = {"reference": media.reference}
    return _each(talk, lambda one: one.model_copy(update=new) if one.message == mark else one)


def renewed_late(done: Step, mark: str, incoming: Incoming) -> Step:
    """The step of an edit after the close, whose new picture stands with the others that came late, at its own place.

    What is no part of an album that the talk remembers is left as it is.
    """
    answer = done.answers[0]
    for id, album in done.talk.albums.items():
        known = [one for one in album.parts if one.message == mark]
        if not known or not answer.value:
            continue
        new = known[-1].model_copy(update={"reference": answer.value, "raw": answer.raw, "late": True})
        others = (one for one in album.parts if one.message != mark or not one.late)
        after = album.model_copy(update={"parts": _in_order((*others, new))})
        talk = done.talk.model_copy(update={"albums": {**done.talk.albums, id: after}})
        return done.model_copy(update={"talk": talk, "answers": (_answer(after, incoming, late=True),)})
    return done


def put(before: tuple[str | None, str], part: int, value: str, raw: str) -> tuple[str, str]:
    """An answer's value and what came beside it, with one of its parts in place of what that was before."""
    parts, said = (before[0] or "").split(), before[1].split("\n")
    beside = [*said[:part], raw, *said[part + 1 :]] if len(said) == len(parts) else [raw or before[1]]
    return " ".join([*parts[:part], value, *parts[part + 1 :]]), "\n".join(beside)


def _joined(here: Here, incoming: Incoming, known: Album) -> Step:
    """The answer with one more part at its place, unless it was answered anew, or left, meanwhile."""
    key, before = known.question, _value(known.parts)
    counted = _counts(here.talk, key, before)
    if not counted and not _is(here.talk.answers, key, before):
        return Step(talk=here.talk)
    there = _as_sent(here) if counted else here
    slot = there.slot(key)
    meant = understand.sent(there, slot, incoming) if slot is not None else None
    if slot is None or not isinstance(meant, Taken):
        return _left_out(here, incoming, known, "album_unfit") if before else Step(talk=here.talk)
    parts = _in_order((*known.parts, _part(incoming, meant)))
    if not there.scene.accepts(slot, _value(parts)):
        return _left_out(here, incoming, known, "album_unfit")
    after = known.model_copy(update={"parts": parts})
    if _value(parts) == before:
        return _left_out(here, incoming, after, "album_full")
    done = changed(_remembering(here, incoming, after), _answer(after, incoming), before)
    if len(parts) > len(known.parts):
        return done
    told = _left_out(Here(here.form, done.talk, here.now), incoming, after, "album_full")
    return done.model_copy(update={"talk": told.talk, "outgoing": told.outgoing})


def _late(here: Here, incoming: Incoming, known: Album) -> Step:
    """A part that came after the close: kept apart, with the others that did; said once."""
    slot = here.slot(known.question)
    meant = understand.sent(here, slot, incoming) if slot is not None else None
    if not isinstance(meant, Taken):
        return Step(talk=here.talk)
    part = _part(incoming, meant).model_copy(update={"late": True})
    after = known.model_copy(update={"parts": _in_order((*known.parts, part))})
    if after.parts == known.parts:
        return Step(talk=here.talk)
    answer = _answer(after, incoming, late=True)
    first = not any(one.late for one in known.parts)
    say = (compose.closed(here, kept=True),) if first else ()
    return Step(talk=_remembering(here, incoming, after).talk, answers=(answer,), outgoing=say)


def _left_out(here: Here, incoming: Incoming, known: Album, key: str) -> Step:
    """Say once of an album that not all of it is kept. What is open is asked again, or its buttons would be gone."""
    talk = _remembering(here, incoming, known.model_copy(update={"told": True})).talk
    told = Here(here.form, talk, here.now)
    say: tuple[Outgoing, ...] = () if known.told or talk.paused else (told.plain(key, most=MOST),)
    if say and talk.stage == "asking" and told.open is not None:
        say = question(told, before=say)
    return Step(talk=talk, outgoing=say)


def _part(incoming: Incoming, meant: Understood | None) -> Part:
    assert incoming.media is not None and isinstance(meant, Taken)
    media = incoming.media
    return Part(place=media.part, reference=media.reference, raw=meant.raw, message=incoming.message)


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts as they stand in the album, no more than are kept of those in time and of those that came late."""
    ordered = sorted(parts, key=lambda one: one.place)
    kept = [one.reference for late in (False, True) for one in [one for one in ordered if one.late is late][:MOST]]
    return tuple(one for one in ordered if one.reference in kept)


def _answer(album: Album, incoming: Incoming, *, late: bool = False) -> Answered:
    parts = [one for one in album.parts if one.late is late]
    marks = [one.message for one in parts]
    return Answered(
        question=album.question,
        value=_value(parts, late=late),
        raw="\n".join(one.raw for one in parts if one.raw),
        at=incoming.at,
        late=late,
        message=" ".join(marks) if all(marks) else "",
    )


def _value(parts: Iterable[Part], *, late: bool = False) -> str:
    return " ".join(one.reference for one in parts if one.late is late)


def _is(answers: dict[str, str | None] | None, key: str, value: str) -> bool:
    """Whether this is the answer under a key; no parts are the answer where there is none, not where it was skipped."""
    return answers is not None and answers.get(key, "") == value


def _counts(talk: Talk, key: str, value: str) -> bool:
    return _is(talk.answers if talk.stage == "done" else talk.sent, key, value)


def _as_sent(here: Here) -> Here:
    talk = here.talk
    return here if talk.sent is None else here.moved(answers=talk.sent, ballots=talk.sent_ballots)


def _remembering(here: Here, incoming: Incoming, album: Album) -> Here:
    assert incoming.media is not None
    return here.moved(albums={**here.talk.albums, incoming.media.album: album})


def _with(talk: Talk, id: str, album: Album) -> dict[str, Album]:
    """The albums with one more as the newest; the oldest are forgotten."""
    others = [(of, one) for of, one in talk.albums.items() if of != id]
    return {**dict(others[-(REMEMBERED - 1) :]), id: album}


def _each(talk: Talk, change: Callable[[Part], Part | None]) -> Talk:
    """The talk with every part of its albums changed; None takes one out."""
    albums = {
        id: album.model_copy(update={"parts": tuple(one for part in album.parts if (one := change(part)) is not None)})
        for id, album in talk.albums.items()
    }
    return talk.model_copy(update={"albums": albums})
