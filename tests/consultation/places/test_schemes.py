"""The facts: schemes, clusters, provinces, districts."""

from collections import Counter
from datetime import date

import pytest
from pythainlp.util import collate

from consultation.places.districts import all_districts, district, districts
from consultation.places.schemes import (
    UnknownPlace,
    cluster,
    cluster_of,
    moves,
    province,
    provinces,
    scheme,
    schemes,
)


@pytest.mark.parametrize(("key", "count", "absent"), [("2551", 75, {"TH-10", "TH-38"}), ("2567", 76, {"TH-10"})])
def test_each_scheme_has_its_provinces_once(key, count, absent):
    members = Counter(each.iso for one in scheme(key).clusters for each in one.provinces)
    assert len(members) == members.total() == count
    assert {each.iso for each in provinces()} - members.keys() == absent


@pytest.mark.parametrize("one", [one for each in schemes() for one in each.clusters], ids=lambda one: one.code)
def test_each_cluster_is_whole(one):
    assert one.centre in one.provinces
    assert one.full_name_th == f"กลุ่มจังหวัด{one.name_th}"
    assert one.name_en
    assert one.name_th.startswith(("ภาค",))
    assert one.isos == {each.iso for each in one.provinces}
    assert [each.name_th for each in one.provinces] == collate(each.name_th for each in one.provinces)
    assert cluster(one.code) == one
    assert all(cluster_of(each.iso, one.scheme) == one for each in one.provinces)


@pytest.mark.parametrize("key", ["2551", "2567"])
def test_clusters_are_numbered_and_named_once(key):
    of = scheme(key)
    assert [one.number for one in of.clusters] == list(range(1, 19))
    assert len({one.name_th for one in of.clusters}) == 18


def test_regions_of_the_scheme_in_force():
    regions = Counter(one.region_th for one in scheme("current").clusters)
    members = Counter(each.region_th for each in provinces() if each.iso != "TH-10")
    assert regions == {
        "ภาคเหนือ": 4,
        "ภาคตะวันออกเฉียงเหนือ": 5,
        "ภาคกลาง": 4,
        "ภาคตะวันออก": 2,
        "ภาคใต้": 2,
        "ภาคใต้ชายแดน": 1,
    }
    assert members == {
        "ภาคเหนือ": 17,
        "ภาคตะวันออกเฉียงเหนือ": 20,
        "ภาคกลาง": 17,
        "ภาคตะวันออก": 8,
        "ภาคใต้": 11,
        "ภาคใต้ชายแดน": 3,
    }
    assert all(each.region_th == one.region_th for one in scheme("current").clusters for each in one.provinces)


def test_current_is_the_scheme_in_force():
    assert scheme("current") is scheme("2567")
    assert scheme("๒๕๖๗") is scheme("2567")
    assert scheme("current").valid.since == date(2024, 5, 30)
    assert scheme("current").valid.until is None
    assert [each.key for each in schemes()] == ["2551", "2567"]


def test_a_cluster_is_found_by_code_or_by_scheme_and_number():
    upper_northeast = cluster("current:10")
    assert upper_northeast == cluster("2567", 10) == cluster("2567:10") == cluster("current", "๑๐")
    assert upper_northeast.code == "2567:10"
    assert upper_northeast.centre.name_th == "อุดรธานี"
    assert [each.name_th for each in upper_northeast.provinces] == [
        "บึงกาฬ",
        "เลย",
        "หนองคาย",
        "หนองบัวลำภู",
        "อุดรธานี",
    ]


def test_the_names_13_and_14_are_exchanged_and_say_so():
    names = {each.name_th for each in cluster("current:13").provinces}
    assert names == {"นครราชสีมา", "ชัยภูมิ", "บุรีรัมย์", "สุรินทร์"}
    assert cluster("2551:13").isos == cluster("2567:14").isos
    assert cluster("2551:14").isos == cluster("2567:13").isos
    for code in ("2551:13", "2551:14", "2567:13", "2567:14"):
        assert "คนละจังหวัด" in (cluster(code).note_th or "")
    assert cluster("2567:11").note_th is None


def test_a_province_in_no_cluster():
    assert cluster_of("TH-10") is None
    assert cluster_of("TH-38", "2551") is None
    assert cluster_of("TH-38") == cluster("current:10")


def test_28_provinces_changed_the_name_of_their_cluster_and_one_is_new():
    changed = moves()
    renamed = [move for move in changed if move.before]
    made = [move.province.name_th for move in changed if not move.before]
    assert (len(renamed), made) == (28, ["บึงกาฬ"])
    assert moves("2551", "2551") == ()
    same = [one for one in scheme("2567").clusters if one.isos == cluster("2551", _older(one.number)).isos]
    assert [one.number for one in same if one.centre == cluster("2551", _older(one.number)).centre] == [
        4,
        11,
        12,
        15,
        16,
        17,
        18,
    ]


def _older(number: int) -> int:
    """The number in 2551 of the cluster that has this cluster's name, where the numbers differ."""
    return {3: 4, 4: 5, 5: 6, 6: 7, 7: 8}.get(number, number)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: scheme("2560"), ("2560", "2551, 2567, current")),
        (lambda: cluster("2560:1"), ("2560", "2551, 2567, current")),
        (lambda: cluster("current:19"), ("19", "1 ถึง 18")),
        (lambda: cluster("current", 0), ("0", "1 ถึง 18")),
        (lambda: cluster("current"), ("current", "current:10")),
        (lambda: cluster(":"), (":", "current:10")),
        (lambda: cluster("current:อุดร"), ("อุดร", "1 ถึง 18")),
        (lambda: province("TH-S"), ("TH-S", "TH-41")),
        (lambda: cluster_of("TH-97"), ("TH-97", "TH-41")),
        (lambda: districts("TH-00"), ("TH-00", "TH-41")),
        (lambda: district("9999"), ("9999", "4101")),
    ],
)
def test_what_does_not_exist_is_said_in_thai_with_the_way_to_mend_it(ask, says):
    with pytest.raises(UnknownPlace) as raised:
        ask()
    assert all(part in str(raised.value) for part in says)
    assert any("ก" <= letter <= "๎" for letter in str(raised.value))


def test_the_provinces_are_77_in_thai_order():
    names = [each.name_th for each in provinces()]
    assert len(set(names)) == len({each.iso for each in provinces()}) == len({e.name_en for e in provinces()}) == 77
    assert names == collate(names)
    assert province("TH-10").name_th == "กรุงเทพมหานคร"


@pytest.mark.parametrize(
    ("iso", "count"),
    [
        ("TH-38", 8),
        ("TH-41", 20),
        ("TH-42", 14),
        ("TH-43", 9),
        ("TH-39", 6),
        ("TH-10", 50),
        ("TH-30", 32),
        ("TH-83", 3),
    ],
)
def test_the_number_of_districts(iso, count):
    assert len(districts(iso)) == count


def test_the_districts_are_928_under_their_province():
    everything = all_districts()
    assert len(everything) == len({each.code for each in everything}) == 928
    assert sum(each.kind_th == "เขต" for each in everything) == 50
    assert all(f"TH-{each.code[:2]}" == each.province_iso for each in everything)
    assert sum(each.central for each in everything) == 76
    for each in provinces():
        names = [one.name_th for one in districts(each.iso)]
        assert len(set(names)) == len(names)
        assert names == collate(names)


def test_a_district_says_its_kind():
    assert district("4102").full_name_th == "อำเภอกุดจับ"
    assert district("1004").full_name_th == "เขตบางรัก"
