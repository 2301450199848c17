"""A comment that was written under a section on our own page: part of the one response, and counted at once. Pure.

Whoever had sent nothing yet has sent what they said so far; the questions that are left wait, as after any sending, and
are sent again when they are through. Nobody has to come to the chat for their comment to count.
"""

from datetime import datetime

from consultation.forms.form import Form
from consultation.talk import anew, checking, compose, moves, sections, understand
from consultation.talk.asking import sentence
from consultation.talk.here import Here
from consultation.talk.model import Answered, Incoming, Outgoing, Step, Talk
from consultation.talk.question import short
from consultation.talk.step import again
from consultation.talk.understand import Ask, Taken


def counted(form: Form, talk: Talk, name: str, incoming: Incoming, now: datetime) -> Step | None:
    """Let the words be the answer to a section's question. None where the form has no such question.

    The step ends a talk that had not been sent (`go_on` takes it up again); of one that had, the answer counts at once.
    After the close it is kept as late.
    """
    here = Here(form, talk, min(incoming.at, now))
    after, picked = sections.chosen(_begun(here), name)
    slot = after.slot(name)
    if slot is None:
        return None
    meant = understand.typed(after.moved(stage="asking", at=name, picked=(), meant=()), slot, incoming.text)
    if not isinstance(meant, Taken):
        asks = meant if isinstance(meant, Ask) else understand.need(after, slot)
        return Step(talk=talk, outgoing=(sentence(here, asks),))
    answer = Answered(question=name, value=meant.value, raw=meant.raw, at=incoming.at)
    if sections.closed(here):
        late = (answer.model_copy(update={"late": True}),)
        return Step(talk=talk, answers=late, outgoing=(compose.closed(here, kept=True),))
    said = _said(after.answering({**after.talk.answers, name: meant.value}), name)
    if talk.stage == "done" or talk.sent is None:
        ended = said.moved(stage="done", at=None, paused=False, toward="", picked=(), meant=())
        answers = (*picked, answer, *checking.calculated(ended))
        return Step(talk=ended.talk, answers=answers, outgoing=_thanks(ended, name), counted=talk.stage == "done")
    laid_by = _in_sent(here, name, meant.value)
    return Step(
        talk=said.moved(sent=laid_by.talk.answers).talk,
        answers=(*picked, answer, *checking.calculated(laid_by)),
        outgoing=_thanks(said, name),
        counted=True,
    )


def go_on(form: Form, before: Talk, done: Step, now: datetime) -> Step:
    """What comes after `counted`: the next question of a talk that had not been sent, else what was open before."""
    talk = done.talk
    if not done.answers or any(answer.late for answer in done.answers) or before.stage == "done":
        return Step(talk=talk)
    if before.sent is not None:
        here = Here(form, talk, now)
        answered = talk.stage == "asking" and (here.open is None or talk.at in {one.question for one in done.answers})
        return moves.go_on(here) if answered else again(form, talk, now)
    here = Here(form, anew.laid_by(talk), now).moved(stage="asking")
    return Step(talk=talk) if here.following is None else moves.go_on(here)


def _begun(here: Here) -> Here:
    if here.talk.stage in ("welcome", "declined"):
        return here.moved(stage="asking", at=None, began=here.talk.began or here.now)
    return here


def _in_sent(here: Here, name: str, value: str | None) -> Here:
    """What was sent, with the comment: what is being corrected beside it is nobody's answer yet."""
    talk = here.talk.model_copy(update={"answers": here.talk.sent or {}, "ballots": here.talk.sent_ballots})
    as_sent, _ = sections.chosen(Here(here.form, talk, here.now), name)
    return as_sent.answering({**as_sent.talk.answers, name: value})


def _said(here: Here, name: str) -> Here:
    path = (*(key for key in here.talk.path if key != name), name)
    return here.moved(path=path)


def _thanks(here: Here, name: str) -> tuple[Outgoing, ...]:
    slot = here.slot(name)
    title = short(here, slot) if slot is not None else name
    return (here.plain("section_kept", title=title, receipt=here.talk.receipt),)
