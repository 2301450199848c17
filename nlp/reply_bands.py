"""Labels that are bands of numbers (ต่ำกว่า 20 ปี, 20–29 ปี, 60 ปีขึ้นไป), and the number that falls into one of them.

A bare figure may be a position or a number: "2" to 1-2 คน, 3-4 คน, 5 คนขึ้นไป is asked back, "35" to bands of age is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.numerals import number
from nlp.reading import Choice
from nlp.reply_labels import Label
from nlp.reply_shapes import either, endings, entries

__all__ = ["in_band"]

_FIGURE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}"
_OLDEST_CHILD = 10  # nobody younger answers: a figure below is no age
_YOUNGEST_BAND = 15
_OLDEST = 120
_FARTHEST = 10  # times the beginning of a band without an end: beyond it a slip is likelier


@dataclass(frozen=True)
class _Band:
    """Numbers from `low` to `high`, both of them in it where `low_in` and `high_in`; unit: the word behind them."""

    low: int | None
    high: int | None
    low_in: bool
    high_in: bool
    unit: str

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        if self.high is None and value > (_OLDEST if self.unit in entries("years") else _FARTHEST * (self.low or 0)):
            return False
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below

    def run_together(self, value: Decimal) -> bool:
        """Whether the value may be this band typed without what stands between its ends (1825 for 18-25)."""
        return None not in (self.low, self.high) and str(value) == f"{self.low}{self.high}"

    def age_of_others(self, value: Decimal) -> bool:
        """Whether it holds the value only as the age of a child, who is not asked."""
        years = self.unit in entries("years")
        return years and self.low is None and (self.high or 0) >= _YOUNGEST_BAND and value < _OLDEST_CHILD


def in_band(said: str, keys: Sequence[Label]) -> Choice | None:
    """The one band that a stated number falls into, unless the number may just as well be another label's position."""
    bands = _bands(tuple(key.text for key in keys))
    value = number(said) if sum(map(bool, bands)) >= 2 else None
    found = _unit_at_end().search(endings().sub("", said))
    unit = found.group() if found else ""
    if value is None or (unit and unit not in {band.unit for band in bands if band}):
        return None
    hits = {i for i, band in enumerate(bands) if band and band.holds(value) and not band.age_of_others(value)}
    places = {int(value) - 1} if not unit and 1 <= value <= len(keys) and value == int(value) else set()
    if not hits or any(band.run_together(value) for band in bands if band):
        return None
    if len(hits) == 1 and (not places or places == hits):
        return Choice("chosen", tuple(hits))
    return Choice("ask", tuple(sorted(hits | places)), "ambiguous")


@lru_cache(maxsize=512)
def _bands(labels: tuple[str, ...]) -> tuple[_Band | None, ...]:
    return tuple(_band(label) for label in labels)


def _band(label: str) -> _Band | None:
    found = _shape().fullmatch(label)
    if not found:
        return None
    unit = (found["unit"] or found["unit_after"] or found["unit_first"] or "").strip()
    first, last = (int(found[name].replace(",", "")) if found[name] else None for name in ("first", "last"))
    if last is not None:
        return _Band(first, last, True, True, unit)
    if found["below"] or found["at_most"] or found["and_down"]:
        return _Band(None, first, False, not found["below"], unit)
    if found["above"] or found["and_up"]:
        return _Band(first, None, not found["above"], False, unit)
    return _Band(first, first, True, True, unit)


@cache
def _shape() -> regex.Pattern[str]:
    words = {name: either(entries(name)) for name in ("below", "at_most", "above", "and_up", "and_down")}
    unit = either([canonical(word) for word in table("numbers")["units"]])
    return regex.compile(
        rf"(?:(?P<below>{words['below']})|(?P<at_most>{words['at_most']})|(?P<above>{words['above']}))?\s*"
        rf"(?P<first>{_FIGURE})\s*(?P<unit_first>{unit})?\s*(?:(?:[-–—~]|ถึง|to|hingga)\s*(?P<last>{_FIGURE}))?\s*"
        rf"(?P<unit>{unit})?\s*(?:(?P<and_up>{words['and_up']})|(?P<and_down>{words['and_down']}))?"
        rf"\s*(?P<unit_after>{unit})?"
    )


@cache
def _unit_at_end() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{either([canonical(word) for word in table('numbers')['units']])})$")
