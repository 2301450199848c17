"""An emergency is shown whom to call; a survey of needs is not: figures over sentences of our own."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.urgent import spot

CASES = tomllib.loads(Path(__file__).with_name("urgent_cases.toml").read_text(encoding="utf8"))
KINDS = ("emergency", "complaint", "opinion")


def judged(part: str) -> list[tuple[str, str, str]]:
    """Every sentence of a part: what it is, what it was taken for, and the sentence."""
    return [
        (kind, found.kind if (found := spot(text)) else "opinion", text)
        for kind in KINDS
        for texts in CASES[part][kind].values()
        for text in texts
    ]


def figures(cases: list[tuple[str, str, str]], kind: str) -> tuple[float, float]:
    """Precision and recall of one kind."""
    right = sum(true == taken == kind for true, taken, _ in cases)
    return right / sum(taken == kind for _, taken, _ in cases), right / sum(true == kind for true, _, _ in cases)


# The parts that the word lists were made from, and one that was written afterwards and that no list was changed for.
# Rounds before had found 1, 12 and 7 of 20 emergencies at first sight: whoever speaks in a roundabout way is missed.
TAUGHT, FRESH = ("seen", "unseen", "second", "third", "fourth"), ("fresh",)


@pytest.mark.parametrize(("parts", "precise", "found"), [(TAUGHT, 0.98, 0.96), (FRESH, 0.97, 0.8)])
def test_emergencies_and_complaints_are_told_from_opinions(
    parts: tuple[str, ...], precise: float, found: float, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [case for part in parts for case in judged(part)]
    wrong = [f"{true} taken for {taken}: {text}" for true, taken, text in cases if true != taken]
    for kind in ("emergency", "complaint"):
        precision, recall = figures(cases, kind)
        with capsys.disabled():
            print(f"\n{'+'.join(parts)}: {len(cases)} sentences, {kind}: {precision=:.3f} {recall=:.3f}", end="")
        assert precision >= precise and recall >= found, wrong


def test_there_are_enough_sentences_to_judge_by() -> None:
    assert sum(len(judged(part)) for part in CASES) >= 120


@pytest.mark.parametrize(
    ("of", "text"), [(of, text) for of, texts in CASES["seen"]["emergency"].items() for text in texts]
)
def test_the_kind_of_emergency_decides_the_number(of: str, text: str) -> None:
    found = spot(text)
    assert found is not None and found.of == of


@pytest.mark.parametrize(
    "text", ["ไฟ\u200bไหม้", "ไฟไหม้ค่ะ!!!", "  ไฟไหม้  ครับ 😭", "ไฟไหม้ๆๆ", "นํ้าท่วม ติดอยู่บนหลังคา ช่วยด้วย"]
)
def test_signs_and_odd_spellings_do_not_hide_it(text: str) -> None:
    assert spot(text) is not None


@given(st.one_of(st.text(max_size=3000), st.lists(st.sampled_from(["ไฟไหม้", "น้ำ", "ถูก", "ติดอยู่", " "])).map("".join)))
def test_no_text_breaks_it(text: str) -> None:
    found = spot(text)
    assert found is None or found.kind in ("emergency", "complaint")
