"""Typed provinces: a table of forms, and what must hold of any text."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.places.answers import Ambiguous, Found, Outside, Unknown
from consultation.places.lookup import MAX_SUGGESTIONS, find_province
from consultation.places.names import abbreviations, province_names
from consultation.places.schemes import cluster, province, provinces, read_data
from consultation.places.spelling import key
from tests.examples import examples

TYPED = tomllib.loads((Path(__file__).parent / "typed_forms.toml").read_text(encoding="utf-8"))
UPPER_NORTHEAST_1 = cluster("current:10")
ALIASES = read_data("aliases.toml")
THAI_NOISE = st.text(alphabet="กดนบรลอเแาะำิีุูั่้์็ธษฎฏภูขงคยชพมหสวจ. ฯ​ํ๑๒3ab-\n", max_size=80)


def test_the_table_is_large_enough():
    assert sum(map(len, TYPED.values())) >= 150


@pytest.mark.parametrize(("typed", "iso"), TYPED["found"].items())
def test_is_found(typed, iso):
    answer = find_province(typed)
    assert isinstance(answer, Found), answer
    assert answer.place.iso == iso


@pytest.mark.parametrize(("typed", "isos"), TYPED["several"].items())
def test_is_asked_back(typed, isos):
    answer = find_province(typed)
    assert isinstance(answer, Ambiguous), answer
    assert [place.iso for place in answer.candidates] == isos


@pytest.mark.parametrize(("typed", "isos"), TYPED["unknown"].items())
def test_is_not_guessed(typed, isos):
    assert find_province(typed) == Unknown(tuple(map(province, isos)))


@pytest.mark.parametrize("place", provinces(), ids=lambda place: place.iso)
def test_every_official_name_is_itself(place):
    for name in (place.name_th, place.name_en, place.iso):
        for typed in (name, f" {name} ", name.lower(), unicodedata.normalize("NFKD", name), f"จ.{name}ครับ"):
            assert find_province(typed) == Found(place, "name")


@pytest.mark.parametrize(("iso", "aliases"), ALIASES["provinces"].items())
def test_every_alias_is_itself(iso, aliases):
    for alias in aliases:
        anywhere = find_province(alias)
        assert anywhere == Found(province(iso), "alias") or alias in {"อุทัย", "Uthai"}, alias
        for typed in (alias, f"จังหวัด{alias}", f"{alias} ค่ะ"):
            answer = find_province(typed, within=[iso])
            assert isinstance(answer, Found), (typed, answer)
            assert answer.place.iso == iso, typed


@pytest.mark.parametrize(("name", "isos"), ALIASES["ambiguous"].items())
def test_every_shared_name_is_asked_back(name, isos):
    answer = find_province(name)
    assert isinstance(answer, Ambiguous)
    assert {place.iso for place in answer.candidates} == set(isos)


def test_no_alias_repeats_an_official_name_or_another():
    for iso, aliases in ALIASES["provinces"].items():
        place = province(iso)
        keys = [key(name) for name in (place.name_th, place.name_en, *aliases)]
        assert len(set(keys)) == len(keys), aliases


def test_no_alias_stands_for_two_provinces_unless_it_is_said_so():
    shared = {name for name, isos in province_names().exact.items() if len(isos) > 1}
    assert len(shared) == len(ALIASES["ambiguous"])


def test_abbreviations_are_read_only_with_a_full_stop():
    assert len(abbreviations()) == 76
    for short, iso in abbreviations().items():
        answer = find_province(f"{short}.")
        assert isinstance(answer, Found)
        assert answer.place.iso == iso
    assert isinstance(find_province("พบ"), Ambiguous | Unknown)


def test_a_province_outside_the_cluster_is_said_to_be_outside():
    assert find_province("โคราช", within=UPPER_NORTHEAST_1.isos) == Outside(province("TH-30"))
    assert find_province("หาดใหญ่", within=UPPER_NORTHEAST_1.isos) == Outside(province("TH-90"))
    assert find_province("กทม.", within=UPPER_NORTHEAST_1.isos) == Outside(province("TH-10"))
    assert find_province("อุดร", within=UPPER_NORTHEAST_1.isos) == Found(province("TH-41"), "alias")
    assert find_province("บึงกาฬ", within=cluster("2551:10").isos) == Outside(province("TH-38"))


def test_what_is_asked_back_names_the_cluster_first():
    answer = find_province("ธานี", within=UPPER_NORTHEAST_1.isos)
    assert isinstance(answer, Ambiguous)
    assert [place.iso for place in answer.candidates] == ["TH-41", "TH-13", "TH-84", "TH-61", "TH-34"]


def test_a_district_outside_does_not_compete_with_a_province_inside():
    assert isinstance(find_province("หนองบัว"), Ambiguous)
    assert find_province("หนองบัว", within=UPPER_NORTHEAST_1.isos) == Found(province("TH-39"), "beginning")


def test_a_district_tells_its_province():
    answer = find_province("เชียงคาน", within=UPPER_NORTHEAST_1.isos)
    assert isinstance(answer, Found)
    assert (answer.place.iso, answer.via, answer.district.code) == ("TH-42", "district", "4203")
    beside = find_province("เชียงคาน จ.เลย")
    assert isinstance(beside, Found)
    assert (beside.via, beside.district.name_th) == ("name", "เชียงคาน")


@pytest.mark.parametrize("place", [p for p in provinces() if len(p.name_th) >= 9], ids=lambda place: place.iso)
def test_one_slip_in_a_long_name_never_leads_elsewhere(place):
    for at in range(len(place.name_th)):
        answer = find_province(place.name_th[:at] + place.name_th[at + 1 :])
        if isinstance(answer, Found):
            assert answer.place == place


@given(st.one_of(st.text(max_size=120), THAI_NOISE))
@settings(max_examples=examples(50))
def test_any_text_gets_one_of_four_answers(text):
    answer = find_province(text, within=UPPER_NORTHEAST_1.isos)
    match answer:
        case Found(place=place):
            assert place.iso in UPPER_NORTHEAST_1.isos
        case Outside(place=place):
            assert place.iso not in UPPER_NORTHEAST_1.isos
        case Ambiguous(candidates=candidates):
            assert len(set(candidates)) == len(candidates) >= 2
        case Unknown(suggestions=suggestions):
            assert len(set(suggestions)) == len(suggestions) <= MAX_SUGGESTIONS


def test_a_very_long_text_is_not_a_place():
    assert find_province("เลย " * 5000) == Unknown()
    assert find_province("จ" * 250) == Unknown()


def test_an_alias_that_is_a_district_elsewhere_is_asked_back_unless_the_district_is_outside():
    assert isinstance(find_province("อุทัย"), Ambiguous)
    assert find_province("อุทัย", within=cluster("current:18").isos) == Found(province("TH-61"), "alias")
    assert isinstance(find_province("สองแคว"), Ambiguous)
