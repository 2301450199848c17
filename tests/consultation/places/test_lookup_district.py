"""Typed districts, with and without a province."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.places.answers import Ambiguous, Found, Outside, Unknown
from consultation.places.districts import all_districts, district
from consultation.places.lookup import find_district
from consultation.places.names import district_names
from consultation.places.schemes import UnknownPlace
from tests.examples import examples

UDON, LOEI, NONG_BUA, AYUTTHAYA, BANGKOK = "TH-41", "TH-42", "TH-39", "TH-14", "TH-10"


@pytest.mark.parametrize(
    ("typed", "iso", "code"),
    [
        ("อ.เมือง", UDON, "4101"),
        ("เมือง", UDON, "4101"),
        ("อำเภอเมือง ครับ", UDON, "4101"),
        ("ในเมือง", UDON, "4101"),
        ("อ.เมือง", AYUTTHAYA, "1401"),
        ("อำเภอเมืองอุดรธานี", None, "4101"),
        ("อำเภอเมืองอุดรธานี", UDON, "4101"),
        ("เมืองอุดร", None, "4101"),
        ("เมืองโคราช", None, "3001"),
        ("อ.เมือง จ.เลย", None, "4201"),
        ("ต.นาอ้อ อ.เมือง จ.เลย", None, "4201"),
        ("ต.หมากแข้ง อ.เมือง", UDON, "4101"),
        ("กุดจับ", None, "4102"),
        ("กุดจับ", UDON, "4102"),
        ("อ.กุดจับ", UDON, "4102"),
        ("อำเภอ กุดจับ ค่ะ", UDON, "4102"),
        ("Kut Chap", UDON, "4102"),
        ("หนองวัวซ", UDON, "4103"),
        ("เชียงคาน", None, "4203"),
        ("เชียงคาน เลย", None, "4203"),
        ("เชียงคาน", LOEI, "4203"),
        ("เฉลิมพระเกียรติ", "TH-55", "5515"),
        ("อ.เฉลิมพระเกียรติ จ.น่าน", None, "5515"),
        ("จตุรพักตร์พิมาน", None, "4504"),
        ("เขตบางรัก", None, "1004"),
        ("บางรัก", BANGKOK, "1004"),
        ("สมุย", None, "8404"),
        ("เมืองจันทร์", "TH-33", "3318"),
        ("4102", None, "4102"),
        ("๔๑๐๒", None, "4102"),
    ],
)
def test_is_found(typed, iso, code):
    answer = find_district(typed, iso)
    assert isinstance(answer, Found), answer
    assert answer.place == district(code)


@pytest.mark.parametrize("each", all_districts(), ids=lambda each: each.code)
def test_every_official_name_is_itself_within_its_province(each):
    for typed in (each.name_th, each.full_name_th, each.code):
        assert find_district(typed, each.province_iso) == Found(each, "name")


def test_every_unique_name_is_itself_anywhere():
    for each in all_districts():
        answer = find_district(each.name_th)
        assert answer == Found(each, "name") or (isinstance(answer, Ambiguous) and each in answer.candidates)


def test_a_name_of_several_provinces_is_asked_back():
    answer = find_district("เฉลิมพระเกียรติ")
    assert isinstance(answer, Ambiguous)
    assert [each.province_iso for each in answer.candidates] == ["TH-30", "TH-80", "TH-55", "TH-31", "TH-19"]
    assert isinstance(find_district("จอมทอง"), Ambiguous)


def test_the_central_district_without_a_province_is_asked_back():
    answer = find_district("อ.เมือง")
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 76
    assert isinstance(find_district("อ.เมือง", BANGKOK), Unknown)


def test_a_beginning_shared_by_several_is_asked_back():
    answer = find_district("หนอง", UDON)
    assert isinstance(answer, Ambiguous)
    assert {each.province_iso for each in answer.candidates} == {UDON}


def test_a_district_of_another_province_is_outside():
    assert find_district("เชียงคาน", UDON) == Outside(district("4203"))


@pytest.mark.parametrize(
    ("typed", "iso", "code"), [("กุดจัด", UDON, "4102"), ("อุดร", UDON, "4101"), ("หนองบัว", NONG_BUA, "3901")]
)
def test_what_is_only_near_is_suggested(typed, iso, code):
    assert find_district(typed, iso) == Unknown((district(code),))


@pytest.mark.parametrize("typed", ["", " ", "ไม่รู้", "👍", "ครับ", "น้ำไม่ไหล", "ก" * 400])
def test_nothing_is_made_of_nothing(typed):
    assert find_district(typed, UDON) == Unknown()


def test_a_province_that_does_not_exist_is_refused():
    with pytest.raises(UnknownPlace, match="TH-99"):
        find_district("เมือง", "TH-99")


def test_only_known_names_are_shared():
    shared = {name for name, codes in district_names().exact.items() if len(codes) > 1 and not name.isascii()}
    assert {"เฉลิมพระเกียรติ", "จอมทอง"} <= shared
    assert len(shared) <= 12, shared


@given(st.text(max_size=100), st.sampled_from([None, UDON, BANGKOK]))
@settings(max_examples=examples(30))
def test_any_text_gets_one_of_four_answers(text, iso):
    answer = find_district(text, iso)
    assert isinstance(answer, Found | Ambiguous | Outside | Unknown)
    if iso and isinstance(answer, Found):
        assert answer.place.province_iso == iso
