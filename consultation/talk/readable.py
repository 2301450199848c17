"""Answers as people read them: choices by their labels, dates and large numbers as they are written in chat."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import regex

from consultation.forms.form import MEDIA, NUMBERS, SELECTS, Question, in_language
from consultation.places.schemes import UnknownPlace, province
from consultation.places.translated import names
from consultation.talk.wording import BUDDHIST_ERA, comma, say, short_date, short_time

_APART = 6  # digits from which a number needs its thousands apart; shorter ones may be years, postcodes, house numbers
_MIDDAY = time(12)


def shown(question: Question, value: str, timezone: str, language: str) -> str:
    """An answer as people read it; what is no value of its type stays as it is."""
    try:
        return _shown(question, value, timezone, language)
    except (ValueError, OverflowError):
        return value


def grain(question: Question) -> str:
    """How exact a moment is to be: a date by ODK's appearances a `year`, a `month` or a `date`; else its type."""
    appearances = question.appearance.split() if question.type == "date" else ()
    found = next((one for one in ("month-year", "year") if one in appearances), question.type)
    return found.removesuffix("-year")


def place_name(name: str, language: str) -> str:
    """A province's name by its code; what is no code stays as it is."""
    try:
        return in_language(names(province(name)), language)
    except UnknownPlace:
        return name


def cut(text: str, most: int) -> str:
    """The beginning of a text, at most so many characters and an ellipsis, never through a letter and its vowel."""
    clusters: list[str] = []
    length = 0
    for cluster in regex.findall(r"\X", text):
        length += len(cluster)
        if length > most:
            return "".join(clusters).rstrip() + "…"
        clusters.append(cluster)
    return text


def _shown(question: Question, value: str, timezone: str, language: str) -> str:
    if question.type in SELECTS:
        between = " > " if question.type == "rank" else comma(language)
        return between.join(_label(question, name, language) for name in value.split())
    if question.type in NUMBERS:
        return _number(value)
    if question.type == "date":
        return _date(question, date.fromisoformat(value), timezone, language)
    if question.type == "time":
        at = time.fromisoformat(value)
        return say("shown_time", language, hour=at.hour, minute=f"{at.minute:02}")
    if question.type == "dateTime":
        return short_time(datetime.fromisoformat(value), timezone, language)
    if question.type in MEDIA:
        count = len(value.split())
        return say(f"shown_{question.type}" + "s" * (count > 1), language, count=count)
    return ", ".join(value.split()[:2]) if question.type == "geopoint" else value


def _label(question: Question, name: str, language: str) -> str:
    choice = question.choice(name)
    return (in_language(choice.label, language).strip() or name) if choice else place_name(name, language)


def _number(value: str) -> str:
    whole, point, fraction = value.partition(".")
    return f"{int(whole):,}{point}{fraction}" if len(whole.lstrip("-")) >= _APART else value


def _date(question: Question, day: date, timezone: str, language: str) -> str:
    exact = grain(question)
    if exact == "year":
        return str(day.year + BUDDHIST_ERA)
    written = short_date(datetime.combine(day, _MIDDAY, ZoneInfo(timezone)), timezone, language)
    return written.partition(" ")[2] if exact == "month" else written
