"""Whether two versions of open data, laid beside each other, tell of a few people (pure).

Whoever kept the version before takes its rows from those of the next: what is left are those who went and those who
came. Of each combination of facts both must be nobody, or five and more; so must every difference of a number.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.lifecycle.differences import few
from consultation.opendata.anonymous import Facts

Row = Sequence[str]
Told = Mapping[tuple[str, str], int | None]  # people by question and choice, None where they are hidden


@dataclass(frozen=True)
class Version:
    """Rows of a version: facts, then the answers to `asked` in its order. counts: of closed questions' choices."""

    asked: Sequence[str]
    rows: Sequence[Row]
    counts: Told
    facts: int

    @classmethod
    def of(cls, rows: Mapping[str, Any], about: Mapping[str, Any], facts: Sequence[str]) -> "Version":
        """A version as it is kept. facts: the first columns, which are counted beside other tables of the result."""
        names = [each["name"] for each in about["columns"] if each["table"] == "responses"]
        counts = {(of, value): int(n) if n else None for of, value, _, n in rows["counts"] if of not in facts}
        return cls(names[len(facts) :], rows["responses"], counts, len(facts))


def tells(before: Version, now: Version) -> bool:
    """Whether somebody who has both versions finds one to four people."""
    return _counts_tell(before.counts, now.counts) or _rows_tell(before, now)


def _counts_tell(before: Told, now: Told) -> bool:
    """A number that only one version tells might be worked out by the other: it tells too."""
    pairs = [(before[each], now[each]) for each in before.keys() & now.keys()]
    return any((then is None) != (n is None) or few((n or 0) - (then or 0)) for then, n in pairs)


def _rows_tell(before: Version, now: Version) -> bool:
    """Rows are compared by the columns that both have, with all facts and with ever fewer of them.

    A row whose facts are told less exactly than before is the same person's still: without the facts it is found.
    """
    asked = [name for name in before.asked if name in now.asked]
    then, rows = _common(before, asked, now.counts), _common(now, asked, before.counts)
    for kept in range(now.facts, -1, -1):
        old, new = (Counter((facts[:kept], answers) for facts, answers in of) for of in (then, rows))
        if any(_few_of_a_combination(changed) for changed in (old - new, new - old)):
            return True
    return False


def _common(of: Version, asked: Sequence[str], other: Told) -> list[tuple[Facts, tuple[str, ...]]]:
    """The facts and answers of each row, without the choices that the other version does not tell."""
    at = [(name, of.facts + of.asked.index(name)) for name in asked]
    return [
        (
            tuple(row[: of.facts]),
            tuple(" ".join(one for one in row[place].split() if _told(other, name, one)) for name, place in at),
        )
        for row in of.rows
    ]


def _told(counts: Told, question: str, choice: str) -> bool:
    return counts.get((question, choice)) is not None


def _few_of_a_combination(changed: Counter[tuple[Facts, tuple[str, ...]]]) -> bool:
    people: dict[Facts, int] = defaultdict(int)
    for (facts, _), n in changed.items():
        people[facts] += n
    return any(few(n) for n in people.values())
