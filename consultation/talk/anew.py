"""A talk taken up once more: to correct an answer, or from the first question. Pure, like the step.

Of a talk that was sent, what was sent is remembered and counts until it is sent again.
"""

from datetime import datetime

from consultation.forms.form import Form
from consultation.talk import compose
from consultation.talk.model import Incoming, Step, Talk
from consultation.talk.step import step


def reopen(form: Form, talk: Talk) -> Step:
    """Choose an answer to correct, from wherever the talk stands."""
    moved = {"stage": "correcting", "turn": talk.turn + 1, "sent": _sent(talk), "picked": (), "paused": False}
    choosing = talk.model_copy(update=moved)
    before = (compose.plain("correct_sent", choosing),) if choosing.sent is not None else ()
    return Step(talk=choosing, outgoing=(*before, compose.correcting(form, choosing)))


def restart(form: Form, talk: Talk, now: datetime) -> Step:
    """Forget the answers and ask the first question, as after the welcome."""
    kept = talk.model_dump(include={"code", "receipt", "language", "turn"})
    fresh = Talk(**kept, revision=form.revision, sent=_sent(talk))
    return step(form, fresh, Incoming(kind="tap", at=now, data=compose.data(fresh, "start")), now)


def _sent(talk: Talk) -> dict[str, str | None] | None:
    return talk.answers if talk.stage == "done" else talk.sent
