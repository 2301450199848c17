"""Voting on statements, one question of a talk: pure and complete in itself.

A sitting is a `Ballot`: some statements, one after the other, then the invitation to add one's own. Votes travel as
answers named `question:12` (agree, disagree, pass), the text added as `question:own`; intake hands both to
consultation/opinion. The question's own answer is how many statements were voted on. The engine asks `sitting`,
`messages`, `pressed` and `typed`, and goes on when a result is `over`.

The statements to serve come with the form in `About.statements`, put there by `hear` for this person at this moment.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import regex

from consultation.forms.form import About, Form, Question, Served, in_language
from consultation.opinion import text as texts
from consultation.talk.model import Answered, Ballot, Button, Incoming, Outgoing, Talk
from consultation.talk.wording import button, say, words
from nlp import reply
from nlp.clean import canonical
from nlp.personal import mask
from nlp.reply_shapes import endings, negations, side, squeeze

VOTES = ("agree", "disagree", "pass")
OWN = "own"
MOST = 10  # statements in a sitting, where the form does not say
_ENOUGH = ("enough", "done")
_SIDES = {"no": "own_no", "yes": "own_yes"}
_LONGEST_WORD = 40
_TONES = regex.compile(r"[\U0001f3fb-\U0001f3ff\ufe0f]")


@dataclass(frozen=True)
class Voted:
    """What came of one act. over: nothing more is asked. say: a sentence to be said first, with its blanks.

    missed: the act was not understood, and nothing has changed.
    """

    ballot: Ballot
    answers: tuple[Answered, ...] = ()
    over: bool = False
    say: tuple[str, dict[str, Any]] | None = None
    missed: bool = False


@dataclass(frozen=True)
class _Sitting:
    """One moment of a ballot: the question, what is served, who talks."""

    question: Question
    talk: Talk
    ballot: Ballot
    served: dict[int, Served] = field(default_factory=dict)

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

    def answered(self, name: str, value: str | None, raw: str, incoming: Incoming) -> Answered:
        return Answered(question=f"{self.question.name}:{name}", value=value, raw=raw, at=incoming.at)


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


def sitting(question: Question, talk: Talk, about: About) -> Ballot:
    """The ballot to begin; one that is corrected from its first statement on, or gone back to where it was left."""
    before = talk.ballots.get(question.name)
    if before is not None:
        last = len(before.served) if may_add(question) else len(before.served) - 1
        return before.model_copy(update={"at": 0 if talk.returning else max(0, min(before.at, last))})
    return Ballot(served=tuple(one.id for one in about.statements.get(question.name, ())[: most(question)]))


def asks(question: Question, ballot: Ballot, about: About) -> bool:
    """Whether there is anything to ask: a statement that can be shown, or the invitation."""
    return may_add(question) or not _by_id(question, about).keys().isdisjoint(ballot.served)


def value(ballot: Ballot) -> str | None:
    """The answer to the whole question: how many statements were voted on; None where nothing was said."""
    return str(len(ballot.votes)) if ballot.votes or ballot.own else None


def wants_words(question: Question, talk: Talk, about: About) -> bool:
    """Whether free text is waited for, so that words such as "ส่ง" are text and no command."""
    return _now(question, talk, about).open is None


def summary(ballot: Ballot, language: str) -> str:
    """A ballot in one line, for the review."""
    if ballot.own:
        return say("voted_own", language, count=len(ballot.votes), text=ballot.own)
    return say("voted", language, count=len(ballot.votes))


def messages(question: Question, talk: Talk, about: About, *, heading: str = "") -> tuple[Outgoing, ...]:
    """What is asked now; before the first statement the question itself. heading: its place in the form."""
    now = _now(question, talk, about)
    asked = _invitation(now) if now.open is None else _statement(now, now.open)
    if now.open is None or now.before is not None or now.ballot.votes or talk.misses:
        return (asked,)
    lines = [heading, in_language(question.label, talk.language), in_language(question.hint, talk.language)]
    lines.append(say("vote_how", talk.language))
    return (Outgoing(key=f"question:{question.name}", text="\n".join(filter(None, lines))), asked)


def pressed(question: Question, talk: Talk, about: About, incoming: Incoming, verb: str, number: int) -> Voted | None:
    """Carry a button or its word out; None where it means nothing here (`back` from the first: the question before)."""
    now = _now(question, talk, about)
    if verb == "back":
        place = now.before
        return None if place is None else Voted(now.ballot.model_copy(update={"at": place}))
    if now.open is None:
        return _pressed_at_invitation(now, incoming, verb)
    if verb == "c" and 0 <= number < len(VOTES):
        return _vote(now, now.open, VOTES[number], incoming, "")
    if verb == "skip":
        return _vote(now, now.open, "pass", incoming, incoming.text)
    if verb == "keep" and now.open.id in now.ballot.votes:
        return _on(now, now.ballot)
    if verb in _ENOUGH:
        return _enough(now)
    return None


def typed(question: Question, talk: Talk, about: About, incoming: Incoming) -> Voted:
    """What a typed message means."""
    now = _now(question, talk, about)
    if now.open is None:
        return _own(now, incoming)
    meant = _meaning(incoming.text, now.open, talk.language)
    if meant is None:
        return Voted(now.ballot, say=("vote_invalid", {}), missed=True)
    return _vote(now, now.open, meant, incoming, incoming.text)


def _now(question: Question, talk: Talk, about: About) -> _Sitting:
    return _Sitting(question, talk, talk.ballots.get(question.name, Ballot()), _by_id(question, about))


def _by_id(question: Question, about: About) -> dict[int, Served]:
    return {one.id: one for one in about.statements.get(question.name, ())}


def _statement(now: _Sitting, one: Served) -> Outgoing:
    language, talk = now.talk.language, now.talk
    place = now.places.index(now.ballot.served.index(one.id)) + 1
    lines = [say("vote_place", language, n=place, count=len(now.places))]
    lines.append(say("vote_quote", language, text=in_language(one.text, language)))
    before = now.ballot.votes.get(one.id)
    controls = []
    if before is not None:
        lines.append(say("answered", language, answer=button(before, language)))
        controls.append(_control(talk, "keep", "same"))
    controls += [_control(talk, "enough"), *_backwards(now), _control(talk, "pause")]
    buttons = tuple(
        Button(label=button(vote, language), data=_data(talk, f"c{place}"), number=place + 1)
        for place, vote in enumerate(VOTES)
    )
    return Outgoing(key="statement", text="\n".join(lines), buttons=buttons, controls=tuple(controls))


def _invitation(now: _Sitting) -> Outgoing:
    talk, own = now.talk, now.ballot.own
    key = "own_ask" if now.places else "own_first"
    lines = [say("own_before", talk.language, text=own)] if own else []
    lines.append(say("own_type" if own or talk.misses else key, talk.language, most=texts.LONGEST))
    controls = [_control(talk, "keep", "same")] if own else []
    controls += [_control(talk, "skip", "no_own"), *_backwards(now), _control(talk, "pause")]
    return Outgoing(key=key, text="\n".join(lines), controls=tuple(controls))


def _backwards(now: _Sitting) -> list[Button]:
    return [_control(now.talk, "back")] if now.before is not None or now.talk.path else []


def _control(talk: Talk, verb: str, label: str = "") -> Button:
    return Button(label=button(label or verb, talk.language), data=_data(talk, verb))


def _data(talk: Talk, verb: str) -> str:
    return f"{talk.code}.{talk.revision}.{talk.turn}.{verb}"


def _vote(now: _Sitting, one: Served, vote: str, incoming: Incoming, raw: str) -> Voted:
    answer = now.answered(str(one.id), vote, raw or button(vote, now.talk.language), incoming)
    ballot = now.ballot.model_copy(update={"votes": {**now.ballot.votes, one.id: vote}})
    return replace(_on(now, ballot), answers=(answer,))


def _on(now: _Sitting, ballot: Ballot) -> Voted:
    """To the next statement, to the invitation after the last, or to the end."""
    here = now.ballot.served.index(now.open.id) if now.open else len(ballot.served)
    following = next((place for place in now.places if place > here), len(ballot.served))
    ended = following == len(ballot.served) and not may_add(now.question)
    return Voted(ballot.model_copy(update={"at": following}), over=ended)


def _enough(now: _Sitting) -> Voted:
    if now.question.required and not now.ballot.votes:
        return Voted(now.ballot, say=("vote_required", {}), missed=True)
    ended = now.ballot.model_copy(update={"at": len(now.ballot.served)})
    return Voted(ended, over=not may_add(now.question))


def _pressed_at_invitation(now: _Sitting, incoming: Incoming, verb: str) -> Voted | None:
    if verb == "keep" and now.ballot.own:
        return Voted(now.ballot, over=True)
    if verb == "skip" or verb in _ENOUGH:
        return _without_own(now, incoming)
    return None


def _without_own(now: _Sitting, incoming: Incoming) -> Voted:
    """Go on without a statement of one's own; one that was added before is taken back."""
    taken_back = (now.answered(OWN, None, "", incoming),) if now.ballot.own else ()
    return Voted(now.ballot.model_copy(update={"own": None}), taken_back, over=True)


