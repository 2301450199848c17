"""Thai words of a comment, with the vocabulary of places and provincial plans kept whole.

PyThaiNLP's newmm cuts the text; where nlpo3 (the same algorithm in Rust, with the same dictionary) is installed, it
does the cutting, three times as fast. They differ in one run of two thousand, where a piece stands in no dictionary:
`engine` says which one cuts, so that a result can name it. The dictionary is built once a process.
Nothing is downloaded.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import regex

from nlp.clean import clean, clean_all
from nlp.vocabulary import dictionary, places, standard_words, stop_words

__all__ = [
    "batch",
    "content_words",
    "engine",
    "is_content",
    "is_empty_word",
    "is_known",
    "is_place",
    "pieces",
    "runs",
    "said",
    "standard",
    "tokens",
]

Cut = Callable[[str], list[str]]

_MARKS = r"ๆฯ.ัิ-ฺ็-๎\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_NUMBERED = r"(?<=pm)2\.5|(?<=ส\.)3|(?<=ท\.)5|(?<=ท)5"  # pm2.5, น.ส.3, ภ.บ.ท.5
_WORDS = re.compile(rf"[ก-ฺเ-๎a-z](?:[ก-ฺเ-๎a-z]+|[^\W\d_]|[{_MARKS}]|{_NUMBERED})*|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_RUN = re.compile(f"{_WORDS.pattern}|[0-9]+")
_PLAIN = re.compile("[ก-ฮะ-ฺเ-๎]+")
_BLOCK = 500  # letters of runs that are cut in one call
_RUN_BETWEEN = "   "  # a space between words, between runs a space that is a word of its own
_SIGNS = regex.compile(r"\s+|\X")
_CHUNK = 400
_FREELY = 4_000
_WINDOW = 30
_READ = 20_000
_SINGLE = regex.compile(r"^.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*$")


def runs(text: str) -> list[list[str]]:
    """Return the words of a raw comment by run: a run ends at white space, digits and punctuation.

    The text is cleaned first; dialect words stay as they were said (see `standard`). Digits are left out. Of a comment
    longer than ten pages (20,000 characters) the beginning is read, and what stands after the second page is cut in
    short windows: some runs take the cutter 20 µs a character.
    """
    found = _said_all([clean(text)])[0]
    return [run.split(" ") for run in found.split("\n")] if found else []


def batch(texts: Sequence[str]) -> list[str]:
    """Return the words of many raw comments as `runs` finds them, as one string each: see `said`."""
    return _said_all(clean_all(texts))


def said(found: Iterable[Iterable[str]]) -> str:
    """Return runs of words as one string: a space between words, a line break between runs."""
    return "\n".join(" ".join(run) for run in found)


def _said_all(texts: Sequence[str]) -> list[str]:
    """The words of clean texts as `said` writes them. A run that several say is cut once."""
    cut = _segmenter()
    found = [None if len(text) > _FREELY else _WORDS.findall(text) for text in texts]
    known = _cut_all(list(dict.fromkeys(run for own in found if own for run in own)), cut)
    return [
        said(_runs_of_long(text[:_READ], cut)) if own is None else "\n".join([known[run] for run in own])
        for text, own in zip(texts, found, strict=True)
    ]


def _cut_all(different: Sequence[str], cut: Cut) -> dict[str, str]:
    """The words of each run. Runs of nothing but Thai letters are cut many in one call: the words are the same."""
    known: dict[str, str] = {}
    block: list[str] = []
    letters = 0
    for run in different:
        if not _PLAIN.fullmatch(run):
            known[run] = " ".join(_cut_run(run, cut))
            continue
        block.append(run)
        letters += len(run)
        if letters > _BLOCK:
            known |= _cut_block(block, cut)
            block, letters = [], 0
    return known | _cut_block(block, cut)


def _cut_block(block: Sequence[str], cut: Cut) -> dict[str, str]:
    pieces_of = " ".join(cut(" ".join(block))).split(_RUN_BETWEEN) if block else []
    if len(pieces_of) != len(block):
        return {run: " ".join(cut(run)) for run in block}
    return dict(zip(block, pieces_of, strict=True))


def engine() -> str:
    """Which program cuts words here: `nlpo3`, or `newmm` where that is not installed."""
    return _engine()[0]


def _cut_run(run: str, cut: Cut) -> list[str]:
    """The words of a run. A full stop belongs to a word that is known with it (อบต.); engines differ over others."""
    return _at_stops(cut(run)) if "." in run else cut(run)


def _at_stops(cut: list[str]) -> list[str]:
    found: list[str] = []
    for word in cut:
        found += [word] if "." not in word or word in dictionary() else filter(None, word.split("."))
    return found


def _runs_of_long(said: str, cut: Cut) -> list[list[str]]:
    found, known, read = [], {}, 0
    for run in _RUN.findall(said):
        if not run[0].isdigit():
            if run not in known:
                known[run] = _at_stops(_cut_long(run, cut, _CHUNK if read < _FREELY else _WINDOW))
                read += len(run)
            found.append(known[run])
    return found


def _cut_long(run: str, cut: Cut, window: int) -> list[str]:
    """Cut window by window; the last word of a window, which its end may have broken, begins the next."""
    found: list[str] = []
    known: dict[str, list[str]] = {}
    at = 0
    while at < len(run):
        part = run[at : at + window]
        if part not in known:
            known[part] = _whole(cut(part), part)
        words_of = known[part]
        if len(words_of) > 1 and at + window < len(run):
            words_of = words_of[:-1]
        found += words_of
        at += sum(map(len, words_of))
    return found


def pieces(text: str) -> list[str]:
    """Return a text cut into words, spaces and signs, as it stands: joined again they are the text."""
    cut = _segmenter()
    found: list[str] = []
    at = 0
    for run in _RUN.finditer(text[:_READ]):
        found += _SIGNS.findall(text[at : run.start()])
        found += _cut_long(run[0], cut, _CHUNK if at < _FREELY else _WINDOW)
        at = run.end()
    return [*found, *_SIGNS.findall(text[at:_READ]), *filter(None, [text[_READ:]])]


def _whole(cut: list[str], text: str) -> list[str]:
    """What was cut, if nothing of the text went astray in the cutting."""
    return cut if "".join(cut) == text else [text]


def standard(word: str) -> str:
    """Return the standard word for a dialect word, a variant or an office's short name (เฮ็ด → ทำ, อบต → อบต.)."""
    return standard_words().get(word, word)


