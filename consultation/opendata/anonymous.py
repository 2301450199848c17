"""Which facts about people may stand together in a row (pure): no combination of them is fewer than five people's.

The facts are those by which somebody might be known to others: province, sector, age. Where too few people share all
of them, the age is left out, then the sector, then the province; a fact that is left out looks like one that was never
told. Method: generalization by suppression until every combination is k-anonymous (Sweeney 2002), see
docs/decisions/0044-api-and-open-data.md.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from consultation.responses.small import FEWEST_SHOWN

Facts = tuple[str, ...]  # the most telling last: what is left out first
UNTOLD = ""


def anonymous(
    rows: Sequence[Facts], owners: Sequence[Hashable] | None = None, k: int = FEWEST_SHOWN
) -> list[Facts | None]:
    """The facts of each row that may be told; None for a row that may not be given at all.

    owners: whose row it is, where somebody has several; a combination counts different people. Every combination that
    comes out is shared by at least `k` of them.
    """
    whose = list(range(len(rows))) if owners is None else list(owners)
    told: list[Facts | None] = [None] * len(rows)
    people: dict[Facts, set[Hashable]] = defaultdict(set)
    left = set(range(len(rows)))
    width = len(rows[0]) if rows else 0
    for kept in range(width, -1, -1):
        groups: dict[Facts, set[int]] = defaultdict(set)
        for at in left:
            groups[_only(rows[at], kept)].add(at)
        for facts, members in groups.items():
            if len(people[facts] | {whose[at] for at in members}) >= k:
                people[facts] |= {whose[at] for at in members}
                left -= members
                for at in members:
                    told[at] = facts
    if left:
        _join(rows, whose, told, left, k)
    return told


def _join(rows: Sequence[Facts], whose: Sequence[Hashable], told: list[Facts | None], left: set[int], k: int) -> None:
    """Tell of the last few rows nothing, together with the smallest other combinations, until they are enough."""
    nothing = (UNTOLD,) * len(rows[0])
    groups: dict[Facts, set[int]] = defaultdict(set)
    for at, facts in enumerate(told):
        if facts is not None:
            groups[facts].add(at)
    members = set(left)
    by_size = sorted(groups, key=lambda facts: (len({whose[at] for at in groups[facts]}), facts))
    while by_size and len({whose[at] for at in members}) < k:
        members |= groups[by_size.pop(0)]
    enough = len({whose[at] for at in members}) >= k
    for at in members:
        told[at] = nothing if enough else None


def _only(facts: Facts, kept: int) -> Facts:
    return facts[:kept] + (UNTOLD,) * (len(facts) - kept)
