"""Statements pasted in bulk: every line comes back, as a statement or with what is wrong with it."""

from consultation.opinion import text as texts
from consultation.opinion.seeds import MOST_LINES, Known, read

NOTHING: dict[str, Known] = {}


def whys(pasted: str, known: dict[str, Known] = NOTHING, **more: bool) -> dict[int, str]:
    return {fault.number: fault.why for fault in read(pasted, ["th"], known, **more)[1]}


def test_a_line_is_a_statement_and_empty_lines_are_nothing() -> None:
    found, faults = read("\n ควรขุดลอกคลอง  ทุกปี \n\n“ควรมีรถเมล์”\n", ["th"], NOTHING)
    assert [(seed.number, seed.text) for seed in found] == [(2, "ควรขุดลอกคลอง ทุกปี"), (4, "ควรมีรถเมล์")]
    assert faults == []


def test_numbers_and_bullets_are_left_out_where_every_line_has_one() -> None:
    found, _ = read("๑. ควรขุดลอกคลอง\n2) ควรมีรถเมล์\n• ควรปลูกต้นไม้", ["th"], NOTHING)
    assert [seed.text for seed in found] == ["ควรขุดลอกคลอง", "ควรมีรถเมล์", "ควรปลูกต้นไม้"]
    found, _ = read("30. บาทรักษาทุกโรคควรอยู่ต่อ\nควรมีรถเมล์", ["th"], NOTHING)
    assert found[0].text.startswith("30.")


def test_what_is_wrong_is_said_line_by_line_and_nothing_is_lost() -> None:
    pasted = "ควรขุดลอกคลอง\n???\nควรขุดลอก คลอง.\n" + "ก" * 141 + "\nควรมีรถเมล์\nควรแก้น้ำแล้ง"
    known = {texts.wording("ควรมีรถเมล์"): Known("S7", "ควรมีรถเมล์")}
    found, faults = read(pasted, ["th"], known)
    assert [seed.text for seed in found] == ["ควรขุดลอกคลอง", "ควรแก้น้ำแล้ง"]
    assert {fault.number: fault.why for fault in faults} == {
        2: "บรรทัดนี้ไม่มีข้อความ",
        3: "ซ้ำกับบรรทัดที่ 1",
        4: "ยาวเกินไป มี 141 ตัวอักษร ย่อให้ไม่เกิน 140 ตัวอักษร หรือแยกเป็น 2 ข้อความ",
        5: "มีข้อความนี้อยู่แล้ว (S7)",
    }
    assert sorted([*(s.line for s in found), *(f.line for f in faults)]) == sorted(pasted.splitlines())


def test_a_thai_letter_with_vowel_and_tone_mark_is_one_letter() -> None:
    assert texts.length("ที่นี่น้ำใส") == 5
    assert not texts.too_long("นี้" * 70) and not texts.too_long("ที่" * 140) and texts.too_long("ที่" * 141)
    assert texts.too_long("ก" + "้" * 5000), "marks piled up on one letter end somewhere"


def test_what_is_nearly_the_same_is_asked_about_and_can_be_meant() -> None:
    pasted = "ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่\nไม่ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่\nควรมีรถเมล์"
    assert list(whys(pasted)) == [2] and "ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่" in whys(pasted)[2]
    assert len(read(pasted, ["th"], NOTHING, similar=True)[0]) == 3
    known = {"x": Known("S1", "ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่ครับ")}
    assert list(whys("ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่", known)) == [1]


def test_columns_are_languages_in_the_forms_order_or_as_a_head_row_names_them() -> None:
    languages = ["th", "en", "ms"]
    [seed], _ = read("ควรขุดลอกคลอง\tDredge the canals\t", languages, NOTHING)
    assert (seed.text, seed.translations) == ("ควรขุดลอกคลอง", {"en": "Dredge the canals"})
    [seed], _ = read("th\tms\nควรขุดลอกคลอง\tKorek terusan", languages, NOTHING)
    assert seed.translations == {"ms": "Korek terusan"}
    _, [fault] = read("ก\tb\tc\td", languages, NOTHING)
    assert "มี 4 ช่อง แต่แบบสอบถามมี 3 ภาษา" in fault.why


def test_more_than_can_be_taken_at_once_waits_in_its_lines() -> None:
    found, faults = read("\n".join(f"ข้อความเรื่องที่ {n}" for n in range(MOST_LINES + 3)), ["th"], NOTHING, similar=True)
    assert (len(found), [fault.number for fault in faults]) == (MOST_LINES, [MOST_LINES + n for n in (1, 2, 3)])


def test_what_says_nearly_the_same_is_found_for_a_person_to_compare_nearest_first() -> None:
    there = ["ควรลดค่าไฟ", "ควรเพิ่มที่จอดรถ", "ไม่ควรมีที่จอดรถเพิ่ม", "รถประจำทางควรวิ่งถึงสามทุ่ม"]
    assert texts.nearest("ควรมีที่จอดรถเพิ่ม", there) == [2, 1]
    assert texts.nearest("ก", []) == [] and texts.nearest("ก", ["ก"]) == [0]
