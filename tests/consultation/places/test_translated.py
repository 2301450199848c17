from consultation.places.answers import Found
from consultation.places.districts import districts
from consultation.places.lookup import find_province
from consultation.places.schemes import cluster, province, scheme
from consultation.places.translated import cluster_names, names


def test_every_place_has_a_thai_an_english_and_a_rumi_name() -> None:
    assert names(province("TH-94")) == {"th": "ปัตตานี", "en": "Pattani", "ms": "Pattani", "ms-Arab": "ڤتاني"}
    assert names(province("TH-41")) == {"th": "อุดรธานี", "en": "Udon Thani", "ms": "Udon Thani"}
    assert names(districts("TH-94")[0]) == {"th": "กะพ้อ", "en": "Kapho", "ms": "Kapho"}


def test_every_cluster_has_an_english_name_and_the_border_malay_ones() -> None:
    for each in (found for key in ("2551", "2567") for found in scheme(key).clusters):
        assert cluster_names(each)["en"].endswith(" Provincial Cluster")
        assert cluster_names(each)["th"] == each.full_name_th
    assert cluster_names(cluster("2551:8"))["ms"] == "Kumpulan Wilayah Sempadan Selatan"
    assert set(cluster_names(cluster("current:7"))) == {"th", "en", "ms", "ms-Arab"}


def test_a_province_is_found_by_the_names_that_malay_speakers_type() -> None:
    for typed, iso in (
        ("Patani", "TH-94"),
        ("ڤتاني", "TH-94"),
        ("Jala", "TH-95"),
        ("يالا", "TH-95"),
        ("منارا", "TH-96"),
    ):
        found = find_province(typed)
        assert isinstance(found, Found) and found.place.iso == iso, typed
