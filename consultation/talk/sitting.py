"""A question that takes many steps of its own, such as votes on one statement after the other.

The engine opens it, shows its messages, hands it what is tapped and typed, stores what it gives, and goes on when it is
over. What it needs to remember between steps it keeps in fields of the talk. `here.SITTINGS` says which types are such.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from consultation.forms.logic import Slot
from consultation.talk.model import Answered, Incoming, Outgoing

if TYPE_CHECKING:
    from consultation.talk.here import Here


@dataclass(frozen=True)
class Sat:
    """What came of one act.

    changes: to the talk, by field. answers: to be stored besides the question's own. over: nothing more is asked, and
    `value` is the question's own answer (None: skipped). say: a sentence to be said first, with its blanks. missed: the
    act was not understood.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    answers: tuple[Answered, ...] = ()
    over: bool = False
    value: str | None = None
    say: tuple[str, dict[str, Any]] | None = None
    missed: bool = False


class Sitting(Protocol):
    """What a type must do to be asked in many steps."""

    def opened(self, here: "Here", slot: Slot) -> Sat:
        """With what it begins, or begins again from its first step; over at once where there is nothing to ask."""
        ...

    def messages(self, here: "Here", slot: Slot, heading: str) -> tuple[Outgoing, ...]:
        """What is asked now, with its own buttons. heading: the question's place in the form, empty for none."""
        ...

    def pressed(self, here: "Here", slot: Slot, incoming: Incoming, verb: str, number: int) -> Sat | None:
        """Carry a button, or a word that stands for one, out; None where it means nothing here."""
        ...

    def typed(self, here: "Here", slot: Slot, incoming: Incoming) -> Sat:
        """What a typed message means."""
        ...

    def need(self, here: "Here", slot: Slot) -> tuple[str, dict[str, Any]]:
        """What to say to something that is no answer here, such as a photo: the wording's key and its blanks."""
        ...

    def free(self, here: "Here", slot: Slot) -> bool:
        """Whether free text is waited for, so that most words are text and no command."""
        ...

    def shown(self, here: "Here", slot: Slot, value: str) -> str:
        """Its answer in one line, for the review."""
        ...
