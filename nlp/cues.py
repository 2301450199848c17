"""Words that point to one of several answers, weighed: the rules behind what a comment is taken for.

A table gives each answer a base and patterns with weights; a pattern counts once however often it is found. Linear in
the length of the text, which is bounded.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from nlp.clean import clean
from nlp.lexicon import table
from nlp.reply_shapes import endings

__all__ = ["LONGEST", "Suggestion", "Weights", "best", "plain", "weigh"]

LONGEST = 2000  # letters of one comment that are looked at

Weights = dict[str, float]


@dataclass(frozen=True)
class Suggestion:
    """What a comment is taken for, and how sure that is: 0 (a guess) to 1."""

    value: str
    sure: float


@dataclass(frozen=True)
class _Answer:
    """One answer of a table: what it weighs at least, its patterns, and what it is told from outside (@name)."""

    name: str
    base: float
    cues: tuple[tuple[float, regex.Pattern[str]], ...]
    told: tuple[tuple[float, str], ...]


def plain(text: str) -> str:
    """The text as cues are looked for in it: cleaned, its polite ending taken off."""
    said = clean(text[:LONGEST])
    return said[:-40] + str(endings().sub("", said[-40:]))


def weigh(name: str, said: str, told: Mapping[str, bool] | None = None) -> Weights:
    """What each answer of a table of `nlp/data/kinds.toml` weighs for a text that went through `plain`.

    told: what is known from elsewhere of the names that cues refer to (@province).
    """
    known = told or {}
    return {
        answer.name: answer.base
        + sum(weight for weight, pattern in answer.cues if pattern.search(said))
        + sum(weight for weight, what in answer.told if known.get(what))
        for answer in _answers(name)
    }


def best(weights: Mapping[str, float]) -> Suggestion:
    """The heaviest answer, the first named among equals; sure by its share when weights are made likelihoods."""
    value = max(weights, key=lambda answer: weights[answer])
    total = sum(math.exp(weight - weights[value]) for weight in weights.values())
    return Suggestion(value, round(1 / total, 3))


@cache
def _answers(name: str) -> tuple[_Answer, ...]:
    return tuple(_answer(answer, listed) for answer, listed in table("kinds")[name].items())


def _answer(name: str, listed: Mapping[str, Any]) -> _Answer:
    ours = table("kinds")["named"]
    cues, told = [], []
    for weight, pattern in listed["cues"]:
        if pattern[0] == "@" and pattern[1:] not in ours:
            told.append((float(weight), pattern[1:]))
        else:
            cues.append((float(weight), regex.compile(ours[pattern[1:]] if pattern[0] == "@" else pattern)))
    return _Answer(name, float(listed.get("base", 0.0)), tuple(cues), tuple(told))
