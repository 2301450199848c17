"""Whether a comment is worded rudely, so that a reader is prepared and quotes are chosen with care. Never to block.

Everyday words of the usual lists of profanity (สัตว์ ตาย บ้า เวร กู ควาย) are not rude by themselves, only aimed at
somebody (ไอ้สัตว์). Anger is not rudeness, and who is rude may be right.
"""

from functools import cache

import regex

from nlp.clean import clean
from nlp.cues import LONGEST
from nlp.lexicon import table

__all__ = ["rude_words"]

# Letters put apart so that no list finds them (ค ว ย): three or more single letters with spaces between.
_SPELT_OUT = regex.compile(r"(?<!\S)\X(?: \X){2,}(?!\S)")


def rude_words(text: str) -> tuple[str, ...]:
    """The words for which a raw comment is taken for rude, each once, in order. Total, and linear in its length."""
    said = _SPELT_OUT.sub(lambda found: found.group().replace(" ", ""), clean(text[:LONGEST]))
    said = _pattern("never").sub(" ", said)
    found = [(hit.start(), hit.group()) for name in ("strong", "aimed") for hit in _pattern(name).finditer(said)]
    return tuple(dict.fromkeys(word for _, word in sorted(found)))


@cache
def _pattern(name: str) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{pattern})" for pattern in table("rude")[name]))
