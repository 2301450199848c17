"""Voting on statements: a question of many steps, pure and complete in itself (`sitting.Sitting`).

Some statements, one after the other, then the invitation to add one's own. Where a person stands is a `Ballot` of the
talk. Votes travel as answers named `question:12` (agree, disagree, pass), the text added as `question:own`; intake
hands both to consultation/opinion. The question's own answer is how many statements were voted on.

The statements come with the form in `About.statements`, put there by `hear` for this person at this moment.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

from consultation.forms.form import Form, Question, Served, in_language
from consultation.forms.logic import Slot
from consultation.opinion import text as texts
from consultation.talk.model import Answered, Ballot, Button, Incoming, Outgoing, Talk
from consultation.talk.sitting import Sat
from consultation.talk.wording import button, meaning
from nlp import reply
from nlp.clean import canonical
from nlp.personal import mask
from nlp.reply import negations
from nlp.reply_polar import side
from nlp.reply_shapes import endings

if TYPE_CHECKING:
    from consultation.talk.here import Here

VOTES = ("agree", "disagree", "pass")
OWN = "own"
MOST = 10  # statements in a sitting, where the form does not say
_ENOUGH = ("enough", "done")
_SIGNS = {"👍": "agree", "✅": "agree", "👎": "disagree", "❌": "disagree"}
_TONES = regex.compile(r"[\U0001f3fb-\U0001f3ff\ufe0f\s]")
_LONGEST_WORD = 40


def most(question: Question) -> int:
    """How many statements are served in one sitting: the parameter `most`."""
    given = question.parameters.get("most", "")
    return int(given) if given.isdecimal() and int(given) > 0 else MOST


def may_add(question: Question) -> bool:
    """Whether people are invited to add a statement of their own: the parameter `own`, yes unless it says no."""
    return question.parameters.get("own", "yes") != "no"


def part_of(form: Form, key: str) -> tuple[Question, str] | None:
    """The statements question that a stored answer belongs to and its part: a statement's number, or `own`."""
    name, colon, part = key.rpartition(":")
    question = form.question(name) if colon else None
    return (question, part) if question is not None and question.type == "statements" else None


@dataclass(frozen=True)
class _Now:
    """One moment of a ballot. served: the statements that can be shown, by number."""

    here: "Here"
    question: Question
    ballot: Ballot
    served: dict[int, Served]

    @property
    def talk(self) -> Talk:
        return self.here.talk

    @property
    def places(self) -> list[int]:
        """The places whose statement can still be shown: one may have been taken back meanwhile."""
        return [place for place, id in enumerate(self.ballot.served) if id in self.served]

    @property
    def open(self) -> Served | None:
        """The statement that is asked about now; None at the invitation."""
        place = next((place for place in self.places if place >= self.ballot.at), None)
        return None if place is None else self.served[self.ballot.served[place]]

    @property
    def before(self) -> int | None:
        """The place to go back to, None at the first."""
        end = len(self.ballot.served) if self.open is None else self.ballot.served.index(self.open.id)
        return max((place for place in self.places if place < end), default=None)

    def becomes(self, **changes: Any) -> dict[str, Any]:
        """The change to the talk that changes the ballot."""
        changed = self.ballot.model_copy(update=changes)
        return {"ballots": {**self.talk.ballots, self.question.name: changed}}

    def answered(self, part: str, value: str | None, raw: str, incoming: Incoming) -> Answered:
        return Answered(question=f"{self.question.name}:{part}", value=value, raw=raw, at=incoming.at)


