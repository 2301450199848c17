"""What an incoming message means as an answer to the question that is open.

A wrong guess is worse than asking back: whatever is unclear comes back as `Ask` with the wording to say it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from consultation.forms.form import Choice, Form, Question, in_language
from consultation.forms.logic import accepts, offered
from consultation.places.answers import Ambiguous, Found, Outside
from consultation.places.districts import District
from consultation.places.lookup import find_district, find_province
from consultation.places.schemes import Province, UnknownPlace, province
from consultation.places.translated import names
from consultation.talk import tongues
from consultation.talk.model import Talk
from consultation.talk.wording import comma
from nlp import reply
from nlp.clean import canonical

_DIGITS = re.compile(r"[0-9]+")
_BAND = re.compile(r"under(\d+)|(\d+)s|(\d+)plus")
OLDEST = 120
_CANDIDATE = 30  # characters of a choice quoted when asking back


@dataclass(frozen=True)
class Taken:
    """Understood. value: what is stored; raw: what was typed or the label tapped; notice: a sentence to say first."""

    value: str
    raw: str
    notice: tuple[str, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Picked:
    """One or more choices of a question that takes several; the question stays open."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """Not understood, or not allowed: the wording's key and its blanks."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


Understood = Taken | Picked | Ask


def typed(form: Form, question: Question, talk: Talk, text: str) -> Understood:
    """What a typed message means for this question."""
    if question.type == "text":
        return _free_text(question, text, talk)
    if question.type == "integer":
        return _integer(question, text, talk)
    if question.type == "rank":
        return _typed_rank(question, talk, text)
    if question.appearance == "province":
        return _province(form, question, talk, text)
    if question.appearance == "district":
        return _district(form, question, talk, text)
    return _choice(question, talk, text)


def tapped(question: Question, talk: Talk, index: int) -> Understood | None:
    """What a tap on choice number `index` (of all the question's choices) means; None for one that is not offered."""
    choices = offered(question, talk.answers)
    if not 0 <= index < len(question.choices) or question.choices[index] not in choices:
        return None
    choice = question.choices[index]
    if question.type == "select_one":
        return _checked(question, talk, choice.name, in_language(choice.label, talk.language))
    return _add(question, talk, (choice.name,))


def finished(question: Question, talk: Talk) -> Understood:
    """What "done" means for a question that takes several: all that has been picked."""
    return _several(question, talk, talk.picked)


def complete(question: Question, names: Sequence[str], talk: Talk) -> bool:
    """Whether nothing more can be picked."""
    limit = question.most or len(offered(question, talk.answers))
    return len(names) >= min(limit, len(offered(question, talk.answers)))


def _free_text(question: Question, text: str, talk: Talk) -> Understood:
    length = len(text.strip())
    if not canonical(text):
        return need(question, talk)
    if length > question.longest:
        return Ask("too_long", {"most": question.longest, "length": length})
    return _checked(question, talk, text.strip(), text)


def _integer(question: Question, text: str, talk: Talk) -> Understood:
    value = reply.number(text)
    if value is None or value != int(value):
        return need(question, talk)
    return _checked(question, talk, str(int(value)), text)


def _choice(question: Question, talk: Talk, text: str) -> Understood:
    choices = offered(question, talk.answers)
    labels = [in_language(choice.label, talk.language) for choice in choices]
    many = question.type == "select_multiple"
    meant = reply.choose(text, labels, many=many)
    if meant.kind == "ask" and len(meant.indices) > 1:
        return Ask("which", {"labels": " / ".join(f"{i + 1}. {_brief(labels[i])}" for i in meant.indices[:4])})
    if meant.kind != "chosen" and question.role == "age" and (band := _age_band(text, choices)) is not None:
        return _checked(question, talk, band, text)
    if meant.kind != "chosen":
        return need(question, talk)
    names = tuple(choices[i].name for i in meant.indices)
    if not many:
        return _checked(question, talk, names[0], text)
    if len(names) > 1 and not talk.picked:
        return _several(question, talk, names, text)
    return _add(question, talk, names)


def _age_band(text: str, choices: Sequence[Choice]) -> str | None:
    """The age band of a typed age ("70", "อายุ ๗๐ ปี") by the bands' names (under20, 20s, 60plus); None for no age."""
    numbers = _DIGITS.findall(canonical(text))
    if len(numbers) != 1 or not len(choices) < int(numbers[0]) <= OLDEST:
        return None
    years = int(numbers[0])
    return next((choice.name for choice in choices if _within(choice.name, years)), None)


def _within(band: str, years: int) -> bool:
    named = _BAND.fullmatch(band)
    if named is None:
        return False
    below, decade, above = (int(part) if part else None for part in named.groups())
    if below is not None:
        return years < below
    return decade <= years < decade + 10 if decade is not None else years >= (above or 0)


