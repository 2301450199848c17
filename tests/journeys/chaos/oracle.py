"""The oracle: what citizens meant, what the platforms saw and what is stored must be one story; every breach is named.

Pure functions on records, so that a fabricated record shows that each of them can fail (test_chaos_oracle.py).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.journeys.chaos.evidence import Held, Platform, Report, Row, Said, Who, Words
from tests.journeys.chaos.mind import CLOSED, TEXTS


@dataclass(frozen=True)
class Meant:
    """What one citizen knows of the own answers."""

    receipt: str
    record: Mapping[str, str | None]


@dataclass(frozen=True)
class Evidence:
    """All that there is. meant, said: by citizen; platforms: by name."""

    meant: Mapping[Who, Meant]
    platforms: Mapping[str, Platform]
    said: Mapping[Who, Sequence[Said]]
    held: Held
    report: Report


def breaches(evidence: Evidence) -> list[str]:
    """Every breach of the promise, in words; empty when it was kept."""
    return [
        *_events(evidence),
        *_answers(evidence),
        *_reported(evidence),
        *_questions(evidence),
        *_repeats(evidence),
        *_platforms(evidence),
    ]


def _events(evidence: Evidence) -> Iterator[str]:
    """Each event that was answered 200 is stored once and worked on; nothing is stored that nobody sent."""
    stored: Counter[tuple[str, str]] = Counter()
    for (platform, id, state), times in evidence.held.events.items():
        stored[platform, id] += times
        if state not in ("done", "ignored"):
            yield f"{platform} event {id} is {state}"
    for name, platform in evidence.platforms.items():
        for id in platform.accepted:
            if stored[name, id] != 1:
                yield f"{name} event {id} was accepted and is stored {stored[name, id]} times"
    for name, id in stored:
        if id not in evidence.platforms[name].accepted | evidence.platforms[name].lost:
            yield f"{name} event {id} is stored and was never answered 200"


def _answers(evidence: Evidence) -> Iterator[str]:
    """Each citizen is one person with one response that holds what they meant, word for word."""
    held, receipts = evidence.held, Counter(meant.receipt for meant in evidence.meant.values())
    for who, meant in evidence.meant.items():
        if not meant.receipt or receipts[meant.receipt] != 1:
            yield f"{who} has the receipt {meant.receipt!r}, {receipts[meant.receipt]} citizens have it"
        if who not in held.people:
            yield f"{who} is unknown"
        if held.states.get(meant.receipt) != "submitted":
            yield f"{who}: the response is {held.states.get(meant.receipt)}"
        kept = held.answers.get(meant.receipt, {})
        if dict(kept) != dict(meant.record):
            yield f"{who} meant {sorted(meant.record.items())}, stored is {sorted(kept.items())}"
        for name in TEXTS:
            if (text := meant.record.get(name)) and held.raws.get(meant.receipt, {}).get(name) != text:
                yield f"{who}: the words of {name!r} were changed"
    if extra := set(held.states) - set(receipts):
        yield f"responses of nobody: {sorted(extra)}"
    if len(set(held.people.values())) != len(held.people) or set(held.people) - set(evidence.meant):
        yield f"{len(held.people)} contacts, {len(set(held.people.values()))} people, {len(evidence.meant)} citizens"


def _reported(evidence: Evidence) -> Iterator[str]:
    """The figures that leave the house count everybody once."""
    counts: Counter[tuple[str, str]] = Counter()
    texts: Counter[tuple[str, str]] = Counter()
    for meant in evidence.meant.values():
        for name in CLOSED:
            counts.update((name, choice) for choice in (meant.record.get(name) or "").split())
        texts.update((name, text) for name in TEXTS if (text := meant.record.get(name)))
    report = evidence.report
    if report.submitted != len(evidence.meant):
        yield f"the report counts {report.submitted} of {len(evidence.meant)}"
    if +report.counts != counts:
        yield f"the report counts {(+report.counts) - counts} too many and {counts - report.counts} too few"
    if report.comments != texts:
        yield f"comments too many: {report.comments - texts}; too few: {texts - report.comments}"


def _questions(evidence: Evidence) -> Iterator[str]:
    """A turn of a talk asks one thing, and turns never go back: nobody was led down two ways."""
    for who, heard in evidence.said.items():
        asked: dict[int, str] = {}
        newest = 0
        for said in heard:
            if said.turn is None:
                continue
            if said.turn < newest and not said.edit:
                yield f"{who} was led back from turn {newest} to {said.turn}"
            newest = max(newest, said.turn)
            if said.subject and asked.setdefault(said.turn, said.subject) != said.subject:
                yield f"{who} was asked {asked[said.turn]!r} and {said.subject!r} as turn {said.turn}"


def _repeats(evidence: Evidence) -> Iterator[str]:
    """On LINE nothing is said twice; on Telegram only what the outbox calls unknown; and nothing sent is missing."""
    for who, rows in evidence.held.rows.items():
        heard = evidence.said.get(who, ())
        yield from (f"{who}: a turn is {row.state}" for row in rows if row.state not in ("sent", "unknown"))
        said = Counter(one.words for one in heard if not one.edit)
        reached = said + Counter(one.words for one in heard if one.edit)
        sure, unsure = _of(rows, "sent"), _of(rows, "unknown")
        for words, times in said.items():
            allowed = sure[words] + unsure[words] * (1 if who[0] == "line" else MOST_TRIES)
            if times > allowed:
                yield f"{who} was told {times} times, {allowed} allowed: {words[:3]}"
        for words, times in sure.items():
            if reached[words] < times:
                yield f"{who}: said to be sent {times} times, and heard {reached[words]} times: {words[:3]}"
    if strangers := set(evidence.said) - set(evidence.held.rows):
        yield f"told without the outbox: {sorted(strangers)}"


MOST_TRIES = 8  # a turn marked unknown may have been cut off and sent again more than once


def _of(rows: Sequence[Row], state: str) -> Counter[Words]:
    return Counter(words for row in rows if row.state == state for words in row.messages)


def _platforms(evidence: Evidence) -> Iterator[str]:
    """No platform had anything to object to, and nobody believed a forged post."""
    for name, platform in evidence.platforms.items():
        yield from (f"{name} objects: {violation}" for violation in platform.violations)
        if believed := set(platform.forged) - {403, None}:
            yield f"{name}: forged posts were answered {sorted(map(str, believed))}"
