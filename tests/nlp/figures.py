"""What the rules for typed replies are worth, by table: `python -m tests.nlp.figures`.

understood: taken, and meant so. asked back: not taken, rightly (it has two readings) or needlessly. wrong: taken for
something else; that must never be.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nlp.dates import read_date, read_moment, read_time
from nlp.numerals import read_number
from nlp.points import read_place_point
from nlp.reply import choose
from tests.nlp import test_dates, test_numerals, test_points, test_reply

UNSEEN = tomllib.loads(Path(__file__).with_name("unseen_replies.toml").read_text(encoding="utf-8"))

VERDICTS = ("understood", "asked rightly", "asked needlessly", "wrong")


class Case(NamedTuple):
    """One utterance: what was said, whether it has one meaning, and what became of it."""

    said: str
    verdict: str


def _judged(said: str, taken: object, meant: object) -> Case:
    """taken and meant: None where it was, or had to be, asked back."""
    if taken is None:
        return Case(said, "asked rightly" if meant is None else "asked needlessly")
    return Case(said, "understood" if taken == meant else "wrong")


def replies() -> Iterator[Case]:
    """Closed questions: the table that the rules were made with."""
    for labels, said, one in test_reply.ONE:
        found = choose(said, labels)
        yield _judged(said, found.indices if found.kind == "chosen" else None, (one,) if isinstance(one, int) else None)
    for labels, said, several in test_reply.MANY:
        found = choose(said, labels, many=True)
        meant = several if isinstance(several, tuple) else None
        yield _judged(said, found.indices if found.kind == "chosen" else None, meant)


def unseen() -> Iterator[Case]:
    """Closed questions: the table that was written before the rules."""
    for kind, rows in UNSEEN["replies"].items():
        for name, said, meant in rows:
            found = choose(said, UNSEEN["labels"][name], many=kind == "many")
            taken = " ".join(str(i + 1) for i in found.indices) if found.kind == "chosen" else None
            yield _judged(said, taken, None if meant == "ask" else meant)


def _values(found: object, meant: str) -> tuple[str | None, str | None]:
    return (None if found is None else str(found)), (meant if meant[:1].isdigit() or meant[:1] == "-" else None)


def numbers() -> Iterator[Case]:
    """Number questions."""
    for said, meant in test_numerals.TABLE:
        yield _judged(said, *_values(read_number(said).value, meant))


def dates() -> Iterator[Case]:
    """Questions for a day, a time of day, and both."""
    for said, meant in test_dates.DATES:
        yield _judged(said, *_values(read_date(said, test_dates.TODAY).value, meant))
    for said, meant in test_dates.TIMES:
        time = read_time(said).value
        yield _judged(said, *_values(time and time.isoformat("auto" if time.second else "minutes"), meant))
    for said, meant in test_dates.MOMENTS:
        moment = read_moment(said, test_dates.TODAY).value
        yield _judged(said, *_values(moment and moment.isoformat(" ", "minutes"), meant))


def points() -> Iterator[Case]:
    """Questions for a place on the map."""
    for said, meant in test_points.TABLE:
        found = read_place_point(said)
        yield _judged(said, found and tuple(round(part, 4) for part in found), meant)


TABLES = {
    "closed questions": replies,
    "closed, unseen": unseen,
    "numbers": numbers,
    "dates and times": dates,
    "points": points,
}


def counted(name: str) -> Counter[str]:
    """Return how many utterances of a table had which verdict."""
    return Counter(case.verdict for case in TABLES[name]())


def main() -> None:
    """Print the figures."""
    print(f"{'':18}{'said':>7}" + "".join(f"{verdict:>18}" for verdict in VERDICTS))
    total: Counter[str] = Counter()
    for name in TABLES:
        figures = counted(name)
        total += figures
        print(f"{name:18}{figures.total():7}" + "".join(f"{figures[verdict]:18}" for verdict in VERDICTS))
    print(f"{'all':18}{total.total():7}" + "".join(f"{total[verdict]:18}" for verdict in VERDICTS))


if __name__ == "__main__":
    main()
