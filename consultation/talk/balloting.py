"""Votes on statements as the talk's engine asks them: `voting` between its first statement and its end."""

from typing import TYPE_CHECKING, Any

from consultation.forms.logic import Slot
from consultation.talk import voting
from consultation.talk.model import Incoming, Outgoing
from consultation.talk.sitting import Sat

if TYPE_CHECKING:
    from consultation.talk.here import Here


class Balloting:
    """A sitting of votes. What was voted stands in the talk's ballots, by question."""

    def opened(self, here: "Here", slot: Slot) -> Sat:
        """Begin with the statements drawn for this person, or again from the first; over where there is none."""
        about, question = here.form.about, slot.question
        ballot = voting.sitting(question, here.talk, about)
        changes = {"ballots": {**here.talk.ballots, question.name: ballot}}
        if voting.asks(question, ballot, about):
            return Sat(changes)
        return Sat(changes, over=True, say=("vote_none", {}))

    def messages(self, here: "Here", slot: Slot, heading: str) -> tuple[Outgoing, ...]:
        """The statement that is open, or the invitation to add one."""
        return voting.messages(slot.question, here.talk, here.form.about, heading=heading)

    def pressed(self, here: "Here", slot: Slot, incoming: Incoming, verb: str, number: int) -> Sat | None:
        """A vote by button, or a control."""
        voted = voting.pressed(slot.question, here.talk, here.form.about, incoming, verb, number)
        return None if voted is None else _sat(here, slot, voted)

    def typed(self, here: "Here", slot: Slot, incoming: Incoming) -> Sat:
        """A vote in words, or a statement of one's own."""
        return _sat(here, slot, voting.typed(slot.question, here.talk, here.form.about, incoming))

    def free(self, here: "Here", slot: Slot) -> bool:
        """Whether a statement of one's own is waited for."""
        return voting.wants_words(slot.question, here.talk, here.form.about)

    def need(self, here: "Here", slot: Slot) -> tuple[str, dict[str, Any]]:
        """That a vote is needed, or words."""
        return ("need_text", {}) if self.free(here, slot) else ("vote_invalid", {})

    def shown(self, here: "Here", slot: Slot, _value: str) -> str:
        """How many were voted on, and what was added."""
        return voting.summary(here.talk.ballots[slot.question.name], here.language)


def _sat(here: "Here", slot: Slot, voted: voting.Voted) -> Sat:
    return Sat(
        changes={"ballots": {**here.talk.ballots, slot.question.name: voted.ballot}},
        answers=voted.answers,
        over=voted.over,
        value=voting.value(voted.ballot),
        say=voted.say,
        missed=voted.missed,
    )
