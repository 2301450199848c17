"""The citizen's side of a chat: says, taps, and sees what the platform would show on the phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

Json = dict[str, Any]


class NoSuchButton(LookupError):
    """The citizen was told to press something that is not on the screen."""


class NothingHeard(AssertionError):
    """The bot did not say in time what the citizen waited for."""


@dataclass(frozen=True)
class Button:
    """One thing to press. kind: the platform's action type; data: what travels; text: what the citizen then says."""

    label: str
    kind: str
    data: str = ""
    text: str = ""
    quick: bool = False
    raw: Json = field(default_factory=dict)

    def answers_to(self, wanted: str) -> bool:
        """Whether `wanted` is this button's label, data or text."""
        return wanted in (self.label, self.data or None, self.text or None)


@dataclass(frozen=True)
class Shown:
    """One message on the screen.

    id: the platform's message id; mine: said by the citizen; seq: grows with every message and edit of this screen.
    """

    id: str
    text: str
    buttons: tuple[Button, ...] = ()
    raw: Json = field(default_factory=dict)
    at: float = 0.0
    mine: bool = False
    edited: int = 0
    seq: int = 0

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons in reading order."""
        return [button.label for button in self.buttons]


class Stage(Protocol):
    """What a platform lets a citizen do; each returns the id of the event it caused, if any."""

    async def wait_until(self, ready: Callable[[], bool], timeout: float) -> bool: ...

    def said(self, citizen: "Citizen", text: str, group: str | None) -> str: ...

    def pressed(self, citizen: "Citizen", button: Button, shown: Shown, params: Json | None) -> str | None: ...

    def followed(self, citizen: "Citizen") -> str | None: ...

    def blocked(self, citizen: "Citizen") -> str | None: ...

    def unblocked(self, citizen: "Citizen") -> str | None: ...

    def unsent(self, citizen: "Citizen", event_id: str) -> str: ...

    def edited(self, citizen: "Citizen", event_id: str, text: str) -> str: ...

    def gave(self, citizen: "Citizen", kind: str, fields: Json) -> str: ...


Wanted = str | Callable[[Shown], bool]


class Citizen:
    """One person with one phone. id: the platform's user id; chat: where private messages go."""

    def __init__(self, stage: Stage, id: str, name: str) -> None:
        self.id = id
        self.name = name
        self.blocked = False
        self.friend = False
        self.known = False
        self.screen: list[Shown] = []
        self.toasts: list[str] = []
        self.keyboard: tuple[Button, ...] = ()
        self.last_act_at = 0.0
        self._stage = stage
        self._seq = 0
        self._mark = 0

    @property
    def messages(self) -> list[Shown]:
        """What the bot has said, in order."""
        return [shown for shown in self.screen if not shown.mine]

    @property
    def last(self) -> Shown:
        """The bot's last message; IndexError when it has said nothing."""
        return self.messages[-1]

    @property
    def buttons(self) -> tuple[Button, ...]:
        """What can be pressed now: the last message's buttons and the keyboard below the chat."""
        return (self.messages[-1].buttons if self.messages else ()) + self.keyboard

    def show(self, shown: Shown) -> Shown:
        """Put a message at the end of the screen."""
        self._seq += 1
        self.screen.append(replace(shown, seq=self._seq))
        return self.screen[-1]

    def change(self, message_id: str, *, quiet: bool = False, **changes: Any) -> None:
        """Replace parts of a message that is on the screen already, counting the edit.

        quiet: nothing new is asked by it (it lost its buttons, or tells what was chosen), so nobody waits for it.
        """
        self._seq += not quiet
        for place, shown in enumerate(self.screen):
            if shown.id == message_id:
                seq = shown.seq if quiet else self._seq
                self.screen[place] = replace(shown, edited=shown.edited + 1, seq=seq, **changes)

    def acts(self) -> None:
        """Note that whatever the bot says from here on answers the act now beginning."""
        self._mark = self._seq

    async def says(self, text: str, group: str | None = None) -> str:
        """Send a text message; returns the event's id without waiting for an answer."""
        self.acts()
        return self._stage.said(self, text, group)

    async def taps(
        self, wanted: str, message: Shown | None = None, params: Json | None = None, double: bool = False
    ) -> str | None:
        """Press a button by its label or data; returns the event's id, None for a link. Raises NoSuchButton."""
        shown, button = self.find(wanted, message)
        self.acts()
        event_id = self._stage.pressed(self, button, shown, params)
        return self._stage.pressed(self, button, shown, params) if double else event_id

    def find(self, wanted: str, message: Shown | None = None) -> tuple[Shown, Button]:
        """Return the message and its button; quick replies are only there while their message is the last."""
        shown = message or (self.messages[-1] if self.messages else Shown("", ""))
        there: Sequence[Button] = self.buttons if message is None else [b for b in message.buttons if not b.quick]
        for button in there:
            if button.answers_to(wanted):
                return shown, button
        raise NoSuchButton(f"{wanted!r} is not among {[b.label for b in there]} of {shown.text!r}")

    async def wait_for(self, wanted: Wanted, timeout: float = 20.0, since: int | None = None) -> Shown:
        """Return the first bot message that came or changed after the last act (or place `since`) and fits `wanted`."""
        start = self._mark if since is None else since
        fits = wanted if callable(wanted) else lambda shown: wanted in shown.text
        found: list[Shown] = []

        def heard() -> bool:
            found[:] = [s for s in self._heard(start) if fits(s)]
            return bool(found)

        if not await self._stage.wait_until(heard, timeout):
            # By name: what a function belongs to may be as large as the whole journey.
            named = repr(wanted) if isinstance(wanted, str) else getattr(wanted, "__qualname__", "what it looks for")
            raise NothingHeard(f"{self.name} waited {timeout} s for {named}; the screen:\n{self.transcript()}")
        return found[0]

    async def hears(self, count: int = 1, timeout: float = 20.0) -> list[Shown]:
        """Return the bot's messages after the last act once there are `count`."""
        start = self._mark

        if not await self._stage.wait_until(lambda: len(self._heard(start)) >= count, timeout):
            raise NothingHeard(
                f"{self.name} heard {len(self._heard(start))} of {count}; the screen:\n{self.transcript()}"
            )
        return self._heard(start)

    def _heard(self, since: int) -> list[Shown]:
        """The bot's messages that came or changed after place `since`."""
        return [shown for shown in self.screen if not shown.mine and shown.seq > since]

    async def follow(self) -> str | None:
        """Add the bot as a friend, or start it."""
        self.acts()
        return self._stage.followed(self)

    async def block(self) -> str | None:
        """Block the bot: nothing it sends arrives any more."""
        return self._stage.blocked(self)

    async def unblock(self) -> str | None:
        """Let the bot speak again."""
        self.acts()
        return self._stage.unblocked(self)

    async def unsends(self, event_id: str) -> str:
        """Take back a message by the id that `says` returned."""
        return self._stage.unsent(self, event_id)

    async def edits(self, event_id: str, text: str) -> str:
        """Change a message by the id that `says` returned."""
        self.acts()
        return self._stage.edited(self, event_id, text)

    async def sends(self, kind: str, **fields: Any) -> str:
        """Send something that is not text: sticker, image, location and so on, with the platform's fields."""
        self.acts()
        return self._stage.gave(self, kind, fields)

    def transcript(self) -> str:
        """The screen as lines, for people."""
        lines = (f"{'>' if s.mine else '<'} {s.text} {s.labels or ''}".rstrip() for s in self.screen)
        return "\n".join(lines) or "(nothing)"
