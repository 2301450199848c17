"""The words that are kept whole, and what each counts as: built once a process from PyThaiNLP's lists and `nlp/data`.

Places are the provinces, the districts and what people call them; a district whose name is a word as well (น้ำขุ่น,
สังคม) is a place only after อำเภอ. Offices and their short names are one word however they are written.
"""

from functools import cache

from nlp.clean import canonical, canonical_words
from nlp.lexicon import table, words

__all__ = ["dictionary", "places", "standard_words", "stop_words"]

_BEFORE_PROVINCE = ("จังหวัด", "จ.")
_BEFORE_DISTRICT = ("อำเภอ", "อ.", "เขต")


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about the matter."""
    from pythainlp.corpus import thai_stopwords

    kept = {*canonical_words(words("kept_words"))}
    return frozenset({*canonical_words(thai_stopwords())} - kept | {*canonical_words(words("empty_words"))})


@cache
def places() -> frozenset[str]:
    """Names of provinces, districts and regions, with and without what they are."""
    provinces = {canonical(name) for name in words("provinces")}
    districts = {canonical(name) for name in words("districts")}
    alone = provinces | {canonical(name) for name in words("places")}
    alone |= districts - {canonical(name) for name in words("district_words")}
    led = {before + name for before in _BEFORE_PROVINCE for name in provinces}
    led |= {before + name for before in _BEFORE_DISTRICT for name in districts}
    return frozenset(alone | led)


@cache
def standard_words() -> dict[str, str]:
    """The word that counts for each dialect word, variant and other way to write an office."""
    found: dict[str, str] = {}
    for entries in (table("variants")["word"], table("acronyms")):
        for standard, variants in entries.items():
            found.update(dict.fromkeys(map(canonical, variants), canonical(standard)))
    return found


@cache
def dictionary() -> frozenset[str]:
    """Every word that is kept whole. None holds white space: a run of text never does."""
    from pythainlp.corpus import thai_words

    ours = {canonical(word) for name in ("plan_terms", "empty_words") for word in words(name)}
    known = standard_words()
    found = {*canonical_words(thai_words())} | ours | places() | set(known) | set(known.values())
    return frozenset(word for word in found if word and " " not in word)
