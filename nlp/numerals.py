"""Numbers as Thai people type them: 1,200 · ๑๒ · สิบสอง · 3 ล้าน."""

from decimal import Decimal
from functools import cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table

__all__ = ["number", "spoken"]

_PLAIN = regex.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?")
_LONGEST = 120


def number(text: str) -> Decimal | None:
    """Return the one number the reply states, or None where it is not one plain number (ask back then).

    Accepts Arabic, Thai and full-width digits, thousands separated by commas, decimals, a minus, Thai number words,
    a figure before a scale word (3 ล้าน), one unit (คน, บาท …) and polite endings. Ranges, dates, wrongly placed commas
    and everyday shorthand that may be read two ways (พันห้า) give None.
    """
    text = canonical(text)
    text = _bare(text) if len(text) <= _LONGEST else ""
    if not text:
        return None
    for sign in table("reply")["minus"]:
        if text.startswith(sign):
            value = _unsigned(text[len(sign) :].strip())
            return None if value is None else -value
    return _unsigned(text)


def _unsigned(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    scaled = _scaled().fullmatch(text)
    if scaled:
        return Decimal(scaled["figure"].replace(",", "")) * int(table("reply")["scale"][scaled["scale"]])
    value = spoken(text.replace(" ", ""))
    return None if value is None else Decimal(value)


def spoken(text: str) -> int | None:
    """Return the value of Thai number words without spaces (สองพันห้าร้อย → 2500), or None for anything else."""
    if not text or len(text) > _LONGEST:
        return None
    head, million, tail = text.rpartition("ล้าน")
    right = _below_million(tail) if tail else 0
    left = (spoken(head) if head else 1) if million else 0
    if left is None or right is None or not (tail or million) or (million and 0 < right < 10):
        return None
    return left * 1_000_000 + right


def _below_million(text: str) -> int | None:
    """Read 0 to 999,999. A bare digit after ร้อย or more is shorthand (พันห้า: 1,005 or 1,500?) and gives None."""
    found = _grammar().fullmatch(text)
    if not found:
        return None
    digits, scales = table("reply")["digit"], table("reply")["scale"]
    said = [word for word in scales if word in text]
    unit = found["unit"]
    if unit and said and unit != "เอ็ด" and "สิบ" not in said:
        return None
    total = int(digits[unit]) if unit else 0
    for word in said:
        total += int(digits.get(found[_group(word)] or "หนึ่ง", 1)) * int(scales[word])
    return total if said or unit != "เอ็ด" else None


def _group(scale: str) -> str:
    return f"s{table('reply')['scale'][scale]}"


def _bare(text: str) -> str:
    return str(_tail().sub("", text)).strip()


@cache
def _tail() -> regex.Pattern[str]:
    """A unit and polite endings after the number."""
    entries = table("reply")
    unit = "|".join(regex.escape(canonical(word)) for word in sorted(entries["units"], key=len, reverse=True))
    ending = "|".join(regex.escape(canonical(word)) for word in sorted(entries["endings"], key=len, reverse=True))
    return regex.compile(rf"(?:(?<=.)\s?(?:{unit}))?(?:\s?(?:{ending})|\s?[.!\p{{So}}\p{{Sk}}])*+\s*$", regex.V0)


@cache
def _scaled() -> regex.Pattern[str]:
    scale = "|".join(table("reply")["scale"])
    return regex.compile(rf"(?P<figure>{_PLAIN.pattern})\s?(?P<scale>{scale})")


@cache
def _grammar() -> regex.Pattern[str]:
    entries = table("reply")
    digit = "|".join(word for word, value in entries["digit"].items() if value and word not in ("เอ็ด", "ยี่"))
    parts = []
    for word in sorted(entries["scale"], key=lambda scale: -int(entries["scale"][scale])):
        if word != "ล้าน":
            before = f"{digit}|ยี่" if word == "สิบ" else digit
            parts.append(f"(?:(?P<{_group(word)}>{before})?{word})?")
    unit = "|".join(word for word in entries["digit"] if word != "ยี่")
    return regex.compile(f"(?=.){''.join(parts)}(?P<unit>{unit})?")
