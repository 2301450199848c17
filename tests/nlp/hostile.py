"""Texts that nobody writes but somebody sends, and the promise kept for each: linear, and quick.

Time is processor time. A busy machine and coverage make it several times longer, so the bound asserted is ten times the
promise of 200 ms per 100,000 characters; `python -m tests.nlp.hostile` prints what it is on a machine of one's own.
"""

import random
import time
from collections.abc import Callable

LENGTH = 100_000
TESTED = 40_000  # characters in tests, for their own time
PROMISE = 0.2
BUSY = 10
NOISE = 0.03

_LETTERS = "กขคงจฉชซนมยรลวสหอะาิีึืุูเแโใไ็่้๊๋์ำๆฯ "
_PIECES = {
    "laughter": "5",
    "thai digits": "๕",
    "one letter": "ก",
    "one vowel": "เ",
    "a syllable": "กิ",
    "short words": "นา",
    "two ways to cut": "ตากลม",
    "a negation": "ไม่",
    "marks": "\u0e38\u0e48",
    "one mark": "่",
    "latin marks": "\u0316\u0301",
    "marks in the wrong order": "\u0e48\u0e34",
    "sara am in two": "น\u0e49\u0e4d\u0e32",
    "spaces": " ",
    "lines": "ก\n",
    "zero width": "\u200b",
    "zero width between": "ก\u200c",
    "links": "https://a.co/b ",
    "half links": "https://",
    "www": "www.",
    "brackets": "(",
    "joined emoji": "👩\u200d",
    "flags": "🇹🇭",
    "keycaps": "1\ufe0f\u20e3",
    "thai without spaces": "น้ำประปาไม่ไหลมาสามวันแล้วอยากให้แก้ไข",
    "one sign for eighteen": "ﷺ",
    "letters and digits": "a1",
    "digits apart": "0 ",
    "digits and dashes": "1-",
    "halves of numbers": "081-234-",
    "at signs": "a@a.",
    "titles": "นาย",
    "polite titles": "คุณ",
    "offices": "กำนัน ",
    "line": "ไลน์ ",
    "plates": "ทะเบียน กข ",
    "houses": "เลขที่ 1/",
    "said figures": "ศูนย์หนึ่ง",
    "people": "นายสมชาย ใจดี 0812345678 ",
    "lists": "1) กขคง\n",
    "another": " อีกเรื่อง",
    "stretched": "มากกก",
}


def _texts() -> dict[str, str]:
    found = {name: (piece * (LENGTH // len(piece) + 1))[:LENGTH] for name, piece in _PIECES.items()}
    letters = random.Random(1)
    return {**found, "letters by chance": "".join(letters.choices(_LETTERS, k=LENGTH))}


ZOO = _texts()


def quick(function: Callable[[str], object], name: str) -> None:
    """Assert that a function is quick on a hostile text, and that twice the text takes no more than thrice the time."""
    function("นายสมชาย โทร 0812345678 ")  # lists are read once a process
    text, half = ZOO[name][:TESTED], ZOO[name][: TESTED // 2]
    took = _seconds(function, text)
    assert took < PROMISE * BUSY * TESTED / LENGTH
    assert (
        took < 3 * _seconds(function, half) + NOISE or _seconds(function, text) < 3 * _seconds(function, half) + NOISE
    )


def _seconds(function: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


def main() -> None:
    """Print milliseconds of 100,000 characters for each step, and for the chain of mask and words."""
    from nlp.clean import clean
    from nlp.personal import mask, unmarked
    from nlp.units import units
    from nlp.words import runs

    steps: dict[str, Callable[[str], object]] = {
        "clean": clean,
        "mask": mask,
        "words": runs,
        "units": units,
        "chain": lambda text: runs(unmarked(mask(text).text)),
    }
    print(f"{'':26}" + "".join(f"{name:>8}" for name in steps) + "   chain of 100k to 50k")
    for name, text in ZOO.items():
        for function in steps.values():
            function("นายสมชาย โทร 0812345678 ")
        took = [min(_seconds(function, text) for _ in range(2)) for function in steps.values()]
        half = min(_seconds(steps["chain"], text[: LENGTH // 2]) for _ in range(2))
        ratio = f"{took[-1] / half:8.2f}"
        print(f"{name:26}" + "".join(f"{1000 * seconds:8.0f}" for seconds in took) + ratio)


if __name__ == "__main__":
    main()
