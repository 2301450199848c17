"""What a page shows while the worker works."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.web import transcript as of
from consultation.talk.model import Outgoing
from tests.conftest import NOON


def test_a_page_never_looks_answered_without_its_answer(monkeypatch: pytest.MonkeyPatch, vault: Any) -> None:
    """The worker commits between the two reads: what was heard and what is said to it become visible at once."""
    moment = iter((False, True))

    def heard(*_: Any) -> list[Any]:
        return [SimpleNamespace(id=1, state="done" if next(moment) else "new", received_at=NOON)]

    def told(*_: Any) -> list[Any]:
        return [SimpleNamespace(id=1, at=NOON, turn=(Outgoing(key="k", text="สวัสดีค่ะ"),))] if next(moment) else []

    monkeypatch.setattr(of.inbox, "of_conversation", heard)
    monkeypatch.setattr(of.inbox, "opened", lambda *_: {"kind": "text", "text": "1", "id": "e1"})
    monkeypatch.setattr(of.outbox, "told", told)
    shown = of.transcript(None, vault, "web", "visitor", "ABC234")  # type: ignore[arg-type]
    assert shown.pending or any(item.turn for item in shown.items)
