"""What was said in one web chat, both ways, in time order: from the inbox and from the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import inbox
from bot.models import InboxEvent
from bot.web.channel import NAME, address
from consultation.outbox import service as outbox
from consultation.talk.model import Button, Outgoing
from consultation.vault import Vault


@dataclass(frozen=True)
class Item:
    """One line of the transcript: what the visitor said (state: its inbox row's), or a turn they were told.

    id: "e" and the number of an inbox row, or "o" and that of an outbox row. said: the page's own id of what was said.
    what: "place", or what was sent that is no text (image, audio, video, file).
    """

    id: str
    at: datetime
    text: str = ""
    said: str = ""
    state: str = ""
    what: str = ""
    turn: tuple[Outgoing, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """All items, the buttons that can be tapped now, and whether something said is still being worked on.

    wants: what the last message asks to be sent from the telephone ("place" …), empty for words and buttons.
    """

    items: tuple[Item, ...] = ()
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    wants: str = ""
    pending: bool = False
    started: bool = False

    @property
    def paused(self) -> bool:
        """Whether the talk was broken off to be taken up later."""
        last = next((item.turn[-1].key for item in reversed(self.items) if item.turn), "")
        return last == "pause"

    @property
    def language(self) -> str:
        """The language that was spoken last; empty before anything was said."""
        return next((item.turn[-1].language for item in reversed(self.items) if item.turn), "")

    @property
    def cursor(self) -> str:
        """The place after the last item, for `since`."""
        return f"{self._last('o')}.{self._last('e')}"

    def since(self, cursor: str) -> tuple[Item, ...]:
        """The items that came in after a cursor; all of them for a cursor that is none."""
        told, _, said = cursor.partition(".")
        known = {"o": int(told) if told.isdecimal() else 0, "e": int(said) if said.isdecimal() else 0}
        return tuple(item for item in self.items if int(item.id[1:]) > known[item.id[0]])

    def _last(self, kind: str) -> int:
        return max((int(item.id[1:]) for item in self.items if item.id[0] == kind), default=0)


def transcript(session: Session, vault: Vault, account: str, visitor: str, code: str) -> Transcript:
    """The transcript of one visitor about one consultation."""
    where = address(visitor, code)
    # In this order: what is heard and what is said to it become visible together, so nothing seems to be answered whose
    # answer was not there yet when answers were read.
    events = inbox.of_conversation(session, vault, NAME, account, where)
    told = outbox.told(session, vault, NAME, account, where)
    labels = {button.data: button.label for one in told for m in one.turn for button in (*m.buttons, *m.controls)}
    items = [_said(vault, row, labels) for row in events]
    items += [Item(f"o{one.id}", one.at, turn=one.turn) for one in told]
    last = told[-1].turn if told else ()
    return Transcript(
        items=tuple(sorted((item for item in items if item.text or item.what or item.turn), key=lambda item: item.at)),
        buttons=tuple(button for message in last for button in message.buttons),
        controls=tuple(button for message in last for button in message.controls),
        wants=next((message.wants for message in reversed(last) if message.wants), ""),
        pending=any(row.state == "new" for row in events),
        started=bool(events),
    )


def _said(vault: Vault, row: InboxEvent, labels: dict[str, str]) -> Item:
    raw = inbox.opened(vault, row)
    words = raw.get("text", "")
    text = {"tap": labels.get(raw.get("data", ""), ""), "text": words, "section": words}.get(raw["kind"], "")
    what = "place" if raw["kind"] == "place" else str(raw["media"]["what"]) if raw["kind"] == "media" else ""
    return Item(f"e{row.id}", row.received_at, text, said=raw["id"], state=row.state, what=what)
