from hypothesis import given
from hypothesis import strategies as st

from nlp.bidi import direction, isolated, led, stripped
from nlp.clean import canonical

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"


def test_the_first_letter_decides_and_what_is_isolated_does_not() -> None:
    assert direction("ڤتاني Pattani") == "rtl"
    assert direction("1. Pattani ڤتاني") == "ltr"
    assert direction(f"{FSI}ปัตตานี{PDI}، ڤتاني") == "rtl"
    assert direction("1 – 2") is None


def test_letters_read_from_the_left_are_isolated_and_figures_are_not() -> None:
    assert isolated("TEST-2345") == f"{FSI}TEST-2345{PDI}"
    assert isolated("หนองจิก") == f"{FSI}หนองจิก{PDI}"
    assert isolated("12") == "12" and isolated("1 3 5") == "1 3 5"
    assert isolated("ڤتاني") == "ڤتاني"
    assert isolated(isolated("LINE")) == isolated("LINE")
    assert isolated(f"[بهاس] {isolated('น้ำ')}") == f"[بهاس] {isolated('น้ำ')}", "what is isolated already is no letter"
    assert isolated("a\n1\nb") == f"{FSI}a{PDI}\n1\n{FSI}b{PDI}"


def test_a_numbered_line_begins_at_the_right_whatever_its_label() -> None:
    assert led("1. ปัตตานี\n2. ڤتاني") == f"{RLM}1. ปัตตานี\n2. ڤتاني"
    assert led("LINE اياله ساتو") == f"{RLM}LINE اياله ساتو"
    assert led("ڤتاني") == "ڤتاني"
    assert led("คำถามเป็นภาษาไทย") == "คำถามเป็นภาษาไทย", "a sentence in Thai keeps its own direction"
    assert led("") == "" and led("\n") == "\n"


@given(st.text())
def test_nothing_but_invisible_characters_is_put_in(text: str) -> None:
    assert stripped(isolated(text)) == stripped(led(text)) == stripped(text)
    assert canonical(led(isolated("TEST-2345"))) == "test-2345"
