"""What a comment is: a problem, a need, a proposal, a question, praise, a report of one spot, or nothing to the matter.

Suggested by weighed words (`nlp/data/kinds.toml`) for a person to confirm or change; `nlp.taught` joins what an office
decided. Of the comment, never of the person who wrote it. Figures: docs/decisions/0026-voices-and-kinds.md.
"""

import regex

from nlp.cues import Suggestion, Weights, best, plain, weigh

__all__ = ["KINDS", "UNRELATED", "kind_of", "kind_weights"]

KINDS = ("problem", "need", "proposal", "question", "praise", "report", "unrelated")
UNRELATED = "unrelated"
_LETTER = regex.compile(r"\p{L}")
_FEWEST_LETTERS = 3
_LAUGH = regex.compile(r"(?:ha|ฮ่า|ฮา|อิ|คริ|ๆ|\s|5)+")
_SURE = 6.0


def kind_of(text: str) -> Suggestion:
    """Suggest the kind of a raw comment. Total: never raises, and linear in the length of the text."""
    return best(kind_weights(text))


def kind_weights(text: str) -> Weights:
    """What each kind weighs; `kind_of` takes the heaviest."""
    said = plain(text)
    weights = weigh("kind", said)
    if _says_nothing(said):
        weights[UNRELATED] += _SURE
    return weights


def _says_nothing(said: str) -> bool:
    letters = _LETTER.findall(said)
    return len(letters) < _FEWEST_LETTERS or len(set(letters)) == 1 or bool(_LAUGH.fullmatch(said))
