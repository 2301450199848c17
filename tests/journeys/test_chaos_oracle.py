"""The oracle of the chaos journey can fail: on a fabricated record each breach of the promise is seen and named."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.chaos.evidence import Held, Platform, Report, Row, Said
from tests.journeys.chaos.oracle import Evidence, Meant, breaches

LINE, TELEGRAM = ("line", "U1"), ("telegram", "5001")
ASKED, NEXT = ("ถาม", "A.1.1.c1"), ("ถามต่อ", "A.1.2.c1")


def whole() -> Evidence:
    """Two citizens who answered one question, as it should be."""
    said = [Said(ASKED, 1, "home"), Said(NEXT, 2, "wish")]
    rows = (Row((ASKED,), "sent"), Row((NEXT,), "sent"))
    record = {"home": "c1", "wish": "น้ำ"}
    platform = Platform(frozenset({"e1"}), frozenset(), Counter({403: 3, None: 1}), ())
    return Evidence(
        meant={LINE: Meant("AAAA-1111", record), TELEGRAM: Meant("BBBB-2222", record)},
        platforms={"line": platform, "telegram": platform},
        said={LINE: said, TELEGRAM: said},
        held=Held(
            events=Counter({("line", "e1", "done"): 1, ("telegram", "e1", "done"): 1}),
            people={LINE: 1, TELEGRAM: 2},
            states={"AAAA-1111": "submitted", "BBBB-2222": "submitted"},
            answers={"AAAA-1111": record, "BBBB-2222": record},
            raws={"AAAA-1111": {"wish": "น้ำ"}, "BBBB-2222": {"wish": "น้ำ"}},
            rows={LINE: rows, TELEGRAM: rows},
        ),
        report=Report(2, Counter({("home", "c1"): 2}), Counter({("wish", "น้ำ"): 2})),
    )


def held(**changes: Any) -> Callable[[Evidence], Evidence]:
    return lambda evidence: replace(evidence, held=replace(evidence.held, **changes))


def platform(**changes: Any) -> Callable[[Evidence], Evidence]:
    def change(evidence: Evidence) -> Evidence:
        return replace(
            evidence, platforms={**evidence.platforms, "line": replace(evidence.platforms["line"], **changes)}
        )

    return change


def report(**changes: Any) -> Callable[[Evidence], Evidence]:
    return lambda evidence: replace(evidence, report=replace(evidence.report, **changes))


def said(who: tuple[str, str], *more: Said) -> Callable[[Evidence], Evidence]:
    return lambda evidence: replace(evidence, said={**evidence.said, who: [*evidence.said[who], *more]})


def of(name: str, who: tuple[str, str], value: Any) -> Callable[[Evidence], Evidence]:
    def change(evidence: Evidence) -> Evidence:
        before: Mapping[Any, Any] = getattr(evidence.held, name)
        return replace(evidence, held=replace(evidence.held, **{name: {**before, who: value}}))

    return change


BROKEN: dict[str, tuple[Callable[[Evidence], Evidence], str]] = {
    "200 before the commit": (platform(accepted=frozenset({"e1", "e2"})), "e2 was accepted and is stored 0 times"),
    "the same event stored twice": (
        held(events=Counter({("line", "e1", "done"): 2, ("telegram", "e1", "done"): 1})),
        "stored 2 times",
    ),
    "an event left lying": (
        held(events=Counter({("line", "e1", "set_aside"): 1, ("telegram", "e1", "done"): 1})),
        "e1 is set_aside",
    ),
    "an event of nobody": (
        held(events=Counter({("line", "e1", "done"): 1, ("telegram", "e1", "done"): 1, ("line", "e9", "done"): 1})),
        "e9 is stored and was never",
    ),
    "another answer than meant": (of("answers", "AAAA-1111", {"home": "c2", "wish": "น้ำ"}), "meant"),  # type: ignore[arg-type]
    "an answer lost": (of("answers", "AAAA-1111", {"wish": "น้ำ"}), "meant"),  # type: ignore[arg-type]
    "changed words": (of("raws", "AAAA-1111", {"wish": "นํ้า"}), "words of 'wish' were changed"),  # type: ignore[arg-type]
    "a response that was not sent": (of("states", "AAAA-1111", "started"), "the response is started"),  # type: ignore[arg-type]
    "a person counted twice": (of("states", "CCCC-3333", "submitted"), "responses of nobody"),  # type: ignore[arg-type]
    "two citizens taken for one": (of("people", TELEGRAM, 1), "2 contacts, 1 people"),
    "a citizen unknown": (held(people={LINE: 1}), "('telegram', '5001') is unknown"),
    "a report that counts one twice": (report(submitted=3), "the report counts 3 of 2"),
    "a choice counted twice": (report(counts=Counter({("home", "c1"): 3})), "too many"),
    "a comment that is missing": (report(comments=Counter({("wish", "น้ำ"): 1})), "too few"),
    "two different next questions": (said(LINE, Said(("ถามอื่น",), 2, "people")), "'wish' and 'people' as turn 2"),
    "a talk led back": (said(LINE, Said(ASKED, 1, "home")), "led back from turn 2 to 1"),
    "the same said twice on LINE": (said(LINE, Said(NEXT, 2, "wish")), "told 2 times, 1 allowed"),
    "said twice on Telegram and not marked": (said(TELEGRAM, Said(NEXT, 2, "wish")), "told 2 times, 1 allowed"),
    "said without the outbox": (said(LINE, Said(("เอ๊ะ",))), "told 1 times, 0 allowed"),
    "called sent and never heard": (
        of("rows", LINE, (Row((ASKED,), "sent"), Row((NEXT,), "sent"), Row((("หาย",),), "sent"))),
        "heard 0 times",
    ),
    "a turn given up": (of("rows", LINE, (Row((ASKED,), "sent"), Row((NEXT,), "failed"))), "a turn is failed"),
    "a forged post believed": (platform(forged=Counter({200: 1})), "forged posts were answered ['200']"),
    "a limit of the platform broken": (platform(violations=("text-length: 5001",)), "objects: text-length"),
}


def test_the_whole_truth_is_no_breach() -> None:
    assert breaches(whole()) == []


@pytest.mark.parametrize("name", BROKEN)
def test_each_breach_is_seen(name: str) -> None:
    break_it, words = BROKEN[name]
    assert any(words in breach for breach in breaches(break_it(whole()))), breaches(break_it(whole()))


def test_a_telegram_turn_that_came_twice_may_be_marked_unknown() -> None:
    again = said(TELEGRAM, Said(NEXT, 2, "wish"))(whole())
    assert breaches(of("rows", TELEGRAM, (Row((ASKED,), "sent"), Row((NEXT,), "unknown")))(again)) == []


def test_on_line_even_what_is_unknown_is_said_once() -> None:
    again = said(LINE, Said(NEXT, 2, "wish"))(whole())
    assert breaches(of("rows", LINE, (Row((ASKED,), "sent"), Row((NEXT,), "unknown")))(again))
