"""One spelling for what is typed, and the distance between two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.places.spelling import clusters, distance, key, loose


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("หนองบัวลําภู", "หนองบัวลำภู"),
        ("ปากนํ้า", "ปากน้ำ"),
        ("ปากนำ้", "ปากน้ำ"),
        ("เเพร่", "แพร่"),
        ("กระบี่่", "กระบี่"),
        ("ชัยนาท\u200b", "ชัยนาท"),
        ("\ufeffเลย", "เลย"),
        ("อุดร\u00a0ธานี", "อุดรธานี"),
        ("สุราษฏร์", "สุราษฎร์"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("Roi-Et", "roiet"),
        ("Ｕｄｏｎ", "udon"),
        ("๑๐๑", "101"),
        ("ที่่", "ที่"),
    ],
)
def test_the_same_key(typed, same):
    assert key(typed) == key(same)


def test_clusters_carry_their_marks():
    assert clusters("ลำพูน") == ("ล", "ำ", "พู", "น")
    assert clusters("ก่") == ("ก่",)
    assert loose("ร้อยเอ็ด") == loose("รอยเอด")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("ลำพูน", "ลำพูน", 0), ("ลำพุน", "ลำพูน", 1), ("อุรดธานี", "อุดรธานี", 1), ("เลย", "ตาก", 3), ("", "กข", 2)],
)
def test_distance_counts_clusters(one, other, apart):
    assert distance(clusters(one), clusters(other), 3) == apart


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text) == key(unicodedata.normalize("NFD", text))
    assert "".join(clusters(key(text))) == key(text)


@given(st.text("กขคงเาิ่", max_size=9), st.text("กขคงเาิ่", max_size=9), st.integers(0, 4))
def test_distance_is_symmetric_and_stops_at_its_limit(one, other, limit):
    apart = distance(clusters(one), clusters(other), limit)
    assert apart == distance(clusters(other), clusters(one), limit)
    assert apart == min(distance(clusters(one), clusters(other), 99), limit + 1)
    assert (apart == 0) == (one == other)
