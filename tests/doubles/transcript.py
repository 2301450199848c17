"""Prints what passes through a double, one line each, for a person who watches."""

import time
from typing import TYPE_CHECKING, Any

from tests.doubles.citizen import Citizen
from tests.doubles.records import Call, Delivery, Sent, Violation

if TYPE_CHECKING:
    from tests.doubles.server import Platform

LONGEST = 160


def watch(platform: "Platform") -> None:
    """Print every act, message, refusal, breach and webhook post from now on."""
    platform.listeners.append(lambda entry: _print(platform, entry))


def _print(platform: "Platform", entry: Any) -> None:
    line = _line(platform, entry)
    if line:
        print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def _line(platform: "Platform", entry: Any) -> str:
    match entry:
        case (Citizen() as citizen, str(text)):
            return f"{citizen.name} → {short(text)}"
        case Sent():
            who = platform.citizens.get(entry.to)
            there = "" if entry.delivered else "  (never arrives)"
            return f"bot → {who.name if who else entry.to} [{entry.operation}] {short(_words(entry, who))}{there}"
        case Call() if entry.status >= 400:
            return f"✗ {entry.status} {entry.operation}: {short(str(entry.answer))}"
        case Violation():
            return f"!! {entry.rule} in {entry.operation}: {short(entry.detail)}"
        case Delivery():
            mark = " redelivered" if entry.redelivered else ""
            what = f"{', '.join(entry.ids) or 'verify'} attempt {entry.attempt}{mark}"
            return f"   webhook {what}: {entry.status or entry.error} ({entry.took * 1000:.0f} ms)"
    return ""


def _words(entry: Sent, who: Citizen | None) -> str:
    if who and entry.delivered:
        for shown in reversed(who.screen):
            if shown.id == entry.id:
                return shown.text + "".join(f" [{label}]" for label in shown.labels)
    return str(entry.message.get("text") or entry.message.get("altText") or entry.message.get("type", ""))


def short(text: str) -> str:
    """Return one line of at most LONGEST characters."""
    flat = " ⏎ ".join(text.splitlines())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
