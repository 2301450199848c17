"""One cell as the answer to one question, as far as that needs no other answer; what is not plain is read as in a chat.

A cell holds choices by label, several parted by `;`, a line break or a comma. The page of entry posts names of choices
instead, marked with `=`.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from consultation.entry.wording import catalogue
from consultation.forms.form import MEDIA, SELECTS, Form, Question
from consultation.talk.kinds.number import plain
from consultation.talk.readable import grain
from consultation.talk.wording import BUDDHIST_ERA
from nlp.clean import canonical

MARK = "="
APART = re.compile(r"\s*[;|\n]\s*|\s+>\s+")
_COMMAS = re.compile(r"\s*,\s*")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_FIRST_BUDDHIST_YEAR = 2400


def typed_in(question: Question) -> bool:
    """Whether staff can type its answer: not what is sent from a telephone, voted on, or a leave to be contacted."""
    return question.asked and question.type not in (*MEDIA, "statements") and question.role != "consent_contact"


def photographed(form: Form, name: str) -> bool:
    """Whether a question asks for a photo."""
    question = form.question(name)
    return question is not None and question.type == "image"


def left_blank(text: str) -> bool:
    """Whether a cell says that the paper was left blank there."""
    return text in catalogue()["left_blank"]


def value_of(question: Question, text: str) -> str | None:
    """The value of a plain cell; None for one that has to be read as a typed reply."""
    if question.type in SELECTS:
        return _choices(question, text)
    if question.type == "integer":
        return plain(Decimal(text)) if _WHOLE.fullmatch(text) else None
    if question.type in ("decimal", "range"):
        return plain(Decimal(text)) if _DECIMAL.fullmatch(text) else None
    if question.type == "date" and grain(question) == "date":
        found = day_of(text)
        return found.isoformat() if found else None
    if question.type == "acknowledge":
        return "OK" if text in catalogue()["acknowledged"] else None
    if question.type == "text":
        return text if canonical(text) and len(text) <= question.longest else None
    return None


def day_of(text: str) -> date | None:
    """A day written 2026-11-15 or 15/11/2569, by either era; None for what is none."""
    iso, written = _DAY.fullmatch(text[:10]) if len(text) <= len("2026-11-15T00:00:00") else None, None
    if iso is None and (written := _WRITTEN.fullmatch(text)) is None:
        return None
    parts = iso.groups() if iso else tuple(reversed(written.groups()))  # type: ignore[union-attr]
    year, month, day = map(int, parts)
    try:
        return date(year - BUDDHIST_ERA if year > _FIRST_BUDDHIST_YEAR else year, month, day)
    except ValueError:
        return None


def _choices(question: Question, text: str) -> str | None:
    if text.startswith(MARK):
        names = text.removeprefix(MARK).split()
        return " ".join(names) if names and all(question.choice(name) for name in names) else None
    by_label = _labels(question.choices)
    if question.type == "select_one":
        return by_label.get(canonical(text))
    for parts in (APART.split(text), _COMMAS.split(text)):
        found = [by_label.get(canonical(part)) for part in parts if part]
        if found and None not in found:
            return " ".join(_in_order(question, [name for name in found if name]))
    return None


def _in_order(question: Question, names: list[str]) -> list[str]:
    if question.type == "rank":
        return names
    at = {choice.name: place for place, choice in enumerate(question.choices)}
    return sorted(names, key=at.__getitem__)


_kept: dict[int, tuple[object, dict[str, str]]] = {}


def _labels(choices: tuple[object, ...]) -> dict[str, str]:
    """Choices by their labels in any language; kept while the same form is read."""
    known = _kept.get(id(choices))
    if known is None or known[0] is not choices:
        if len(_kept) > 200:
            _kept.clear()
        made = {canonical(text): one.name for one in choices for text in one.label.values()}  # type: ignore[attr-defined]
        known = _kept[id(choices)] = (choices, made)
    return known[1]


@lru_cache(maxsize=16)
def order_of(form_id: int, names: tuple[str, ...]) -> dict[str, int]:
    """The place of each question by name."""
    return {name: at for at, name in enumerate(names)}


def place_in(form: Form) -> dict[str, int]:
    """The place of each question of a form by name."""
    return order_of(id(form), tuple(question.name for question in form.questions))