def _typed_rank(question: Question, talk: Talk, text: str) -> Understood:
    choices = offered(question, talk.answers)
    meant = reply.choose(text, [in_language(choice.label, talk.language) for choice in choices])
    if meant.kind == "chosen":
        return _add(question, talk, (choices[meant.indices[0]].name,))
    numbers = _DIGITS.findall(canonical(text))
    if len(numbers) < 2 or any(len(n) > 4 or not 1 <= int(n) <= len(choices) for n in numbers):
        return need(question, talk)
    names = tuple(choices[int(n) - 1].name for n in numbers)
    if len(set(names)) < len(names):
        return Ask("repeated", {"example": example(question, talk)})
    if talk.picked and not set(names) & set(talk.picked):
        return _add(question, talk, names)
    return _several(question, talk, names, text)


def _add(question: Question, talk: Talk, names: tuple[str, ...]) -> Understood:
    picked = (*talk.picked, *(name for name in names if name not in talk.picked))
    return _several(question, talk, picked) if complete(question, picked, talk) else Picked(picked)


def _several(question: Question, talk: Talk, names: Sequence[str], raw: str = "") -> Understood:
    if question.most and len(names) > question.most:
        return Ask("too_many", {"most": question.most})
    if not names:
        return need(question, talk)
    ordered = names if question.type == "rank" else [c.name for c in question.choices if c.name in names]
    return _checked(question, talk, " ".join(ordered), raw or labels_of(question, " ".join(ordered), talk.language))


def _province(form: Form, question: Question, talk: Talk, text: str) -> Understood:
    by_number = _choice(question, talk, text)
    if isinstance(by_number, Taken):
        return by_number
    within = [choice.name for choice in offered(question, talk.answers) if _is_province(choice.name)]
    if not within:
        return by_number
    found = find_province(text, within=within)
    if isinstance(found, Found):
        return _checked(question, talk, found.place.iso, text)
    if isinstance(found, Outside):
        notice = (
            "place_outside",
            {"place": _name(found.place, talk), "cluster": tongues.cluster(form.about, talk.language)},
        )
        taken = _checked(question, talk, found.place.iso, text)
        return replace(taken, notice=notice) if isinstance(taken, Taken) else taken
    near = found.candidates if isinstance(found, Ambiguous) else found.suggestions
    if near:
        return Ask("place_which", {"labels": " / ".join(_name(place, talk) for place in near[:5])})
    return Ask("place_unknown")


def _district(form: Form, question: Question, talk: Talk, text: str) -> Understood:
    by_number = _choice(question, talk, text)
    if isinstance(by_number, Taken):
        return by_number
    asked = form.by_role("province")
    iso = (talk.answers.get(asked.name) if asked else None) or ""
    found = find_district(text, iso if _is_province(iso) else None)
    choices = offered(question, talk.answers)
    if isinstance(found, Found) and found.place.code in {choice.name for choice in choices}:
        return _checked(question, talk, found.place.code, text)
    if isinstance(found, Outside):
        elsewhere = {
            "district": _name(found.place, talk),
            "province": _place_name(found.place.province_iso, talk.language),
        }
        return Ask("district_outside", {**elsewhere, "here": _place_name(iso, talk.language), "count": len(choices)})
    if isinstance(by_number, Ask) and by_number.key == "which":
        return by_number
    return Ask("district_unknown", {"count": len(choices)})


def _checked(question: Question, talk: Talk, value: str, raw: str) -> Understood:
    if accepts(question, value, talk.answers):
        return Taken(value, raw)
    if question.constraint_message:
        return Ask("_own", {"text": tongues.told(question.constraint_message, talk.language)})
    return Ask("not_allowed")


def labels_of(question: Question, value: str, language: str) -> str:
    """An answer as people read it: labels of choices, or the text itself."""
    if not question.choices:
        return value
    labels = []
    for name in value.split():
        choice = question.choice(name)
        labels.append(in_language(choice.label, language) if choice else _place_name(name, language))
    joint = " > " if question.type == "rank" else comma(language)
    return joint.join(labels)


def need(question: Question, talk: Talk) -> Ask:
    """What to say when nothing in a reply answers this question."""
    if question.type == "text":
        return Ask("need_text_required" if question.required else "need_text")
    if question.type == "integer":
        return Ask("need_number")
    return Ask("invalid", {"count": len(offered(question, talk.answers))})


def example(question: Question, talk: Talk) -> str:
    """Numbers as they may be typed for a question that takes several, such as "1 3 5"; never more than it takes."""
    count = len(offered(question, talk.answers))
    numbers = (2, 1, 3) if question.type == "rank" else (1, 3, 5) if count >= 5 else (1, 2)
    most = min(question.most or count, count)
    return " ".join([str(number) for number in numbers if number <= max(count, 1)][: max(most, 1)])


def _brief(label: str) -> str:
    return label if len(label) <= _CANDIDATE else cut(label, _CANDIDATE)


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


def _is_province(name: str) -> bool:
    try:
        return bool(province(name))
    except UnknownPlace:
        return False


def _name(place: Province | District, talk: Talk) -> str:
    """A place's name in the talk's language; in Thai a district's with its kind, as two may bear the same name."""
    thai = place.full_name_th if isinstance(place, District) else place.name_th
    return thai if talk.language == "th" else in_language(names(place), talk.language)


def _place_name(name: str, language: str) -> str:
    try:
        return in_language(names(province(name)), language)
    except UnknownPlace:
        return name
