"""Yes and no, in words of many places and in signs, where a question is one of yes and no."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import regex

from nlp.reading import Choice
from nlp.reply_labels import Label
from nlp.reply_shapes import either, entries, plain, squeeze, trimmings

__all__ = ["Side", "consents", "contradicted", "polar", "says_no", "side"]

Side = Literal["yes", "no"]

_REPEATED = regex.compile(r"(.{2,}?)\1+")
_WORDS = regex.compile(r"[\w\u0e30-\u0e4e?]")


@dataclass(frozen=True)
class _Poles:
    """The one label that says yes and the one that says no. named: by words of their own, not as เคย and ไม่เคย are."""

    yes: int
    no: int
    named: bool
    consent: bool

    def at(self, side: Side) -> int:
        return self.yes if side == "yes" else self.no


def side(said: str) -> Side | None:
    """Return "yes" or "no" where the whole of the text says one of them, else None."""
    squeezed = squeeze(said)
    for spelling in (squeezed, squeeze(_moods().sub("", said))):
        if spelling in _squeezed("no"):
            return "no"
        if spelling in _squeezed("yes"):
            return "yes"
    repeated = _REPEATED.fullmatch(squeezed)  # twice no may be yes
    return "yes" if repeated and repeated[1] in _squeezed("yes") else None


def says_no(said: str) -> bool:
    """Whether the whole of the text says no."""
    return side(said) == "no"


def polar(said: str, keys: Sequence[Label]) -> Choice | None:
    """Yes or no, where exactly one label says yes and exactly one says no; manners alone (ครับ) are asked back."""
    poles = _poles(tuple(keys))
    if poles is None:
        return None
    whole = side(said)
    parts = [part for part in said.split() if squeeze(part) and squeeze(part) not in _squeezed("maybe_yes")]
    heard = {whole} if whole else {side(part) for part in parts}
    if not parts and not whole:
        return Choice("ask", (poles.yes,), "unsure") if squeeze(said) else _by_signs(said, poles)
    if squeeze(said) in _squeezed("maybe_no"):
        return Choice("ask", (poles.no,), "unsure")
    if None in heard:
        return None
    if len(heard) > 1:
        return Choice("ask", (), "ambiguous")
    found = heard.pop()
    assert found is not None
    if not poles.named and not _squeezed(f"plain_{found}") & {squeeze(said), squeeze(_moods().sub("", said))}:
        return Choice("ask", (poles.at(found),), "unsure")
    return Choice("chosen", (poles.at(found),))


def _by_signs(said: str, poles: _Poles) -> Choice | None:
    """👍 or ❌ alone; a sign is no consent."""
    signs = _signs(said)
    if not signs:
        return None
    if len(signs) > 1:
        return Choice("ask", (), "ambiguous")
    index = poles.at(signs.pop())
    return Choice("ask", (index,), "unsure") if poles.consent else Choice("chosen", (index,))


def consents(choice: Choice, keys: Sequence[Label]) -> bool:
    """Whether the choice is the yes to a question of consent, which takes words without a slip."""
    poles = _poles(tuple(keys))
    return poles is not None and poles.consent and choice.indices == (poles.yes,)


def contradicted(said: str, choice: Choice, keys: Sequence[Label]) -> bool:
    """Whether a sign in the reply says the opposite of the label it was taken for (ใช่ ❌)."""
    poles = _poles(tuple(keys))
    signs = _signs(said)
    if poles is None or len(choice.indices) != 1 or not signs or not _WORDS.search(said):
        return False
    opposites: dict[int, Side] = {poles.yes: "no", poles.no: "yes"}
    return opposites.get(choice.indices[0]) in signs and not any(_signs(key.text) for key in keys)


def _signs(said: str) -> set[Side]:
    found: set[Side] = set()
    names: tuple[Side, ...] = ("yes", "no")
    for name in names:
        if any(sign in said for sign in plain("".join(entries(f"{name}_signs")))):
            found.add(name)
    return found


@lru_cache(maxsize=512)
def _poles(keys: tuple[Label, ...]) -> _Poles | None:
    sides = [_side_of_label(key) for key in keys]
    if sides.count("yes") == 1 and sides.count("no") == 1:
        yes, no = sides.index("yes"), sides.index("no")
        if _on_a_scale(yes, no, keys):
            return None
        return _Poles(yes, no, True, bool(_stem("consent_stems").match(keys[yes].text)))
    if any(sides):
        return None
    places = {key.rest: i for i, key in enumerate(keys) if key.rest}
    pairs = [
        (places[key.rest.removeprefix(word)], j)
        for j, key in enumerate(keys)
        for word in entries("negation")
        if key.rest.startswith(word) and key.rest.removeprefix(word) in places
    ]
    return _Poles(*pairs[0], False, False) if len(pairs) == 1 and not _on_a_scale(*pairs[0], keys) else None


def _on_a_scale(yes: int, no: int, keys: Sequence[Label]) -> bool:
    """Whether yes and no are two steps among more (พอใจมาก, พอใจ, ไม่ค่อยพอใจ, ไม่พอใจ): a bare yes names none of them."""
    others = [key.rest for i, key in enumerate(keys) if i not in {yes, no}]
    return any(keys[yes].rest in other for other in others)


def _side_of_label(key: Label) -> Side | None:
    said = side(trimmings(key.text)[-1]) if key.text else None
    if said:
        return said
    if _stem("no_stems").match(key.text):
        return "no"
    return "yes" if _stem("yes_stems").match(key.text) else None


@cache
def _squeezed(name: str) -> frozenset[str]:
    return frozenset(squeeze(word) for word in entries(name))


@cache
def _stem(name: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?:{either(entries(name))})")


@cache
def _moods() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=.)(?:\s*(?:{either(entries('moods'))}))+$")