class Voting:
    """The type `statements` as a question of many steps."""

    def opened(self, here: "Here", slot: Slot) -> Sat:
        """A ballot to begin; one that is corrected from its first statement on, or gone back to where it was left."""
        question, before = slot.question, here.talk.ballots.get(slot.question.name)
        served = here.form.about.statements.get(question.name, ())
        ballot = before or Ballot(served=tuple(one.id for one in served[: most(question)]))
        if before is not None:
            last = len(before.served) if may_add(question) else len(before.served) - 1
            ballot = before.model_copy(update={"at": 0 if here.talk.returning else max(0, min(before.at, last))})
        changes = {"ballots": {**here.talk.ballots, question.name: ballot}}
        if may_add(question) or not {one.id for one in served}.isdisjoint(ballot.served):
            return Sat(changes)
        return Sat(changes, over=True, value=_value(ballot), say=("vote_none", {}))

    def messages(self, here: "Here", slot: Slot, heading: str) -> tuple[Outgoing, ...]:
        """The open statement or the invitation; before the first statement the question itself."""
        now = _now(here, slot)
        asked = _invitation(now) if now.open is None else _statement(now, now.open)
        if now.open is None or now.before is not None or now.ballot.votes or now.talk.misses:
            return (asked,)
        lines = [heading, here.told(slot.question.label, slot), here.told(slot.question.hint, slot)]
        lines.append(here.say("vote_how"))
        return (Outgoing(key=f"question:{slot.question.name}", text="\n".join(filter(None, lines))), asked)

    def pressed(self, here: "Here", slot: Slot, incoming: Incoming, verb: str, number: int) -> Sat | None:
        """Carry a button or its word out; None where it means nothing here, as `back` at the first."""
        now = _now(here, slot)
        if verb == "back":
            return None if now.before is None else Sat(now.becomes(at=now.before))
        if now.open is None:
            return _pressed_at_invitation(now, incoming, verb)
        if verb == "c" and 0 <= number < len(VOTES):
            return _vote(now, now.open, VOTES[number], incoming, "")
        if verb == "skip":
            return _vote(now, now.open, "pass", incoming, incoming.text)
        if verb == "keep" and now.open.id in now.ballot.votes:
            return _on(now, now.ballot)
        return _enough(now) if verb in _ENOUGH else None

    def typed(self, here: "Here", slot: Slot, incoming: Incoming) -> Sat:
        """A vote, or a statement of one's own."""
        now = _now(here, slot)
        if now.open is None:
            return _own(now, incoming)
        meant = _meaning(incoming.text, now.open, here.talk.language)
        if meant is None:
            return Sat(say=("vote_invalid", {}), missed=True)
        return _vote(now, now.open, meant, incoming, incoming.text)

    def free(self, here: "Here", slot: Slot) -> bool:
        """Whether a statement of one's own is waited for."""
        return _now(here, slot).open is None

    def shown(self, here: "Here", slot: Slot, value: str) -> str:
        """How many were voted on, and what was added."""
        ballot = here.talk.ballots.get(slot.question.name, Ballot())
        if ballot.own:
            return here.say("voted_own", count=value, text=ballot.own)
        return here.say("voted", count=value)


VOTING = Voting()


def _now(here: "Here", slot: Slot) -> _Now:
    name = slot.question.name
    served = {one.id: one for one in here.form.about.statements.get(name, ())}
    return _Now(here, slot.question, here.talk.ballots.get(name, Ballot()), served)


def _value(ballot: Ballot) -> str | None:
    """The answer to the whole question: how many statements were voted on; None where nothing was said."""
    return str(len(ballot.votes)) if ballot.votes or ballot.own else None


def _statement(now: _Now, one: Served) -> Outgoing:
    here, language = now.here, now.talk.language
    place = now.places.index(now.ballot.served.index(one.id)) + 1
    lines = [here.say("vote_place", n=place, count=len(now.places))]
    lines.append(here.say("vote_quote", text=in_language(one.text, language)))
    before = now.ballot.votes.get(one.id)
    controls = [_control(now.talk, "keep", "same")] if before is not None else []
    if before is not None:
        lines.append(here.say("answered", answer=button(before, language)))
    controls += [_control(now.talk, "enough"), *_backwards(now), _control(now.talk, "pause")]
    buttons = tuple(
        Button(label=button(vote, language), data=_data(now.talk, f"c{index}"), number=index + 1)
        for index, vote in enumerate(VOTES)
    )
    return Outgoing(key="statement", text="\n".join(lines), buttons=buttons, controls=tuple(controls))


def _invitation(now: _Now) -> Outgoing:
    here, own = now.here, now.ballot.own
    key = "own_ask" if now.places else "own_first"
    lines = [here.say("own_before", text=own)] if own else []
    lines.append(here.say("own_type" if own or now.talk.misses else key, most=texts.LONGEST))
    controls = [_control(now.talk, "keep", "same")] if own else []
    controls += [_control(now.talk, "skip", "no_own"), *_backwards(now), _control(now.talk, "pause")]
    return Outgoing(key=key, text="\n".join(lines), controls=tuple(controls))


