"""Number words and what they are worth: สองพันห้าร้อย, twenty five, dua puluh lima, دوا ڤولوه."""

from functools import cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table

__all__ = ["either", "foreign", "shorthand", "spoken", "word_pattern", "year_said"]

_LONGEST = 120
_ENGLISH_ONE = regex.compile(r"\ban? (?=hundred|thousand|million)")
_LESS_THAN_THOUSAND = "(?:dh)?(?:Td?|t|d?py?d?|db|d)?"


def either(words: list[str] | tuple[str, ...]) -> str:
    """Return any of the words, longest first, as a pattern."""
    return "|".join(regex.escape(canonical(word)) for word in sorted(words, key=len, reverse=True))


@cache
def word_pattern() -> str:
    """Return one Thai number word or a run of them, as a pattern."""
    known = table("numbers")
    return f"(?:{either([*known['digit'], *known['scale'], *known['stands_for']])})+"


def spoken(text: str) -> int | None:
    """Return the value of Thai number words without spaces (สองพันห้าร้อย → 2500), or None for anything else."""
    if not text or len(text) > _LONGEST:
        return None
    for word, standard in table("numbers")["stands_for"].items():
        text = text.replace(word, standard)
    head, million, tail = text.rpartition("ล้าน")
    right = _below_million(tail) if tail else 0
    left = (spoken(head) if head else 1) if million else 0
    if left is None or right is None or not (tail or million) or (million and 0 < right < 10):
        return None
    return left * 1_000_000 + right


def shorthand(text: str) -> tuple[int, ...]:
    """Return both readings of everyday shorthand (พันห้า: 1500 or 1005), the usual one first; () for anything else."""
    scales, digits = table("numbers")["scale"], table("numbers")["digit"]
    for word, value in digits.items():
        head = text.removesuffix(word)
        whole = spoken(head) if head != text and value else None
        scale = next((size for name, size in scales.items() if head.endswith(name) and size >= 100), 0)
        if whole and scale:
            return (whole + value * scale // 10, whole + value) if value > 1 else (whole, whole + value)
    return ()


def year_said(text: str) -> str:
    """Return the four digits of a year said figure by figure (สองห้าหกแปด → 2568), or "" for anything else."""
    digits = table("numbers")["digit"]
    words = regex.findall(either(list(digits)), text)
    return "".join(str(digits[word]) for word in words) if len(words) == 4 and "".join(words) == text else ""


def foreign(text: str) -> int | None:
    """Return the value of English or Malay number words (in Latin or Jawi letters), or None for anything else."""
    known = table("numbers")["foreign"]
    said = regex.split(r"[\s-]+", _ENGLISH_ONE.sub("one ", text[:_LONGEST].strip()))
    parts = [part for word in said if word != "and" for part in known.get(word, "?").split()]
    if not parts or "?" in parts or "and" in (said[0], said[-1]) or ("0" in parts and len(parts) > 1):
        return None
    codes = "".join(_code(part) for part in parts)
    million, thousand, rest = _split(codes)
    if not all(regex.fullmatch(_LESS_THAN_THOUSAND, piece) for piece in (million, thousand, rest) if piece is not None):
        return None
    if "" in (million, thousand) or "" == rest == codes:
        return None
    at, total = 0, 0
    for piece, scale in ((million, 1_000_000), (thousand, 1_000), (rest, 1)):
        if piece is not None:
            total += _small(parts[at : at + len(piece)]) * scale
            at += len(piece) + 1
    return total


def _split(codes: str) -> tuple[str | None, str | None, str]:
    """The codes before million, before thousand, and after both."""
    million, thousand = None, None
    if "m" in codes:
        million, _, codes = codes.partition("m")
    if "k" in codes:
        thousand, _, codes = codes.partition("k")
    return million, thousand, codes


def _code(part: str) -> str:
    named = {"hundred": "h", "thousand": "k", "million": "m", "teen": "b", "ty": "p"}
    if part in named:
        return named[part]
    return "d" if int(part) < 10 else "t" if int(part) < 20 else "T"


def _small(parts: list[str]) -> int:
    """The value of words below a thousand that stand in a sensible order."""
    total = 0
    for i, part in enumerate(parts):
        after = parts[i + 1] if i + 1 < len(parts) else ""
        if part.isdigit():
            total += int(part) * {"hundred": 100, "ty": 10}.get(after, 1) + (10 if after == "teen" else 0)
    return total


def _below_million(text: str) -> int | None:
    """Read 0 to 999,999. A bare digit after ร้อย or more is shorthand (พันห้า: 1,005 or 1,500?) and gives None."""
    found = _grammar().fullmatch(text)
    if not found:
        return None
    digits, scales = table("numbers")["digit"], table("numbers")["scale"]
    said = [word for word in scales if word in text]
    unit = found["unit"]
    if unit and said and unit != "เอ็ด" and "สิบ" not in said:
        return None
    total = int(digits[unit]) if unit else 0
    for word in said:
        total += int(digits.get(found[_group(word)] or "หนึ่ง", 1)) * int(scales[word])
    return total if said or unit != "เอ็ด" else None


def _group(scale: str) -> str:
    return f"s{table('numbers')['scale'][scale]}"


@cache
def _grammar() -> regex.Pattern[str]:
    entries = table("numbers")
    digit = "|".join(word for word, value in entries["digit"].items() if value and word not in ("เอ็ด", "ยี่"))
    parts = []
    for word in sorted(entries["scale"], key=lambda scale: -int(entries["scale"][scale])):
        if word != "ล้าน":
            before = f"{digit}|ยี่" if word == "สิบ" else digit
            parts.append(f"(?:(?P<{_group(word)}>{before})?{word})?")
    unit = "|".join(word for word in entries["digit"] if word != "ยี่")
    return regex.compile(f"(?=.){''.join(parts)}(?P<unit>{unit})?")
