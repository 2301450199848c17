"""Rules joined with what an office decided: a small linear model on words, runs of characters and what the rules say.

It is taught anew from every label that people gave, on the machine of the office; it is measured by cross-validation
before it is believed, and where it does no better than the rules alone, the rules stay. Deterministic, whatever the
order of the labels.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.cues import Suggestion, Weights, best, plain
from nlp.words import tokens

__all__ = ["FEWEST", "Measured", "Taught", "teach"]

FEWEST = 60  # labels from which a model is taught
_EACH = 6  # labels that an answer needs to be learnt; of the rarer ones the rules know more
_FOLDS = 5
_STRENGTH = 10.0  # inverse of the regularization
_RULES = 0.2  # what the rules' weights count beside words and characters
_MOST = 5000  # labels that are learnt from

Rules = Callable[[str], Weights]


@dataclass(frozen=True)
class Measured:
    """What cross-validation found, over labels held back: shares of right suggestions, 0 to 1.

    labels: how many it stands on. right, rules: with the model, and by the rules alone. found, true: for each answer
    the share of its comments that was found, and the share of its suggestions that was true (None where none was made).
    """

    labels: int
    right: float
    rules: float
    found: Mapping[str, float]
    true: Mapping[str, float | None]


@dataclass(frozen=True)
class Taught:
    """A model of one field of comments, ready to suggest. used: whether it did better than the rules and is asked."""

    measured: Measured
    used: bool
    _rules: Rules
    _model: Any

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        """Suggest an answer for each raw comment."""
        if not self.used:
            return [best(self._rules(text)) for text in texts]
        return self._model(texts) if len(texts) else []


def teach(texts: Sequence[str], labels: Sequence[str], rules: Rules) -> Taught | None:
    """Learn from labelled raw comments; None for fewer than 60, or where all say the same."""
    pairs = sorted(set(zip(texts, labels, strict=True)))[:_MOST]
    often = Counter(label for _, label in pairs)
    pairs = [pair for pair in pairs if often[pair[1]] >= _EACH]
    if len(pairs) < FEWEST or len({label for _, label in pairs}) < 2:
        return None
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    given, said = [text for text, _ in pairs], [label for _, label in pairs]
    with threadpool_limits(limits=1):
        guesses = _held_back(given, said, rules)
        measured = _measured(said, guesses, [best(rules(text)).value for text in given])
        return Taught(measured, measured.right > measured.rules, rules, _fitted(given, said, rules))


def _held_back(texts: Sequence[str], labels: Sequence[str], rules: Rules) -> list[str]:
    """What a model that did not see it suggests for each text."""
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    guesses = [""] * len(texts)
    for seen, held in folds.split(np.zeros(len(texts)), labels):
        model = _fitted([texts[i] for i in seen], [labels[i] for i in seen], rules)
        for place, suggestion in zip(held, model([texts[i] for i in held]), strict=True):
            guesses[place] = suggestion.value
    return guesses


def _fitted(texts: Sequence[str], labels: Sequence[str], rules: Rules) -> Callable[[Sequence[str]], list[Suggestion]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(analyzer=tokens, sublinear_tf=True)
    letters = TfidfVectorizer(preprocessor=plain, analyzer="char", ngram_range=(2, 4), sublinear_tf=True)
    model = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    features = _Features(words, letters, rules)
    model.fit(features.learnt(texts), labels)

    def suggest(asked: Sequence[str]) -> list[Suggestion]:
        shares: NDArray[np.float64] = model.predict_proba(features.of(asked))
        return [Suggestion(str(model.classes_[row.argmax()]), round(float(row.max()), 3)) for row in shares]

    return suggest


@dataclass(frozen=True)
class _Features:
    """What the model sees of a comment: its words, its runs of two to four characters, the rules' weights."""

    words: Any
    letters: Any
    rules: Rules

    def learnt(self, texts: Sequence[str]) -> Any:
        """Learn the words and runs of these texts, and describe them."""
        self.words.fit(texts)
        self.letters.fit(texts)
        return self.of(texts)

    def of(self, texts: Sequence[str]) -> Any:
        """Describe texts by what was learnt."""
        from scipy.sparse import csr_matrix, hstack

        weights = [list(self.rules(text).values()) for text in texts]
        said = csr_matrix(np.array(weights, dtype=float) * _RULES)
        return hstack([self.words.transform(texts), self.letters.transform(texts), said], format="csr")


def _measured(labels: Sequence[str], guesses: Sequence[str], by_rules: Sequence[str]) -> Measured:
    often, guessed = Counter(labels), Counter(guesses)
    hits = Counter(label for label, guess in zip(labels, guesses, strict=True) if label == guess)
    right_by_rules = sum(label == guess for label, guess in zip(labels, by_rules, strict=True))
    return Measured(
        labels=len(labels),
        right=round(sum(hits.values()) / len(labels), 4),
        rules=round(right_by_rules / len(labels), 4),
        found={label: round(hits[label] / often[label], 4) for label in sorted(often)},
        true={label: round(hits[label] / guessed[label], 4) if guessed[label] else None for label in sorted(often)},
    )
