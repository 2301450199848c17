"""What was found, as people and programs read it: in Thai or English, without a secret, with an exit status."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.findings import Finding, Level
from consultation.accounts import Account

LANGUAGES = ("th", "en")
MARKS: dict[Level, str] = {
    "fine": "✓", "changed": "✓", "planned": "·", "note": "·", "warning": "!", "wrong": "✗", "unreached": "?"
}  # fmt: skip
STYLES: dict[Level, str] = {
    "fine": "green", "changed": "green", "planned": "", "note": "", "warning": "yellow", "wrong": "red",
    "unreached": "red",
}  # fmt: skip

FINE, WANTS_A_PERSON, NOT_FOUND_OUT = 0, 1, 2
_STATUS: dict[Level, int] = {"warning": WANTS_A_PERSON, "wrong": WANTS_A_PERSON, "unreached": NOT_FOUND_OUT}


@dataclass(frozen=True)
class Looked:
    """One account and everything that was found."""

    account: Account
    findings: tuple[Finding, ...]


def status(looked: Sequence[Looked]) -> int:
    """0: all is well; 1: something is wrong or wants a person; 2: something could not be found out."""
    return max((_STATUS.get(one.level, FINE) for each in looked for one in each.findings), default=FINE)


def sentence(finding: Finding, language: str) -> str:
    """A finding in words: what, where, how to mend."""
    return str(_sentences()[finding.key][language]).format(**finding.values)


def as_json(looked: Sequence[Looked], language: str) -> dict[str, Any]:
    """Everything for a program; `key` and `level` stay, the words may change."""
    accounts = [
        {
            "channel": each.account.channel,
            "name": each.account.name,
            "cluster": each.account.cluster or None,
            "findings": [
                {"level": one.level, "key": one.key, "text": _said(each.account, one, language)}
                for one in each.findings
            ],
        }
        for each in looked
    ]
    return {"status": status(looked), "accounts": accounts}


def lines(looked: Looked, language: str) -> list[tuple[str, str]]:
    """One account for a person: each line with its colour."""
    account = looked.account
    head = f"{account.channel} {account.name}{f' ({account.cluster})' if account.cluster else ''}"
    found = [(f"  {MARKS[one.level]} {_said(account, one, language)}", STYLES[one.level]) for one in looked.findings]
    return [(head, "bold"), *found]


def _said(account: Account, finding: Finding, language: str) -> str:
    """The sentence; should a platform have repeated a secret in its answer, it ends here."""
    said = sentence(finding, language)
    for secret in account.secrets:
        said = said.replace(secret, "•••")
    return said


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "findings.toml").read_text(encoding="utf-8"))
