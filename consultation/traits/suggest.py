"""What the machine suggests of comments: rules, and models taught by what the office decided. No database."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from consultation.traits.gazetteer import gazetteer, province_of
from nlp import mentions
from nlp.cues import Suggestion, Weights, best
from nlp.kinds import kind_weights
from nlp.rude import rude_words
from nlp.scope import scope_weights
from nlp.taught import Taught, teach

RULES = ("kinds", "mentions", "rude", "variants")  # lists of `nlp/data` that decide what is suggested
CODE = "1"  # to be raised when the code suggests otherwise for the same lists
STEP = 1.1  # labels grow by a tenth before everything is suggested anew
YES, NO = "yes", "no"

Labels = Mapping[str, Sequence[tuple[str, str]]]  # field → (raw text, what a person decided)


@dataclass(frozen=True)
class Suggested:
    """What is suggested of one comment."""

    kind: str
    sure: float
    scope: str
    rude: bool
    places: tuple[str, ...]


@dataclass(frozen=True)
class Suggester:
    """Rules with what labels taught. models: by field, for those that had labels enough."""

    version: str
    models: Mapping[str, Taught] = field(default_factory=dict)

    def suggest(self, texts: Sequence[str], homes: Sequence[str | None]) -> list[Suggested]:
        """Suggest for raw comments. homes: the province of each one's writer, by which shared names are settled."""
        kinds = self._field("kind", texts, [best(kind_weights(text)) for text in texts])
        places = [mentions.codes(text, gazetteer(), home) for text, home in zip(texts, homes, strict=True)]
        scopes = self._field("scope", texts, [best(_scope(text, of)) for text, of in zip(texts, places, strict=True)])
        rude = [Suggestion(YES if rude_words(text) else NO, 1.0) for text in texts]
        rude = self._field("rude", texts, rude)
        return [
            Suggested(kinds[i].value, kinds[i].sure, scopes[i].value, rude[i].value == YES, places[i])
            for i in range(len(texts))
        ]

    def _field(self, name: str, texts: Sequence[str], by_rules: list[Suggestion]) -> list[Suggestion]:
        model = self.models.get(name)
        return model.suggest(texts) if model is not None and model.used else by_rules


def suggester(labels: Labels) -> Suggester:
    """Rules joined with what people decided; takes seconds for thousands of labels."""
    rules = {"kind": kind_weights, "scope": _scope_alone, "rude": _rude}
    taught = {
        name: model
        for name, pairs in sorted(labels.items())
        if (model := teach([text for text, _ in pairs], [label for _, label in pairs], rules[name])) is not None
    }
    return Suggester(version({name: len(pairs) for name, pairs in labels.items()}), taught)


def version(counts: Mapping[str, int]) -> str:
    """What stands for rules and models: comments suggested by another version are suggested anew."""
    steps = [f"{name}{int(math.log(n, STEP))}" for name, n in sorted(counts.items()) if n]
    return "-".join([rules_version(), *steps])


@cache
def rules_version() -> str:
    """What stands for the rules alone: their word lists and the code that reads them."""
    data = [files("nlp").joinpath("data", f"{name}.toml").read_bytes() for name in RULES]
    return hashlib.sha256(b"\0".join([CODE.encode(), *data])).hexdigest()[:10]


def _scope(text: str, places: Sequence[str]) -> Weights:
    provinces = {province_of(code) for code in places}
    return scope_weights(text, provinces, [code for code in places if not code.startswith("TH-")])


def _scope_alone(text: str) -> Weights:
    return _scope(text, mentions.codes(text, gazetteer()))


def _rude(text: str) -> Weights:
    words = rude_words(text)
    return {NO: float(not words), YES: float(len(words))}