def _backwards(now: _Now) -> list[Button]:
    return [_control(now.talk, "back")] if now.before is not None or now.talk.path else []


def _control(talk: Talk, verb: str, label: str = "") -> Button:
    return Button(label=button(label or verb, talk.language), data=_data(talk, verb))


def _data(talk: Talk, verb: str) -> str:
    return f"{talk.code}.{talk.revision}.{talk.turn}.{verb}"


def _vote(now: _Now, one: Served, vote: str, incoming: Incoming, raw: str) -> Sat:
    answer = now.answered(str(one.id), vote, raw or button(vote, now.talk.language), incoming)
    ballot = now.ballot.model_copy(update={"votes": {**now.ballot.votes, one.id: vote}})
    return _on(now, ballot, answer)


def _on(now: _Now, ballot: Ballot, *answers: Answered) -> Sat:
    """To the next statement, to the invitation after the last, or to the end."""
    here = now.ballot.served.index(now.open.id) if now.open else len(ballot.served)
    following = next((place for place in now.places if place > here), len(ballot.served))
    ended = following == len(ballot.served) and not may_add(now.question)
    return Sat(now.becomes(votes=ballot.votes, at=following), answers, over=ended, value=_value(ballot))


def _enough(now: _Now) -> Sat:
    if now.question.required and not now.ballot.votes:
        return Sat(say=("vote_required", {}), missed=True)
    ended = now.becomes(at=len(now.ballot.served))
    return Sat(ended, over=not may_add(now.question), value=_value(now.ballot))


def _pressed_at_invitation(now: _Now, incoming: Incoming, verb: str) -> Sat | None:
    if verb == "keep" and now.ballot.own:
        return Sat(over=True, value=_value(now.ballot))
    if verb == "skip" or verb in _ENOUGH:
        return _without_own(now, incoming)
    return None


def _without_own(now: _Now, incoming: Incoming) -> Sat:
    """Go on without a statement of one's own; one that was added before is taken back."""
    taken_back = (now.answered(OWN, None, "", incoming),) if now.ballot.own else ()
    votes = now.ballot.model_copy(update={"own": None})
    return Sat(now.becomes(own=None), taken_back, over=True, value=_value(votes))


def _own(now: _Now, incoming: Incoming) -> Sat:
    text = texts.one_line(incoming.text)
    means = meaning("own_words", text, now.talk.language) or side(_spelt(text))
    if means == "no":
        return _without_own(now, incoming)
    if problem := _own_problem(now, text, means):
        return Sat(say=problem, missed=True)
    kept = "own_masked" if mask(text).spans else "own_kept"
    ballot = now.ballot.model_copy(update={"own": text})
    answer = now.answered(OWN, text, incoming.text, incoming)
    return Sat(now.becomes(own=text), (answer,), over=True, value=_value(ballot), say=(kept, {}))


def _own_problem(now: _Now, text: str, means: str | None) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a text as a statement of one's own, as a sentence with its blanks."""
    if means == "yes":
        return "own_yes", {}
    if not texts.speaks(text) or texts.length(text) < texts.SHORTEST:
        return "own_empty", {}
    if texts.too_long(text):
        return "too_long", {"most": texts.LONGEST, "length": texts.length(text)}
    there = (wording for one in now.served.values() for wording in one.text.values())
    return ("own_same", {}) if texts.wording(text) in map(texts.wording, there) else None


def _meaning(text: str, one: Served, language: str) -> str | None:
    """The vote that a typed message means, None where it may mean something else: asking is better than guessing.

    A bare no to "ไม่ควรสร้างเขื่อน" may agree with it, and ไม่เอา to "ควรเลิกสร้างเขื่อน" as well.
    """
    means = meaning("vote_words", text, language) or _SIGNS.get(_TONES.sub("", text))
    if means == "bare_no":
        return None if any(negations(canonical(wording)) for wording in one.text.values()) else "disagree"
    if means is not None:
        return "agree" if means == "bare_yes" else means
    meant = reply.choose(text, [button(vote, language) for vote in VOTES])
    polar = side(_spelt(text)) is not None
    return VOTES[meant.indices[0]] if meant.kind == "chosen" and not polar else None


def _spelt(text: str) -> str:
    return endings().sub("", canonical(text)) if len(text) <= _LONGEST_WORD else ""
