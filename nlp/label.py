"""Names, key phrases and quotes of themes, all in people's own words.

A theme is named by its most distinctive words (class-based TF-IDF), each shown by the fullest phrase of one to three
words that people say around it. A phrase lies within one run of text and begins and ends with a word that says
something.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.words import is_empty_word, is_place

__all__ = ["Names", "name_themes", "quotes"]

_PHRASES = 8
_LONGEST_PHRASE = 3
_LONGEST_LABEL = 48
_HEADS = 24
_QUOTES = 5
_QUOTE_ALIKE = 0.75

Runs = Sequence[Sequence[str]]
_Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """label: one or two phrases, unlike every other theme's; phrases: up to eight key phrases, most telling first."""

    label: str
    phrases: tuple[str, ...]


def name_themes(comments: Sequence[Runs], themes: Sequence[int], count: int) -> list[Names]:
    """Return the names of themes 0 … count-1.

    comments: runs of words of each comment (no near-duplicates, or a campaign would name the theme); themes: the theme
    of each comment. The order of the comments does not matter.
    """
    said = [Counter[_Phrase]() for _ in range(count)]
    for runs, theme in zip(comments, themes, strict=True):
        said[theme].update(_phrases(runs))
    telling = _telling(said)
    names, used = [], set[str]()
    for theme in range(count):
        phrases = _fullest(telling[theme], said[theme])
        label = _unlike(phrases, used) or f"{''.join(phrases[:1]) or 'อื่น'} {theme + 1}"
        used.add(label)
        names.append(Names(label, tuple(phrases[:_PHRASES])))
    return names


def _phrases(runs: Runs) -> set[_Phrase]:
    """Phrases of one comment, each once."""
    return {
        tuple(run[start : start + size])
        for run in runs
        for size in range(1, _LONGEST_PHRASE + 1)
        for start in range(len(run) - size + 1)
        if _says_something(run[start]) and _says_something(run[start + size - 1])
    }


def _says_something(word: str) -> bool:
    return not is_empty_word(word) and not is_place(word)


def _telling(said: Sequence[Counter[_Phrase]]) -> list[list[tuple[_Phrase, float]]]:
    """Single words of each theme by how much more they are said there than elsewhere, best first."""
    overall = Counter[_Phrase]()
    for counts in said:
        overall.update({phrase: n for phrase, n in counts.items() if len(phrase) == 1})
    typical = sum(overall.values()) / max(len(said), 1)
    ranked: list[list[tuple[_Phrase, float]]] = []
    for counts in said:
        size = max(sum(n for phrase, n in counts.items() if len(phrase) == 1), 1)
        scores: dict[_Phrase, float] = {
            phrase: n / size * float(np.log1p(typical / overall[phrase])) * (n / overall[phrase]) ** 0.5
            for phrase, n in counts.items()
            if len(phrase) == 1 and (n > 1 or len(counts) < 50)
        }
        ranked.append(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_HEADS])
    return ranked


def _fullest(heads: Sequence[tuple[_Phrase, float]], said: Counter[_Phrase]) -> list[str]:
    """The phrase that best shows each head word; one whose words another already shows is left out."""
    shown: list[_Phrase] = []
    holding: dict[str, list[_Phrase]] = {}
    for phrase, n in said.items():
        if len(phrase) > 1 and n > 1:
            for word in set(phrase):
                holding.setdefault(word, []).append(phrase)
    for head, _ in heads:
        wanted = [phrase for phrase in holding.get(head[0], []) if said[phrase] >= max(2, 0.2 * said[head])]
        best = max(wanted, key=lambda phrase: (said[phrase] * len(phrase) ** 0.7, phrase), default=head)
        for phrase in (best, head):
            if not any(set(phrase) & set(other) for other in shown):
                shown.append(phrase)
                break
    return ["".join(_spaced(phrase)) for phrase in shown]


def _spaced(phrase: _Phrase) -> list[str]:
    """Thai words stand together; Latin ones keep their spaces."""
    parts: list[str] = []
    for word in phrase:
        if parts and (word[0].isascii() or parts[-1][-1].isascii()):
            parts.append(" ")
        parts.append(word)
    return parts


def _unlike(phrases: Sequence[str], used: set[str]) -> str | None:
    """The first phrase with the next that fits, or another pair while that is taken."""
    for first in range(len(phrases)):
        for second in (*phrases[first + 1 :], ""):
            label = f"{phrases[first]}, {second}" if second else phrases[first]
            if len(label) <= _LONGEST_LABEL and label not in used:
                return label
    return None


def quotes(
    candidates: Sequence[int], texts: Sequence[str], typical: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[int, ...]:
    """Return up to five of the candidates that are typical, readable and unlike each other, most typical first.

    candidates index texts, typical (0 … 1) and rows (unit vectors). Readable: 15 to 220 characters, where there are.
    """
    ranked = sorted(candidates, key=lambda i: (-(typical[i] * _readable(texts[i])), texts[i], i))
    chosen: list[int] = []
    for index in ranked[:200]:
        if len(chosen) < _QUOTES and all(float(rows[index] @ rows[other]) < _QUOTE_ALIKE for other in chosen):
            chosen.append(index)
    for index in ranked:
        if len(chosen) >= min(_QUOTES, 2):
            break
        if index not in chosen:
            chosen.append(index)
    return tuple(chosen)


def _readable(text: str) -> float:
    length = len(text)
    if 15 <= length <= 220:
        return 1.0
    return 0.6 if length < 15 else max(0.3, 220 / length)