def tokens(text: str) -> list[str]:
    """Return all words of a raw comment in order, cleaned and in their standard form."""
    known = standard_words()
    return [known.get(word, word) for run in runs(text) for word in run]


def content_words(found: Iterable[str]) -> list[str]:
    """Keep the words that can tell what a comment is about: no stop words, empty words, places or single letters."""
    return [word for word in found if is_content(word)]


@cache
def is_content(word: str) -> bool:
    """Whether the word, in its standard form, can tell what a comment is about."""
    return not is_empty_word(word) and not is_place(word)


@cache
def is_empty_word(word: str) -> bool:
    """Whether the word says nothing about the matter: stop words, administrative words, single letters, signs."""
    if word.startswith("ๆ") or not any(letter.isalpha() for letter in word):
        return True
    said = word.rstrip("ๆ")
    return bool({word, said, standard(word)} & stop_words()) or bool(_SINGLE.match(said))


def is_place(word: str) -> bool:
    """Whether the word names a province, a district or a region."""
    return word in places()


def is_known(word: str) -> bool:
    """Whether the word stands in the dictionary; what does not is mostly a name, a misspelling or a piece of one."""
    return word in dictionary()


def _segmenter() -> Cut:
    return _engine()[1]


@cache
def _engine() -> tuple[str, Cut]:
    try:
        return "nlpo3", _nlpo3()
    except ImportError:
        return "newmm", _newmm()


def _nlpo3() -> Cut:
    import tempfile
    from pathlib import Path

    import nlpo3

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "words.txt")
        path.write_text("\n".join(sorted(dictionary())), encoding="utf-8")
        nlpo3.load_dict(str(path), "prachakhom")
    segment = nlpo3.segment
    return lambda text: segment(text, "prachakhom")


def _newmm() -> Cut:
    from pythainlp.tokenize.newmm import segment
    from pythainlp.util import Trie

    trie = Trie(dictionary())
    return lambda text: list(segment(text, custom_dict=trie))
