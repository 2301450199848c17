"""What is done at the end: the review is sent or corrected, the list of answers is paged and chosen from."""

from collections.abc import Mapping

from consultation.forms.logic import parse_key
from consultation.talk import compose, moves
from consultation.talk.here import MOST_REPEATS, Here
from consultation.talk.model import Answered, Ballot, Incoming, Step, Talk
from consultation.talk.review import correcting, entries, pages, review
from consultation.talk.wording import button
from nlp import reply


def as_sent(talk: Talk) -> bool:
    """Whether a talk that was opened again says what was sent, word for word and vote for vote."""
    return talk.sent is not None and talk.sent == talk.answers and _said(talk.sent_ballots) == _said(talk.ballots)


def reopened(here: Here) -> Step:
    """The list of answers, opened from outside the talk."""
    changes = {"picked": (), "meant": (), "misses": 0, "paused": False, "choosing": False}
    done = _list(here.moved(**changes), page=0)
    before = (here.plain("correct_sent"),) if here.talk.sent is not None else ()
    return done.model_copy(update={"outgoing": (*before, *done.outgoing)})


def review_verb(here: Here, incoming: Incoming, name: str) -> Step | None:
    """Carry a control out at the review; None where it means nothing there."""
    if name == "send":
        sent = here.moved(stage="done", at=None, sent=None, sent_ballots={})
        return Step(talk=sent.talk, answers=calculated(here), outgoing=compose.closing(sent))
    if name in ("edit", "correct"):
        return _list(here, page=0)
    if name == "back" and here.talk.path:
        return moves.back(here)
    return None


def at_review(here: Here, incoming: Incoming, text: str) -> Step:
    """A typed message at the review."""
    verbs = ("send", "edit")
    meant = reply.choose(text, [button(verb, here.language) for verb in verbs])
    done = review_verb(here, incoming, verbs[meant.indices[0]]) if meant.kind == "chosen" else None
    return done or Step(talk=here.talk, outgoing=compose.few((here.plain("invalid", count=len(verbs)), *review(here))))


def correcting_verb(here: Here, name: str, number: int) -> Step | None:
    """Carry a control out at the list of answers; None where it means nothing there."""
    if name == "keep" and as_sent(here.talk):
        done = here.moved(stage="done", at=None, sent=None, sent_ballots={})
        return Step(talk=done.talk, outgoing=(here.plain("correct_unchanged", receipt=here.talk.receipt),))
    if name == "keep":
        return moves.go_on(here.moved(returning=here.following is None))
    if name == "next" and here.talk.page + 1 < pages(here):
        return _turned(here, page=here.talk.page + 1)
    if name == "previous" and here.talk.page:
        return _turned(here, page=here.talk.page - 1)
    found = entries(here)
    if name == "e" and 0 <= number < len(found):
        return moves.ask(here.moved(returning=True), found[number].slot)
    return None


def at_correcting(here: Here, text: str) -> Step:
    """A typed message at the list: the number or the name of an answer, from any page."""
    found = entries(here)
    meant = reply.choose(text, [entry.label for entry in found])
    if meant.kind == "chosen":
        return moves.ask(here.moved(returning=True), found[meant.indices[0]].slot)
    return Step(talk=here.talk, outgoing=(here.plain("invalid", count=len(found)), correcting(here)))


def _list(here: Here, *, page: int) -> Step:
    listed = here.moved(stage="correcting", turn=here.talk.turn + 1, page=page)
    return Step(talk=listed.talk, outgoing=(correcting(listed),))


def _turned(here: Here, *, page: int) -> Step:
    done = _list(here, page=page)
    return done.model_copy(update={"outgoing": compose.replacing(done.outgoing)})


def calculated(here: Here) -> tuple[Answered, ...]:
    """The values that come of themselves, to be stored with the answers; none for instances that are never asked."""
    return tuple(
        Answered(question=key, value=value, raw="", at=here.now)
        for key, value in here.scene.calculated().items()
        if all(number <= MOST_REPEATS for number in parse_key(key)[1])
    )


def _said(ballots: Mapping[str, Ballot]) -> dict[str, tuple[dict[int, str], str | None]]:
    return {name: (ballot.votes, ballot.own) for name, ballot in ballots.items()}
