"""Names, key phrases and quotes of themes, all in people's own words.

A theme's words are weighed by how much more people say them there than elsewhere. Its name is the phrase people said
(`nlp.phrases`) that carries most of that weight, is complete and is said by several; where the theme speaks of two
things, two phrases. No two themes are named by the same words.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.boilerplate import without_boilerplate
from nlp.personal import mask, unmarked
from nlp.phrases import Phrase, phrases, says_something, tells
from nlp.words import is_known, runs, standard, tokens

__all__ = ["Names", "alike", "name_themes", "quotes"]

_PHRASES = 6
_LONGEST_LABEL = 60
_LONGEST_DESCRIPTION = 160
_FEW = 8
_READ = 400
_CANDIDATES = 300
_SAID_BY = 0.35
_STRANGE = 0.85
_WANTING = 1.2
_SPEAKING = 14
_SAID_ALREADY = 0.25
_ONE_WORD = 0.5
_COMMON, _SURE = 3, 0.9
_ONE_THING, _SECOND_THING = 0.5, 0.2
_TELLING = 0.25
_ALIKE = 0.5
_WORD = 4
_QUOTES = 5
_QUOTE_ALIKE = 0.75
_LOOKED_AT = 200
_PERSONAL, _STRONG = 0.3, 0.5
_SEPARATOR = " · "
_UNNAMED = "อื่น"

Runs = Sequence[Sequence[str]]
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Names:
    """label: a phrase or two, unlike every other theme's; phrases: up to six key phrases, most telling first.

    description: further phrases on one line.
    """

    label: str
    description: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    phrase: Phrase
    words: frozenset[str]
    comments: frozenset[int]
    score: float


def name_themes(comments: Sequence[Runs], themes: Sequence[int], count: int, *, under: str = "") -> list[Names]:
    """Return the names of themes 0 … count-1.

    comments: runs of words of each comment (no near-duplicates, or a campaign would name the theme); themes: the theme
    of each comment. under: the name of the theme that these are parts of; none of them says only what it says. The
    order of the comments does not matter.
    """
    comments = without_boilerplate(comments, themes)
    above = frozenset(word for runs_of in runs(under) for word in map(standard, runs_of))
    said = [frozenset(standard(w) for run in said_in for w in run if says_something(w)) for said_in in comments]
    members: list[list[int]] = [[] for _ in range(count)]
    for place, theme in enumerate(themes):
        members[theme].append(place)
    overall = Counter(word for words in said for word in words)
    names: list[Names] = []
    used: list[frozenset[str]] = []
    for theme in range(count):
        weights = _weights([said[i] for i in members[theme]], overall, len(said))
        ranked = _candidates({i: comments[i] for i in members[theme]}, weights)
        ranked = [each for each in ranked if not each.words <= above]
        names.append(_named(ranked, weights, [said[i] for i in members[theme]], used, theme))
    return names


def _weights(said: Sequence[frozenset[str]], overall: Counter[str], total: int) -> dict[str, float]:
    """How much each word tells of the theme: the share of its people who say it, by how much rarer it is elsewhere."""
    here = Counter(word for words in said for word in words)
    size, others = max(len(said), 1), max(total - len(said), 1)
    small = 2.0 / max(total, 1)
    return {
        word: max(n / size * float(np.log((n / size + small) / ((overall[word] - n) / others + small))), 0.0)
        for word, n in here.items()
        if n > 1 or size < _FEW
    }


def _candidates(comments: Mapping[int, Runs], weights: Weights) -> list[_Candidate]:
    """The theme's phrases, best first: those that carry its words, are complete, and are said by several."""
    by: dict[tuple[str, ...], set[int]] = defaultdict(set)
    ways: dict[tuple[str, ...], Counter[tuple[float, str]]] = defaultdict(Counter)
    for place in _telling_comments(comments, weights):
        for run in comments[place]:
            for phrase in phrases(run):
                by[phrase.words].add(place)
                ways[phrase.words][(phrase.complete, phrase.text)] += 1
    holding = _holding(comments, weights)
    found = []
    for words, people in by.items():
        complete, text = max(ways[words], key=lambda way: (way[0], ways[words][way], way[1]))
        whole = _surely(complete, len(people)) * min(len(text) / _SPEAKING, 1.0) ** 0.8
        together = set.intersection(*(holding.get(word, people) for word in words)) | people
        score = _carried(words, weights) * whole * len(together) ** _SAID_BY
        if score > 0:
            found.append(_Candidate(Phrase(text, words, complete), frozenset(words), frozenset(people), score))
    return sorted(found, key=lambda each: (-each.score, each.phrase.text))[:_CANDIDATES]


def _carried(words: Sequence[str], weights: Weights) -> float:
    """How much of the theme the words carry.

    Several telling words carry more than one, words few say or unknown ones less; more where the phrase also says what
    lacks or what to do (ไม่พอ, สร้าง).
    """
    telling = [word for word in words if says_something(word)]
    carried = sum(weights.get(word, 0.0) ** 0.5 for word in telling) / len(telling) ** 0.5
    strange = sum(word not in weights for word in telling) + 2 * sum(not is_known(word) for word in telling)
    wanting = _WANTING if len(telling) < len(words) else 1.0
    return float(carried * wanting * _STRANGE**strange)


def _holding(comments: Mapping[int, Runs], weights: Weights) -> dict[str, set[int]]:
    """Which of the comments hold each telling word."""
    holding: dict[str, set[int]] = defaultdict(set)
    for place, said_in in comments.items():
        for word in {standard(word) for run in said_in for word in run} & weights.keys():
            holding[word].add(place)
    return holding


