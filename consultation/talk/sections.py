"""Going straight to the question on a section of a draft, from wherever a talk stands. Pure.

Saying which section one means chooses it, as the question "which sections" would have: the answer to that one is kept
with it, and what is asked afterwards goes on as ever.
"""

from datetime import datetime

from consultation.drafts import naming
from consultation.forms.form import Form, in_language
from consultation.talk import anew, compose, moves
from consultation.talk.here import Here
from consultation.talk.model import Answered, Step, Talk


def go(form: Form, talk: Talk, name: str, now: datetime) -> Step | None:
    """Ask about a section; before the start it is asked about as soon as the person starts. What was sent counts until
    it is sent again. None where the form has no such question."""
    here = Here(form, talk, now)
    if naming.place(name) is None or form.question(name) is None:
        return None
    if closed(here):
        return Step(talk=talk, outgoing=(compose.closed(here),))
    if talk.stage in ("welcome", "declined"):
        return Step(talk=talk.model_copy(update={"toward": name}), outgoing=compose.welcome(here))
    sent = talk.stage == "done"
    returning = talk.returning or talk.stage in ("done", "review", "correcting")
    opened = Here(form, anew.laid_by(talk), now).moved(stage="asking", returning=returning)
    done = _asked(opened, name)
    if done is None or not sent:
        return done
    return done.model_copy(update={"outgoing": compose.few((here.plain("correct_sent"), *done.outgoing))})


def first(here: Here) -> Step | None:
    """Ask first about the section whose link led here; None where none did."""
    name = here.talk.toward
    return _asked(here.moved(toward=""), name) if name else None


def chosen(here: Here, name: str) -> tuple[Here, tuple[Answered, ...]]:
    """The same with the section among those that are chosen, and the answer that this is; none where it was already."""
    place, talk = naming.place(name), here.talk
    pick = here.form.question(place.pick) if place is not None else None
    if place is None or pick is None:
        return here, ()
    before = (talk.answers.get(pick.name) or "").split()
    picked = talk.picked if talk.at == pick.name else ()
    wanted = {*before, *picked, place.choice}
    value = " ".join(choice.name for choice in pick.choices if choice.name in wanted)
    if place.choice in before:
        return here, ()
    choice = pick.choice(place.choice)
    raw = in_language(choice.label, here.language) if choice is not None else place.choice
    after = here.answering({**talk.answers, pick.name: value})
    return after, (Answered(question=pick.name, value=value, raw=raw, at=here.now),)


def closed(here: Here) -> bool:
    """Whether the window is over."""
    closes_at = here.form.about.closes_at
    return closes_at is not None and here.now > closes_at


def _asked(here: Here, name: str) -> Step | None:
    after, answers = chosen(here, name)
    slot = after.slot(name)
    if slot is None:
        return None
    fresh = {"paused": False, "choosing": False, "picked": (), "meant": (), "misses": 0, "toward": ""}
    done = moves.ask(after.moved(**fresh), slot)
    return done.model_copy(update={"answers": answers})
