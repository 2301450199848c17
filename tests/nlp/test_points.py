"""Where on the map a reply points: coordinates and links as people type and copy them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.points import read_place_point

KHON_KAEN = (16.43, 102.82)

TABLE: list[tuple[str, tuple[float, float] | None]] = [
    ("16.43, 102.82", KHON_KAEN),
    ("16.43,102.82", KHON_KAEN),
    ("16.43 102.82", KHON_KAEN),
    ("(16.43, 102.82)", KHON_KAEN),
    ("พิกัด 16.43,102.82 ค่ะ", KHON_KAEN),
    ("๑๖.๔๓, ๑๐๒.๘๒", KHON_KAEN),
    ("１６.４３，１０２.８２", KHON_KAEN),
    ("lat 16.43 lon 102.82", KHON_KAEN),
    ("ละติจูด 16.43 ลองจิจูด 102.82", KHON_KAEN),
    ("16.43N 102.82E", KHON_KAEN),
    ("102.82° E, 16.43° N", KHON_KAEN),
    ("16°25'48\"N 102°49'12\"E", KHON_KAEN),
    ("16°25′48″N, 102°49′12″E", KHON_KAEN),
    ("16º25.8'N 102º49.2'E", KHON_KAEN),
    ("16°25'48\" เหนือ 102°49'12\" ตะวันออก", KHON_KAEN),
    ("102.82, 16.43", KHON_KAEN),
    ("-8.65, 115.21", (-8.65, 115.21)),
    ("geo:16.43,102.82?z=15", KHON_KAEN),
    ("https://www.google.com/maps/@16.43,102.82,15z", KHON_KAEN),
    ("https://maps.google.com/?q=16.43,102.82", KHON_KAEN),
    ("https://www.google.com/maps?q=16.43%2C102.82", KHON_KAEN),
    ("https://www.google.com/maps/search/?api=1&query=16.43,102.82", KHON_KAEN),
    ("อยู่ตรงนี้ https://www.google.com/maps/place/A/@16.4,102.8,17z/data=!8m2!3d16.43!4d102.82 ครับ", KHON_KAEN),
    ("https://maps.apple.com/?ll=16.43,102.82", KHON_KAEN),
    ("https://www.openstreetmap.org/?mlat=16.43&mlon=102.82#map=15/16.4/102.8", KHON_KAEN),
    ("https://www.openstreetmap.org/#map=15/16.43/102.82", KHON_KAEN),
    ("https://maps.app.goo.gl/AbCd1234", None),
    ("https://www.google.com/maps/place/Bangkok", None),
    ("162.43, 102.82", None),
    ("91.50, 200.10", None),
    ("16°75'N 102°49'E", None),
    ("16°25'48\"N", None),
    ("16.43,102.82 หรือ 16.50,102.90", None),
    ("16, 102", None),
    ("5.5 6.5", None),
    ("16.43", None),
    ("1.55 2.55 3.55", None),
    ("บ้านโนนทัน", None),
    ("", None),
    ("16.43,102.82 " * 500, None),
]


@pytest.mark.parametrize(("said", "meant"), TABLE)
def test_a_point(said: str, meant: tuple[float, float] | None) -> None:
    assert read_place_point(said) == (pytest.approx(meant) if meant else None)


@given(st.floats(5.6, 20.4), st.floats(97.4, 105.6))
def test_every_point_of_thailand_is_read_back(lat: float, lon: float) -> None:
    for written in (
        f"{lat:.6f}, {lon:.6f}",
        f"{lon:.6f},{lat:.6f}",
        f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},15z",
        f"{lat:.6f}N {lon:.6f}E",
    ):
        assert read_place_point(written) == pytest.approx((lat, lon), abs=1e-5)


POINTS = st.text(st.sampled_from("0123456789.,-°'\"NSEW @/=?q!3d4 %2C"), max_size=60)


@given(st.one_of(st.text(max_size=80), POINTS))
def test_total_and_within_the_earth(said: str) -> None:
    found = read_place_point(said)
    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)
