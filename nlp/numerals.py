"""Numbers as people type them: 1,200 · ๑๒.๕ · สิบสอง · สามจุดห้า · 3 ล้าน · ไร่ครึ่ง · twenty five · dua puluh lima.

A number is taken where the whole reply states it. "About fifty" is taken as fifty: nobody can know more of it. Bounds
(มากกว่า 50), ranges (10-20), two units (1 ไร่ 2 งาน), rates (300 บาทต่อวัน) and what may be read two ways (พันห้า) are
asked back, with what may have been meant.
"""

from decimal import Decimal
from functools import cache
from itertools import islice

import regex

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.number_words import either, foreign, shorthand, spoken, word_pattern
from nlp.reading import Reading, ask, chosen, nothing
from nlp.reply_shapes import endings

__all__ = ["NumberReading", "number", "read_number", "spoken"]

NumberReading = Reading[Decimal]

_PLAIN = regex.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?")
_FIGURE = regex.compile(rf"(?<![0-9.,]){_PLAIN.pattern}(?![0-9]|[.,][0-9])")
_POINT_FIRST = regex.compile(r"\.[0-9]")
_TELEPHONE = regex.compile(r"0[0-9]{8,}")
_THOUSANDS_OR_NOT = regex.compile(r"([1-9][0-9]{0,2})\.000")
_LETTER_SCALE = regex.compile(rf"({_PLAIN.pattern})\s?([km])")
_FRACTION = regex.compile(r"([0-9]{1,3})\s?[/\u2044]\s?([1-9][0-9]{0,2})")
_QUOTES = "\"'“”‘’()[]{}=:#* "
_LONGEST = 200
_LONGEST_RAW = 4_000
_MOST_CANDIDATES = 4
_MOST_JOINTS = 8


def number(text: str) -> Decimal | None:
    """Return the one number that the reply states, or None where it is not one plain number (see `read_number`)."""
    return read_number(text).value


def read_number(text: str) -> NumberReading:
    """Return the number that the reply states; what may be read two ways is asked back. Never raises.

    Digits of any script, thousands separated by commas, decimals, a minus, number words in Thai, English and Malay, a
    figure before a scale word (3 แสน 5 หมื่น), halves (2 ไร่ครึ่ง), one unit and polite words are understood.
    """
    said = canonical(text) if len(text) <= _LONGEST_RAW else ""
    said = endings().sub("", said).strip(_QUOTES) if len(said) <= _LONGEST else ""
    if not said:
        return nothing()
    if said in _nought():
        return ask("unsure", (Decimal(0),))
    bare = _openings().sub("", said).strip(_QUOTES)
    return _signed(said) or _signed(bare) or _between(bare) or _inside(said)


def _signed(text: str) -> NumberReading | None:
    for sign in table("numbers")["minus"]:
        if text.startswith(sign):
            found = _unsigned(text[len(sign) :].strip())
            if not found or found.value is None:
                return found
            listed = len(sign) == 1 and text[1:2].isspace()  # "- 5" may be a line of a list
            return ask("ambiguous", (-found.value, found.value)) if listed else chosen(-found.value)
    return _unsigned(text)


def _unsigned(text: str) -> NumberReading | None:
    values = _values(text)
    if not values:
        shape = _with_unit().fullmatch(text)
        values = _of_shape(shape) if shape else ()
    if values:
        return chosen(values[0]) if len(values) == 1 else ask("ambiguous", values)
    if found := _FRACTION.fullmatch(text):
        return ask("ambiguous", (Decimal(found[1]) / Decimal(found[2]),))
    return None


def _of_shape(shape: regex.Match[str]) -> tuple[Decimal, ...]:
    """2 ไร่ · 2 ไร่ครึ่ง · 2 ครึ่ง · ไร่ครึ่ง · ครึ่งไร่ · ครึ่งล้าน. A half of nothing named is left to be asked."""
    half = Decimal("0.5")
    if shape["half_of"]:
        scale = int(table("numbers")["scale"].get(shape["of"], 1))
        return (_plain(half * scale),) if shape["of"] else (half, Decimal(50))
    if not shape["core"]:
        return (1 + half,) if shape["unit"] and shape["and_half"] else ()
    values = _values(shape["core"])
    if not shape["and_half"]:
        return values
    if not shape["unit"] and not shape["core"].strip()[-1:].isdigit() and _scale_of(shape["core"]) >= 10:
        scale = _scale_of(shape["core"])  # ล้านครึ่ง
        return tuple(option for value in values for option in (value + half * scale, value + half))
    return tuple(value + half for value in values)


def _scale_of(text: str) -> int:
    return next((size for word, size in table("numbers")["scale"].items() if text.strip().endswith(word)), 1)


def _values(text: str) -> tuple[Decimal, ...]:
    """Every way the text may be read as one number without a unit, the likeliest first."""
    text = f"0{text.strip()}" if _POINT_FIRST.match(text.strip()) else text.strip()
    if _TELEPHONE.fullmatch(text):
        return ()
    if _PLAIN.fullmatch(text):
        value = Decimal(text.replace(",", ""))
        return (value, value * 1000) if _THOUSANDS_OR_NOT.fullmatch(text) else (value,)
    if found := _LETTER_SCALE.fullmatch(text):
        value = Decimal(found[1].replace(",", ""))
        return (value * {"k": 1_000, "m": 1_000_000}[found[2]], value)
    if _scaled().fullmatch(text):
        return _scaled_values(text)
    return _word_values(text)