def _surely(complete: float, people: int) -> float:
    """What three people and more say word for word is complete, wherever it stood."""
    return max(complete, _SURE) if people >= _COMMON and complete > _ONE_WORD else complete


def _telling_comments(comments: Mapping[int, Runs], weights: Weights) -> list[int]:
    """The comments of a theme that say most of its words in few, enough of them to find its phrases."""
    if len(comments) <= _READ:
        return list(comments)
    told = {place: [standard(word) for run in said_in for word in run] for place, said_in in comments.items()}
    carried = {
        place: sum(weights.get(word, 0.0) for word in set(words)) / max(len(words), 1) ** 0.5
        for place, words in told.items()
    }
    return sorted(comments, key=lambda place: (-carried[place], told[place]))[:_READ]


def _named(
    ranked: Sequence[_Candidate],
    weights: Weights,
    said: Sequence[frozenset[str]],
    used: list[frozenset[str]],
    theme: int,
) -> Names:
    """Choose the label and the key phrases; the label's words are added to those used."""
    least = _TELLING * max(weights.values(), default=0.0)
    telling = frozenset(word for word, weight in weights.items() if weight >= least)
    first = next((each for each in ranked if not _used(each.words, used)), None)
    if first is None:
        return _by_words(weights, used, theme)
    second = _second(first, ranked, telling, said, used)
    chosen = [first, second] if second else [first]
    used.extend(each.words for each in chosen)
    chosen += _further(chosen, ranked, weights)
    texts = [each.phrase.text for each in chosen]
    shown = 2 if second else 1
    return Names(_SEPARATOR.join(texts[:shown]), _line(texts[shown:] or texts), tuple(texts))


def _further(chosen: Sequence[_Candidate], ranked: Sequence[_Candidate], weights: Weights) -> list[_Candidate]:
    """Key phrases that say what the chosen ones and each other do not."""
    found: list[_Candidate] = []
    said = {word for each in chosen for word in each.words}
    while len(chosen) + len(found) < _PHRASES:
        left = {word: weight * (_SAID_ALREADY if word in said else 1.0) for word, weight in weights.items()}
        worth = [
            (each.score * _carried(each.phrase.words, left) / _carried(each.phrase.words, weights), each)
            for each in ranked
            if not any(alike(each.words, other.words) for other in found) and not each.words <= said
        ]
        if not worth:
            break
        best = max(worth, key=lambda pair: (pair[0], pair[1].phrase.text))[1]
        found.append(best)
        said |= best.words
    return found


def _second(
    first: _Candidate,
    ranked: Sequence[_Candidate],
    telling: frozenset[str],
    said: Sequence[frozenset[str]],
    used: Sequence[frozenset[str]],
) -> _Candidate | None:
    """The phrase for the theme's other matter, where the first leaves many of its people out."""
    left = [words for words in said if not words & first.words & telling]
    if len(left) < (1 - _ONE_THING) * len(said):
        return None
    best, most = None, 0.0
    for each in ranked:
        about = each.words & telling
        reached = sum(1 for words in left if words & about) / len(said)
        fits = len(first.phrase.text + _SEPARATOR + each.phrase.text) <= _LONGEST_LABEL
        apart = not alike(each.words, first.words) and not _used(each.words, used)
        if fits and apart and reached >= _SECOND_THING and each.score * reached > most:
            best, most = each, each.score * reached
    return best


def _by_words(weights: Weights, used: list[frozenset[str]], theme: int) -> Names:
    """The theme's most telling words, where people said no phrase that is not taken."""
    words = sorted(weights, key=lambda word: (not tells(word), -weights[word], word))[:_PHRASES]
    label = _SEPARATOR.join(words[:2]) or _UNNAMED
    if frozenset(words[:2]) in used:
        label = f"{label} {theme + 1}"
    used.append(frozenset(words[:2]))
    return Names(label, _line(words[2:] or words), tuple(words))


def _used(words: frozenset[str], used: Sequence[frozenset[str]]) -> bool:
    return any(alike(words, other) for other in used)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether half of what the shorter says the other says too; a word within a longer one counts (เที่ยว, ท่องเที่ยว)."""
    shared = sum(any(a == b or (min(len(a), len(b)) >= _WORD and (a in b or b in a)) for b in other) for a in one)
    return shared >= _ALIKE * min(len(one), len(other))


def _line(texts: Sequence[str]) -> str:
    """As many phrases as one line holds."""
    line = texts[0] if texts else ""
    for text in texts[1:]:
        if len(line) + len(_SEPARATOR) + len(text) <= _LONGEST_DESCRIPTION:
            line += _SEPARATOR + text
    return line


def quotes(
    candidates: Sequence[int], texts: Sequence[str], typical: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[int, ...]:
    """Return up to five of the candidates that are typical, readable and unlike each other, most typical first.

    candidates index texts, typical (0 … 1) and rows (unit vectors). Readable: 15 to 220 characters, no personal data
    and no strong language, where there are such.
    """
    ranked = sorted(candidates, key=lambda i: (-(typical[i] * _readable(texts[i])), texts[i], i))
    best = sorted(ranked[:_LOOKED_AT], key=lambda i: -(typical[i] * _readable(texts[i]) * _fit(texts[i])))
    ranked = best + ranked[_LOOKED_AT:]
    chosen: list[int] = []
    for index in best:
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


def _fit(text: str) -> float:
    """Lower for what had better not be shown first: personal data, strong language."""
    return (_PERSONAL if unmarked(mask(text).text) != text else 1.0) * (
        _STRONG if _strong() & set(tokens(text)) else 1.0
    )


@cache
def _strong() -> frozenset[str]:
    from pythainlp.corpus import thai_profanity_words

    return frozenset(thai_profanity_words())
