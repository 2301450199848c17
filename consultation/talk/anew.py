"""Opening a talk again: choosing an answer to correct, or beginning from the first question.

What was sent counts until it is sent again; the talk lays it by until then.
"""

from datetime import datetime

from consultation.forms.form import Form
from consultation.talk import checking, moves
from consultation.talk.here import Here
from consultation.talk.model import Step, Talk

_KEPT = {"code", "receipt", "language", "reads", "meeting", "turn", "albums", "sent", "sent_ballots"}


def reopen(form: Form, talk: Talk, now: datetime) -> Step:
    """Choose an answer to correct, from wherever the talk stands."""
    return checking.reopened(Here(form, laid_by(talk), now))


def restart(form: Form, talk: Talk, now: datetime) -> Step:
    """Ask the first question again and forget the answers."""
    kept = laid_by(talk).model_dump(include=_KEPT)
    return moves.go_on(Here(form, Talk(**kept, revision=form.revision, stage="asking", began=now), now))


def laid_by(talk: Talk) -> Talk:
    """The same talk, with what was sent laid by when it is opened again."""
    if talk.stage != "done":
        return talk
    return talk.model_copy(update={"sent": talk.answers, "sent_ballots": talk.ballots})
