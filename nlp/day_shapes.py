"""The shapes of typed dates: patterns over the codes of their words (`nlp/data/dates.toml`), and slips mended.

Codes: n one or two digits, y four, N others; M month, w weekday, R a relative day (พรุ่งนี้); D W m Y day, week, month
and year as words; e พ.ศ., c ค.ศ.; b B before, p most recent, a next, u coming, t this, i in; - / . , signs; r or, to;
k d words before a date; q h words that change nothing; z bounds; g negations; x anything else.
"""

from functools import cache
from itertools import pairwise
from typing import Any

import regex

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.scanning import Lexicon, entries
from nlp.spelling import clusters, distance

__all__ = ["FULL", "SHAPES", "lexicon", "mended"]

_YEAR = "Y?(?P<era>[ec])?(?P<year>[nyN])(?P<era>[ec])?"
_DAY_MONTH = "(?P<day>n)(?:d?m?[-/.,]?d?(?P<month>M)[-/.,]?|d*m(?P<number>n))"

# Day, month and year, in every order that people write them.
FULL = (
    f"{_DAY_MONTH}{_YEAR}",
    "(?P<month>M)(?P<day>n),?(?P<year>[yn])(?P<era>[ec])?",
    f"(?P<day>n)(?P<sign>[-/.,]?)(?P<number>n)(?P=sign){_YEAR}",
    "(?P<era>[ec])?(?P<year>y)(?P<sign>[-/.]?)(?P<number>n)(?P=sign)(?P<day>n)",
    "(?P<digits>N)",
)

# The name of each reading in `nlp/days.py`, and the shapes that have it; the first that fits is taken.
SHAPES: dict[str, tuple[str, ...]] = {
    "full": tuple(f"(?:(?P<weekday>[wW]),?)?[kd]*{shape}" for shape in FULL),
    "relative": ("[kd]*(?P<relative>R)",),
    "this_year": (rf"[kd]*{_DAY_MONTH}(?:Y(?P<which>[bBat])|(?P<which>[bat])Y)",),
    "no_year": (
        rf"(?:(?P<weekday>[wW]),?)?[kd]*{_DAY_MONTH}(?P<which>[put])?",
        r"(?:(?P<weekday>[wW]),?)?[kd]*(?P<day>n)[-/.](?P<number>n)",
        r"(?:(?P<weekday>[wW]),?)?d*(?P<latin>M)d*(?P<day>n)",
    ),
    "no_month": (
        r"(?P<said>[kd]+)(?P<day>n)(?:m(?P<which>[bBpat])|(?P<which>[bat])m)",
        r"(?P<day>n)m(?P<which>t)",
        r"(?:(?P<weekday>[wW]),?)?(?P<said>[kd])*(?P<day>n)(?P<which>[put])?",
    ),
    "days_away": (
        r"k?(?P<count>[nyN])(?P<unit>[DW])(?P<which>[bBp])",
        r"[ia]?(?P<count>[nyN])(?P<unit>[DW])(?P<which>[a])",
        r"(?P<which>i)(?P<count>[nyN])(?P<unit>[DW])",
        r"(?P<count>n)(?P<unit>[DW])",
    ),
    "weekday": (
        r"(?P<said>k)?(?P<weekday>w)(?P<which>[bBpaut])?",
        r"(?P<which>[baut])(?P<weekday>w)",
        r"k?(?P<weekday>w)(?:W(?P<week>[bBpaut])|(?P<week>[baut])W)",
    ),
    "several": (
        rf"[kd]*(?P<first>n)(?:-|r|,)[kd]*{_DAY_MONTH}{_YEAR}",
        r"k?(?P<count>n)(?:-|r)(?P<count>n)(?P<unit>[DW])(?P<which>[bBpa])",
    ),
    "no_day": (
        rf"[kd]*m?M[-/.,]?{_YEAR}",
        rf"[kd]*(?:Y|[ec])+{_YEAR}",
        r"[kd]*(?P<year>y)[ec]?",
        r"[kd]*m?M(?:Y[bBpat]|[put])?",
        r"[kd]*[ia]?n?[WmY](?:[bBpaut])?",
        r"[kd]*n?[-/.]y",
        r"[kdbait]*[DWmY][bBaupt]?",
        r"[kd]*z(?:m?M|[mY])(?:Y?[ec]?[ny]|Y?[bBaptu])?",
    ),
}

_LETTERS = regex.compile(r"[ก-๎]+")
_DAYS_AGO = regex.compile("วัน(?=ที่(?:แล้ว|ผ่านมา))")  # not วันที่, which stands before a date
_LEAST, _MOST = 4, 14


def _table() -> dict[str, Any]:
    return table("dates")


@cache
def lexicon() -> Lexicon:
    """Return the words of dates."""
    words: list[tuple[str, str, Any]] = [
        (word, "M", i) for i, names in enumerate(_table()["months"], 1) for word in names
    ]
    words += [(word, "w", i) for i, names in enumerate(_table()["weekdays"]) for word in names]
    words += [(word, "R", tuple(days)) for word, days in _table()["relative"].items()]
    return Lexicon([*words, *entries(_table()["words"])])


def mended(text: str) -> str:
    """Return the text with a slip of the finger in a month or a relative day set right, where it is clear."""
    return str(_LETTERS.sub(lambda found: _mend(found.group()), _DAYS_AGO.sub("วัน ", text)))


def _mend(word: str) -> str:
    size = len(clusters(word))
    if size < _LEAST or len(word) > _MOST or all(token.code != "x" for token in lexicon().tokens(word)):
        return word
    near = sorted((distance(word, name), name) for name in _long_names())
    best, name = near[0]
    meant = [_meaning(other) for apart, other in near if apart <= best + 0.5]
    clear = best <= 0.5 or (best <= 1 and size >= 5 and name in _month_names())
    return name if clear and all(one == other for one, other in pairwise(meant)) else word


def _meaning(name: str) -> object:
    token = lexicon().tokens(name)[0]
    return token.code, token.value


@cache
def _month_names() -> frozenset[str]:
    return frozenset(canonical(names[0]) for names in table("dates")["months"])


@cache
def _long_names() -> tuple[str, ...]:
    relative = [canonical(word) for word in table("dates")["relative"]]
    return (*_month_names(), *(word for word in relative if len(clusters(word)) >= _LEAST and word[0] > "\u0e00"))