def _own(now: _Sitting, incoming: Incoming) -> Voted:
    text = texts.one_line(incoming.text)
    means = _word(text, now.talk.language, "own_no", "own_yes") or _SIDES.get(side(_spelt(text)) or "")
    if means == "own_no":
        return _without_own(now, incoming)
    if problem := _own_problem(now, text, means):
        return Voted(now.ballot, say=problem, missed=True)
    kept = "own_masked" if mask(text).spans else "own_kept"
    ballot = now.ballot.model_copy(update={"own": text})
    return Voted(ballot, (now.answered(OWN, text, incoming.text, incoming),), over=True, say=(kept, {}))


def _own_problem(now: _Sitting, text: str, means: str | None) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a text as a statement of one's own, as a sentence with its blanks."""
    if means == "own_yes":
        return "own_yes", {}
    if not texts.speaks(text) or texts.length(text) < texts.SHORTEST:
        return "own_empty", {}
    if texts.too_long(text):
        return "too_long", {"most": texts.LONGEST, "length": texts.length(text)}
    there = (in_language(one.text, language) for one in now.served.values() for language in one.text)
    return ("own_same", {}) if texts.wording(text) in map(texts.wording, there) else None


def _meaning(text: str, one: Served, language: str) -> str | None:
    """The vote that a typed message means, None where it may mean something else: asking is better than guessing.

    A bare no to "ไม่ควรสร้างเขื่อน" may agree with it, and ไม่เอา to "ควรเลิกสร้างเขื่อน" as well.
    """
    if (means := _word(text, language, *VOTES)) is not None:
        return means
    if (bare := _word(text, language, "bare_yes", "bare_no")) is not None:
        denies = any(negations(canonical(wording)) for wording in one.text.values())
        return "agree" if bare == "bare_yes" else None if denies else "disagree"
    meant = reply.choose(text, [button(vote, language) for vote in VOTES])
    polar = side(_spelt(text)) is not None
    return VOTES[meant.indices[0]] if meant.kind == "chosen" and not polar else None


def _word(text: str, language: str, *keys: str) -> str | None:
    """Which list of words holds the whole message, polite endings aside."""
    spelt, sign = _spelt(text), _TONES.sub("", text.strip())
    lists = words("vote_words", language)
    return next((k for k in keys if sign in lists[k] or (spelt and spelt in map(_spelt, lists[k]))), None)


def _spelt(text: str) -> str:
    return squeeze(endings().sub("", canonical(text))) if len(text) <= _LONGEST_WORD else ""
