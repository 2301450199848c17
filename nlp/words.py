"""Thai words of a comment, with the vocabulary of places and provincial plans kept whole.

PyThaiNLP's newmm cuts the text; where nlpo3 (the same algorithm in Rust, with the same dictionary) is installed, it
does the cutting. The dictionary is built once a process. Nothing is downloaded.
"""

import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import regex

from nlp.clean import canonical, clean
from nlp.lexicon import table, words

__all__ = ["content_words", "is_empty_word", "is_known", "is_place", "pieces", "runs", "standard", "tokens"]

_RUN = regex.compile(r"[^\W\d_](?:[\p{L}\p{M}ๆฯ.]|(?<=pm)2\.5)*|[0-9]+")
_SIGNS = regex.compile(r"\s+|\X")
_CHUNK = 400
_READ = 6_000
_SINGLE = regex.compile(r"^.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*$")


def runs(text: str) -> list[list[str]]:
    """Return the words of a raw comment by run: a run ends at white space, digits and punctuation.

    The text is cleaned first; dialect words stay as they were said (see `standard`). Digits are left out. Of a comment
    longer than three pages (6,000 characters) the beginning is read: some runs take the cutter 16 µs a character.
    """
    cut = _segmenter()
    found = []
    for run in _RUN.findall(clean(text)[:_READ]):
        if not run[0].isdigit():
            pieces = [piece for start in range(0, len(run), _CHUNK) for piece in cut(run[start : start + _CHUNK])]
            found.append([piece for piece in pieces if piece.strip()])
    return found


def pieces(text: str) -> list[str]:
    """Return a text cut into words, spaces and signs, as it stands: joined again they are the text."""
    cut = _segmenter()
    found: list[str] = []
    at = 0
    for run in _RUN.finditer(text[:_READ]):
        found += _SIGNS.findall(text[at : run.start()])
        chunks = [run[0][start : start + _CHUNK] for start in range(0, len(run[0]), _CHUNK)]
        found += [piece for chunk in chunks for piece in _whole(cut(chunk), chunk)]
        at = run.end()
    return [*found, *_SIGNS.findall(text[at:_READ]), *filter(None, [text[_READ:]])]


def _whole(cut: list[str], text: str) -> list[str]:
    """What was cut, if nothing of the text went astray in the cutting."""
    return cut if "".join(cut) == text else [text]


def standard(word: str) -> str:
    """Return the standard word for a dialect word or variant (เฮ็ด → ทำ), or the word itself."""
    return _standard_word().get(word, word)


def tokens(text: str) -> list[str]:
    """Return all words of a raw comment in order, cleaned and in their standard form."""
    return [standard(word) for run in runs(text) for word in run]


def content_words(found: Iterable[str]) -> list[str]:
    """Keep the words that can tell what a comment is about: no stop words, empty words, places or single letters."""
    return [word for word in found if not is_empty_word(word) and not is_place(word)]


@cache
def is_empty_word(word: str) -> bool:
    """Whether the word says nothing about the matter: stop words, administrative words, single letters, signs."""
    if word.startswith("ๆ") or not any(letter.isalpha() for letter in word):
        return True
    said = word.rstrip("ๆ")
    return bool({word, said, standard(word)} & _empty()) or bool(_SINGLE.match(said))


def is_place(word: str) -> bool:
    """Whether the word names a province or a region."""
    return word in _places()


def is_known(word: str) -> bool:
    """Whether the word stands in the dictionary; what does not is mostly a name, a misspelling or a piece of one."""
    return word in _dictionary()


@cache
def _empty() -> frozenset[str]:
    from pythainlp.corpus import thai_stopwords

    kept = {canonical(word) for word in words("kept_words")}
    return frozenset(
        ({canonical(word) for word in thai_stopwords()} - kept) | {canonical(w) for w in words("empty_words")}
    )


@cache
def _places() -> frozenset[str]:
    from pythainlp.corpus import provinces

    names = {canonical(str(name)) for name in provinces()} | {canonical(name) for name in words("places")}
    return frozenset(names | {f"จังหวัด{name}" for name in names})


@cache
def _standard_word() -> dict[str, str]:
    entries = table("variants")["word"]
    return {canonical(variant): standard for standard, variants in entries.items() for variant in variants}


@cache
def _dictionary() -> frozenset[str]:
    from pythainlp.corpus import thai_words

    ours = {canonical(word) for name in ("plan_terms", "empty_words") for word in words(name)}
    return frozenset({canonical(word) for word in thai_words()} | ours | _places() | set(_standard_word()) - {""})


@cache
def _segmenter() -> Callable[[str], list[str]]:
    try:
        import nlpo3
    except ImportError:
        return _newmm()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "words.txt")
        path.write_text("\n".join(sorted(_dictionary())), encoding="utf-8")
        nlpo3.load_dict(str(path), "prachakhom")
    return lambda text: list(nlpo3.segment(text, "prachakhom"))


def _newmm() -> Callable[[str], list[str]]:
    from pythainlp.tokenize.newmm import segment
    from pythainlp.util import Trie

    trie = Trie(_dictionary())
    return lambda text: list(segment(text, custom_dict=trie))
