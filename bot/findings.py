"""What was found when an account was put in order or looked over: a key, its blanks, and how bad it is.

The sentences stand above this room (admin/connections/findings.toml); here is only what is the case.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.calling import Declined, Unreachable

# fine: as it should be. changed: was not, now is. planned: would be changed. note: a person should know, or cannot be
# found out by a program. warning: works, and wants a person. wrong: does not work. unreached: could not be found out.
Level = Literal["fine", "changed", "planned", "note", "warning", "wrong", "unreached"]


@dataclass(frozen=True)
class Finding:
    """One thing found. values: for the blanks of its sentence; never a secret."""

    level: Level
    key: str
    values: dict[str, str] = field(default_factory=dict)


class Stop(Exception):
    """What was found makes the further steps of this account senseless."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


Step = Callable[[], Awaitable[Sequence[Finding]]]


def found(level: Level, key: str, /, **values: object) -> Finding:
    """A finding with its blanks."""
    return Finding(level, key, {name: str(value) for name, value in values.items()})


async def walk(steps: Sequence[Step]) -> list[Finding]:
    """What every step found, in order. A platform that cannot be reached ends the walk, one that declines does not."""
    findings: list[Finding] = []
    for step in steps:
        try:
            findings += await step()
        except Stop as stop:
            return [*findings, *stop.findings]
        except Unreachable as error:
            return [*findings, found("unreached", f"unreachable_{error.why}", host=error.host)]
        except Declined as error:
            findings.append(_declined(error))
    return findings


def _declined(error: Declined) -> Finding:
    if error.status == 429:
        return found("unreached", "too_many", operation=error.operation)
    if error.status >= 500:
        return found("unreached", "platform_down", status=error.status, operation=error.operation)
    return found("wrong", "declined", status=error.status, operation=error.operation, message=error.message)
