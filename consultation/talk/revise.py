"""An answer changed, or taken back, by changing the message that gave it, wherever the talk stands meanwhile. Pure.

`edited` gives None where nothing changes; neither ever raises. docs/decisions/0015-events.md says what is chosen, why.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consultation.forms.form import Form, Question
from consultation.forms.logic import Slot
from consultation.talk import albums, checking, compose, moves, understand, voting
from consultation.talk.here import SITTINGS, Here
from consultation.talk.kinds.kind import Ask, Taken
from consultation.talk.model import Answered, Ballot, Incoming, Outgoing, Step, Talk
from consultation.talk.readable import cut

SHOWN = 60  # characters of an answer in a sentence about it

Before = tuple[str | None, str]  # an answer as it was: its value and what was typed


def edited(
    form: Form, talk: Talk, key: str, before: Before, incoming: Incoming, now: datetime, part: int | None = None
) -> Step | None:
    """The answer under `key` becomes what its message says now. After the close it is kept as late, and not counted.

    part: which of an album's the message gave, and alone changes. None: nothing that can be seen has changed, or the
    question is not asked any more.
    """
    here = Here(form, talk, min(incoming.at, now))
    meant = _meant(here, key, incoming)
    if meant is None:
        return None
    if isinstance(meant, Ask):
        return Step(talk=talk, outgoing=(here.plain("edit_unclear", answer=_short(before[1])),))
    value, raw, changes = meant
    whole = (value, raw) if part is None else albums.put(before, part, value or "", raw)
    if whole == before:
        return None
    answer = Answered(question=key, value=value, raw=raw, at=incoming.at)
    if _closed(here):
        late = answer.model_copy(update={"late": True})
        return Step(talk=talk, answers=(late,), outgoing=(compose.closed(here, kept=True),))
    answer = answer.model_copy(update={"value": whole[0], "raw": whole[1]})
    after = here.moved(**changes) if changes else here.answering({**talk.answers, key: answer.value})
    key_of = "edited_sent" if talk.stage == "done" else "edited"
    said = here.plain(key_of, answer=_short(answer.raw or _read(here, key, answer.value or "")))
    return _where_it_stood(after, (answer,), said, again=False)


def unsaid(form: Form, talk: Talk, key: str, now: datetime) -> Step:
    """The question under `key` has no answer any more. Nothing is said unless the talk needs the answer again."""
    here = Here(form, talk, now)
    part = voting.part_of(form, key)
    answers = {of: value for of, value in talk.answers.items() if of != key}
    after = here.moved(**_without(talk, *part)) if part is not None else here.answering(answers)
    after = after.moved(path=tuple(of for of in talk.path if of != key))
    return _where_it_stood(after, (), here.plain("unsent_again"), again=True)


def _where_it_stood(after: Here, answers: tuple[Answered, ...], said: Outgoing, *, again: bool) -> Step:
    """Go on from where the talk stands. again: `said` is worth saying only before a question or a list."""
    talk = after.talk
    if talk.stage == "done":
        worked_out = checking.calculated(after)
        return Step(talk=talk, answers=(*answers, *worked_out), outgoing=() if again else (said,))
    moved = talk.stage in ("review", "correcting") or (talk.stage == "asking" and after.open is None)
    if talk.paused or _closed(after) or not moved:
        return Step(talk=talk, answers=answers, outgoing=() if again else (said,))
    on = moves.go_on(after.moved(returning=talk.returning or talk.stage != "asking"))
    return Step(talk=on.talk, answers=answers, outgoing=compose.few((said, *on.outgoing)))


def _meant(here: Here, key: str, incoming: Incoming) -> tuple[str | None, str, Mapping[str, Any]] | Ask | None:
    """The value, what was typed, and what else of the talk changes; None where it cannot be an answer."""
    part = voting.part_of(here.form, key)
    if part is not None:
        return _in_ballot(here, *part, incoming)
    slot = here.slot(key)
    if slot is None or slot.question.type in SITTINGS:
        return None
    asked = here.moved(stage="asking", at=key, picked=(), meant=())
    meant = understand.sent(asked, slot, incoming) if incoming.media or incoming.place else None
    if meant is None and incoming.text.strip():
        meant = understand.typed(asked, slot, incoming.text)
    if isinstance(meant, Taken):
        return meant.value, meant.raw, {}
    return understand.need(asked, slot) if meant is None else _whole(asked, slot, meant)


def _whole(asked: Here, slot: Slot, meant: understand.Understood) -> tuple[str | None, str, Mapping[str, Any]] | Ask:
    """Several choices typed at once are the whole answer: nobody is asked for more of them after the fact."""
    if not isinstance(meant, understand.Picked):
        return meant if isinstance(meant, Ask) else (meant.value, meant.raw, {})
    done = understand.finished(asked.moved(picked=meant.names), slot)
    return (done.value, done.raw, {}) if isinstance(done, Taken) else understand.need(asked, slot)


def _in_ballot(
    here: Here, question: Question, part: str, incoming: Incoming
) -> tuple[str | None, str, Mapping[str, Any]] | Ask | None:
    """A vote that was typed, or a statement of one's own."""
    ballot, slot = here.talk.ballots.get(question.name, Ballot()), here.slot(question.name)
    own = part == voting.OWN
    if slot is None or not (own or int(part) in ballot.served):
        return None
    at = len(ballot.served) if own else ballot.served.index(int(part))
    ballots = {**here.talk.ballots, question.name: ballot.model_copy(update={"at": at})}
    sat = voting.VOTING.typed(here.moved(stage="asking", at=question.name, ballots=ballots), slot, incoming)
    found = next((answer for answer in sat.answers if answer.question == f"{question.name}:{part}"), None)
    if sat.missed or found is None:
        return Ask(*sat.say) if sat.say else None
    changed = sat.changes["ballots"][question.name].model_copy(update={"at": ballot.at})
    return found.value, found.raw, _with_ballot(here.talk, question.name, changed)


def _without(talk: Talk, question: Question, part: str) -> dict[str, Any]:
    ballot = talk.ballots.get(question.name, Ballot())
    if part == voting.OWN:
        return _with_ballot(talk, question.name, ballot.model_copy(update={"own": None}))
    votes = {id: vote for id, vote in ballot.votes.items() if str(id) != part}
    return _with_ballot(talk, question.name, ballot.model_copy(update={"votes": votes}))


def _with_ballot(talk: Talk, name: str, ballot: Ballot) -> dict[str, Any]:
    """The change to the talk, with the question's own answer, which is how many statements were voted on."""
    value = str(len(ballot.votes)) if ballot.votes or ballot.own else None
    answers = {**talk.answers, name: value} if name in talk.answers else talk.answers
    return {"ballots": {**talk.ballots, name: ballot}, "answers": answers}


def _closed(here: Here) -> bool:
    closes_at = here.form.about.closes_at
    return closes_at is not None and here.now > closes_at


def _read(here: Here, key: str, value: str) -> str:
    slot = here.slot(key)
    return here.shown(slot.question, value) if slot is not None else value


def _short(text: str) -> str:
    return cut(" ".join(text.split()), SHOWN)
