"""The same message as people send it on: seven alterations, and whether collapsing finds them and nothing else."""

import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LONG = 30  # letters from which a sentence is long enough to be sent round
ENDINGS = ("ครับ", "ค่ะ", " ครับผม", " นะคะ", "จ้า", " ขอบคุณครับ", " 🙏🙏")
PREFIXES = ("เรียนท่านผู้ว่าราชการจังหวัด ", "สวัสดีครับ ", "ฝากด้วยนะคะ: ", "ส่งต่อ\n", "ขอแสดงความคิดเห็นว่า ")
PLACES = (" บ้านหนองแวง", " บ้านดอนสวรรค์", " บ้านทุ่งกุลา", " ตำบลโพนทอง", " อำเภอวังน้ำเย็น")
Collapse = Callable[[Sequence[str]], list[int]]


def sentences() -> list[str]:
    """Long sentences, each of another matter or wording."""
    table = tomllib.loads((HERE / "kinds.toml").read_text(encoding="utf8"))
    return [text for part in ("first", "second") for _, _, text in table[part] if len(text) >= LONG]


def apart() -> list[tuple[str, str]]:
    """Pairs that look alike and are not the same message."""
    table = tomllib.loads((HERE / "apart.toml").read_text(encoding="utf8"))
    return [(one, other) for one, other in table["pairs"]]


def _typos(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(text) // 40)):
        at = chance.randrange(1, len(letters) - 1)
        letters[at] = chance.choice(("", letters[at] * 2, chance.choice("กนมรอยเา")))
    return "".join(letters)


def _spaced(text: str, chance: random.Random) -> str:
    places = sorted(chance.sample(range(1, len(text)), 4), reverse=True)
    for at in places:
        text = f"{text[:at]} {text[at:]}"
    return text


ALTERATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "ending": lambda text, chance: text + chance.choice(ENDINGS),
    "prefix": lambda text, chance: chance.choice(PREFIXES) + text,
    "typos": _typos,
    "no spaces": lambda text, chance: text.replace(" ", ""),
    "more spaces": _spaced,
    "place": lambda text, chance: f"{text}{chance.choice(PLACES)}",
    "70 %": lambda text, chance: text[: len(text) * 7 // 10],
}


@dataclass(frozen=True)
class Found:
    """recall: share of altered copies collapsed to their original; precision: share of collapsed pairs that belong."""

    recall: dict[str, float]
    precision: float
    wrong: tuple[tuple[str, str], ...]


def judge(collapse: Collapse, seed: int = 1) -> Found:
    """Collapse every sentence with its alterations, and the pairs that are to stay apart."""
    chance, base = random.Random(seed), sentences()
    texts, home, how = list(base), list(range(len(base))), ["" for _ in base]
    for name, alter in ALTERATIONS.items():
        # a place changed: both copies name one, each another
        first = [alter(text, chance) for text in base] if name == "place" else base
        second = [alter(text, chance) for text in base]
        texts += [*first, *second] if name == "place" else second
        home += [*range(len(base))] * (2 if name == "place" else 1)
        how += [""] * len(base) * (name == "place") + [name] * len(base)
    pairs = apart()
    for number, pair in enumerate(pairs):
        texts += pair
        home += [-2 * number - 1, -2 * number - 2]
        how += ["", ""]
    return _figures(texts, home, how, collapse(texts))


def _figures(texts: list[str], home: list[int], how: list[str], voice: list[int]) -> Found:
    right: dict[str, list[bool]] = {}
    joined = [(index, of) for index, of in enumerate(voice) if index != of]
    for index, name in enumerate(how):
        if name:
            right.setdefault(name, []).append(home[voice[index]] == home[index] and _together(voice, index, home))
    wrong = tuple((texts[index], texts[of]) for index, of in joined if home[index] != home[of])
    return Found({name: sum(marks) / len(marks) for name, marks in right.items()}, 1 - len(wrong) / len(joined), wrong)


def _together(voice: list[int], index: int, home: list[int]) -> bool:
    """Whether an altered copy shares its voice with the original sentence."""
    return voice[index] == voice[home[index]]
