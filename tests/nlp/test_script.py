import pytest

from nlp.script import folded_jawi, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("น้ำประปาไม่ไหล", "thai"),
        ("air tidak mengalir", "latin"),
        ("اءير تيدق مڠالير", "arabic"),
        ("ถนน LINE พังมาก", "thai"),
        ("ڤتاني ปัตตานี ڤتاني", "arabic"),
        ("水", "other"),
        ("ดู https://example.org/a-very-long-address-in-latin-letters", "thai"),
        ("123 … 😀 ๔ ٥", None),
        ("", None),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_the_same_jawi_word_typed_on_different_keyboards_compares_alike() -> None:
    assert len({folded_jawi(word) for word in ("لڠکاو", "لڠكاو", "لڠـکاو")}) == 1
    assert len({folded_jawi(word) for word in ("ݢونا", "ڬونا", "گونا")}) == 1
    assert len({folded_jawi(word) for word in ("باءيق", "بائيق", "باٴيق".replace("ٴ", ""))}) == 1
    assert len({folded_jawi(word) for word in ("دأوبه", "داوبه")}) == 1
    assert folded_jawi("ส่งคำตอบ") == "ส่งคำตอบ"