def _scaled_values(text: str) -> tuple[Decimal, ...]:
    """Figures before scale words, from the greatest down: 3 แสน 5 หมื่น. A small figure at the end is shorthand."""
    total, least = Decimal(0), 10**12
    for found in _step().finditer(text):
        size = int(table("numbers")["scale"].get(found["scale"], 1))
        value = Decimal(found["figure"].replace(",", ""))
        if size >= least:
            return ()
        if size == 1 and value * 10 < least:
            short = value * least / 10
            return tuple(total + part for part in ((short, value) if value < 10 else (value,))) if value else ()
        if size == 1 and value >= least:
            return ()
        total, least = total + value * size, size
    return (_plain(total),)


def _plain(value: Decimal) -> Decimal:
    """1500000.0 → 1500000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _word_values(text: str) -> tuple[Decimal, ...]:
    joined = text.replace(" ", "")
    value = spoken(joined)
    value = foreign(text) if value is None else value
    if value is not None:
        return (Decimal(value),)
    if short := shorthand(joined):
        return tuple(map(Decimal, short))
    found = _with_point().fullmatch(text)
    if not found:
        return ()
    whole = _values(found["whole"]) if found["whole"].strip() else (Decimal(0),)
    after = _digits_said(found["after"])
    if len(whole) != 1 or whole[0] % 1 or not after:
        return ()
    return (whole[0] + Decimal(after).scaleb(-len(after)),)


def _digits_said(text: str) -> str:
    """สองห้า → "25", 25 → "25", two five → "25"; "" for anything else."""
    digits = table("numbers")["digit"]
    words = regex.findall(either(list(digits)) + r"|[0-9]|[^\W\d]+|\S", text)
    said = [str(digits[word]) if word in digits else word if word.isdigit() else str(foreign(word)) for word in words]
    return "".join(said) if said and len(said) <= 6 and all(len(word) == 1 for word in said) else ""


def _between(text: str) -> NumberReading | None:
    """Two numbers with a word between them, or two digits said in a row (สองสามคน)."""
    shape = _with_unit().fullmatch(text)
    core = (shape["core"] if shape else None) or text
    digits = either([word for word, value in table("numbers")["digit"].items() if value])
    if pair := regex.fullmatch(rf"({digits})({digits})", core.replace(" ", "")):
        return ask("several", tuple(Decimal(table("numbers")["digit"][word]) for word in pair.groups()))
    for found in islice(_joint().finditer(text), _MOST_JOINTS):
        left, right = _unsigned(text[: found.start()].strip()), _unsigned(text[found.end() :].strip())
        if left and right:
            return ask("several", (*_meant(left), *_meant(right))[:_MOST_CANDIDATES])
    return None


def _meant(found: NumberReading) -> tuple[Decimal, ...]:
    return (found.value,) if found.value is not None else found.candidates


def _inside(said: str) -> NumberReading:
    """Numbers named in a longer reply: candidates, never an answer."""
    words = [word for word in said.split() if regex.fullmatch(word_pattern(), word)]
    figures = [found.group() for found in _FIGURE.finditer(said)]
    candidates = tuple(value for piece in (*figures, *words) for value in _values(piece))[:_MOST_CANDIDATES]
    if not candidates:
        whole = regex.fullmatch(word_pattern(), said.replace(" ", "")) or any(letter.isdigit() for letter in said)
        return ask("several") if whole else nothing()
    if regex.search(either(table("numbers")["negation"]), said):
        return ask("negated", candidates)
    if regex.search(either(table("numbers")["bounds"]), said):
        return ask("bound", candidates)
    return ask("several" if len(figures) + len(words) > 1 else "unsure", candidates)


@cache
def _nought() -> frozenset[str]:
    return frozenset(canonical(word) for word in table("numbers")["nought"])


@cache
def _openings() -> regex.Pattern[str]:
    return regex.compile(rf"^(?:(?:{either(table('numbers')['openings'])})\s*)+(?=.)")


@cache
def _joint() -> regex.Pattern[str]:
    return regex.compile(rf"\s*(?:{either(table('numbers')['between'])})\s*")


@cache
def _with_point() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<whole>.*?)\s?(?:{either(table('numbers')['point'])})\s?(?P<after>.+)")


@cache
def _with_unit() -> regex.Pattern[str]:
    unit, half = either(table("numbers")["units"]), either(table("numbers")["half"])
    scale = either(list(table("numbers")["scale"]))
    return regex.compile(
        rf"(?P<half_of>(?:{half})(?:หนึ่ง)?)\s?(?P<of>{unit}|{scale})?"
        rf"|(?P<core>.*?)\s?(?P<unit>{unit})?\s?(?P<and_half>{half})?"
    )


def _scale_step() -> str:
    return rf"(?P<figure>{_PLAIN.pattern})\s?(?P<scale>{either(list(table('numbers')['scale']))})"


@cache
def _scaled() -> regex.Pattern[str]:
    step = regex.sub(r"\?P<\w+>", "?:", _scale_step())
    return regex.compile(rf"(?:{step}\s?)+(?:[0-9]{{1,6}})?")


@cache
def _step() -> regex.Pattern[str]:
    return regex.compile(rf"{_scale_step()}|(?P<figure>[0-9]{{1,6}})(?P<scale>)")
