"""Times in which many sent the same message within a short while, with what there is to judge that by.

A burst is a fact about messages and times. It says nothing of why: a village that was read a sample letter, a teacher
with a class, a campaign and a machine all look alike from here, so a person decides. Linear in the number of messages
but for the sorting; independent of their order.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["FEWEST", "GAP", "LONGEST", "NEW", "Burst", "Sent", "bursts"]

FEWEST = 5  # people in a burst, so that none is about somebody
GAP = timedelta(minutes=30)  # between two messages of one burst at most
LONGEST = timedelta(hours=24)  # a burst; what goes on is the next one
NEW = timedelta(days=1)  # a contact known for less is new


@dataclass(frozen=True)
class Sent:
    """One message: when, whose (a number for one person), which voice it is of (None for one of its own), by what way.

    known_for: how long the contact had been known, None where that is not known (paper, or the link was cut).
    """

    at: datetime
    person: int
    voice: int | None
    channel: str
    known_for: timedelta | None = None


@dataclass(frozen=True)
class Burst:
    """Messages of one voice within a short while.

    messages: indices into what was given, in time. people: how many different. meanwhile: how many people sent
    anything at all from its begin to its end. share: people of all who sent anything at any time, 0 to 1. dated: people
    whose contact's age is known, of whom new were known for under a day; half_known: the median.
    channels: people by channel, most first.
    """

    voice: int
    begins: datetime
    ends: datetime
    messages: tuple[int, ...]
    people: int
    meanwhile: int
    share: float
    dated: int
    new: int
    half_known: timedelta | None
    channels: Mapping[str, int]


def bursts(sent: Sequence[Sent], *, fewest: int = FEWEST) -> tuple[Burst, ...]:
    """Every burst among messages, by voice and time."""
    order = sorted(range(len(sent)), key=lambda i: (sent[i].at, sent[i].person, sent[i].channel, i))
    of_voice: dict[int, list[int]] = {}
    for index in order:
        voice = sent[index].voice
        if voice is not None:
            of_voice.setdefault(voice, []).append(index)
    runs = [
        (voice, run)
        for voice, messages in sorted(of_voice.items())
        for run in _runs(sent, messages)
        if len({sent[index].person for index in run}) >= fewest
    ]
    everybody = len({one.person for one in sent})
    meanwhile = _meanwhile(sent, order, [run for _, run in runs])
    return tuple(
        _burst(sent, voice, run, at_the_time, everybody)
        for (voice, run), at_the_time in zip(runs, meanwhile, strict=True)
    )


def _runs(sent: Sequence[Sent], messages: Iterable[int]) -> Iterator[list[int]]:
    """Messages in time, cut where none came for a while or the whole has lasted long enough."""
    run: list[int] = []
    for index in messages:
        if run and (sent[index].at - sent[run[-1]].at > GAP or sent[index].at - sent[run[0]].at > LONGEST):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _meanwhile(sent: Sequence[Sent], order: Sequence[int], runs: Sequence[Sequence[int]]) -> list[int]:
    """How many people sent anything during each run; one pass over the messages for all."""
    times = [sent[index].at for index in order]
    found = []
    for run in runs:
        first, last = bisect_left(times, sent[run[0]].at), bisect_right(times, sent[run[-1]].at)
        found.append(len({sent[order[place]].person for place in range(first, last)}))
    return found


def _burst(sent: Sequence[Sent], voice: int, run: Sequence[int], meanwhile: int, everybody: int) -> Burst:
    first: dict[int, Sent] = {}
    for index in run:
        first.setdefault(sent[index].person, sent[index])
    ages = sorted(one.known_for for one in first.values() if one.known_for is not None)
    ways = Counter(one.channel for one in first.values())
    return Burst(
        voice=voice,
        begins=sent[run[0]].at,
        ends=sent[run[-1]].at,
        messages=tuple(run),
        people=len(first),
        meanwhile=meanwhile,
        share=round(len(first) / everybody, 6),
        dated=len(ages),
        new=sum(age < NEW for age in ages),
        half_known=ages[(len(ages) - 1) // 2] if ages else None,
        channels=dict(sorted(ways.items(), key=lambda way: (-way[1], way[0]))),
    )
