"""What tells where a picture or a film was made is taken out of it, and what it shows is not changed by one pixel."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from consultation.attachments.cleaning import clean
from consultation.attachments.sniff import media_type
from consultation.attachments.thumbnail import LONGEST_SIDE, MOST_PIXELS, thumbnail
from tests.consultation.attachments.photographed import PLACE, picture

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
XYZ = b"+16.4322+102.8236/"


def cleaned(data: bytes) -> bytes:
    made = clean(data, media_type(data))
    assert made.sure
    return made.data


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("form", FORMATS)
def test_a_photo_loses_its_place_and_no_pixel(form: str) -> None:
    photo = picture(form, placed=True)
    assert PLACE in photo
    bare = cleaned(photo)
    assert PLACE not in bare and pixels(bare) == pixels(photo)
    assert not Image.open(io.BytesIO(bare)).getexif().get_ifd(0x8825)
    assert cleaned(bare) == bare


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_that_lies_on_its_side_still_does(turned: int) -> None:
    bare = cleaned(picture(placed=True, turned=turned))
    assert dict(Image.open(io.BytesIO(bare)).getexif()) == ({0x0112: turned} if turned > 1 else {})
    small = thumbnail(bare, "image/jpeg")
    assert small is not None and (small.width > small.height) == (turned < 5)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_the_end_is_cut_off(form: str) -> None:
    photo = picture(form)
    assert cleaned(photo + b"PK\x03\x04 a second file") == photo


def test_a_progressive_photo_is_read_to_its_end() -> None:
    made = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(made, "JPEG", progressive=True, comment=PLACE, quality=95)
    bare = cleaned(made.getvalue())
    assert PLACE not in bare and pixels(bare) == pixels(made.getvalue())


def test_a_moving_gif_moves_and_its_comment_is_gone() -> None:
    made = io.BytesIO()
    frames = [Image.new("L", (20, 20), 90 * n) for n in range(3)]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], comment=PLACE, loop=0, duration=50)
    bare = cleaned(made.getvalue() + PLACE)
    assert PLACE not in bare
    with Image.open(io.BytesIO(bare)) as shown:
        assert shown.n_frames == 3 and shown.info["loop"] == 0


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), name) + content


def track(kind: bytes, *parts: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(12)), box(b"minf", *parts)))


def film(*more: bytes, brand: bytes = b"isom") -> bytes:
    told = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(XYZ), 0x15C7), XYZ))
    keys = box(b"meta", box(b"hdlr", bytes(8), b"mdta", bytes(13)), box(b"keys", b"location"), box(b"ilst", XYZ))
    moov = box(b"moov", box(b"mvhd", bytes(100)), track(b"vide"), track(b"soun", told), told, keys, *more)
    return box(b"ftyp", brand, bytes(4)) + moov + box(b"uuid", XYZ) + box(b"mdat", b"what is seen") + box(b"free", XYZ)


@pytest.mark.parametrize("brand", [b"isom", b"qt  ", b"3gp5", b"M4A "])
def test_a_film_loses_its_place_where_it_stands(brand: bytes) -> None:
    whole = film(brand=brand)
    bare = cleaned(whole)
    assert XYZ in whole and XYZ not in bare
    assert len(bare) == len(whole) and bare.index(b"what is seen") == whole.index(b"what is seen")
    assert bare.count(b"trak") == 2 and b"mvhd" in bare


def test_a_film_with_a_track_that_nobody_sees_is_not_said_to_be_clean() -> None:
    made = clean(film(track(b"meta")), "video/mp4")
    assert not made.sure and XYZ not in made.data


@pytest.mark.parametrize("data", [picture(placed=True)[:300], picture("PNG", placed=True)[:-20], b"\xff\xd8\xff\xe1\0"])
def test_what_is_cut_short_is_kept_as_it_came_and_not_said_to_be_clean(data: bytes) -> None:
    made = clean(data, media_type(data))
    assert made.data == data and not made.sure


@pytest.mark.parametrize("kind", ["image/tiff", "application/pdf", "application/octet-stream", "video/webm"])
def test_what_is_not_known_here_is_not_said_to_be_clean(kind: str) -> None:
    assert not clean(b"whatever", kind).sure


@given(st.sampled_from([picture(form, placed=True) for form in FORMATS] + [film()]), st.data())
def test_broken_files_break_nothing(whole: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(whole)
    for at in data.draw(st.lists(st.integers(12, len(whole) - 1), max_size=6)):
        spoilt[at] = data.draw(st.integers(0, 255))
    made = clean(bytes(spoilt), media_type(bytes(spoilt)))
    assert isinstance(made.data, bytes)


@pytest.mark.parametrize("form", FORMATS)
def test_a_thumbnail_is_small_and_has_only_pixels(form: str) -> None:
    photo = picture(form, placed=True, size=(1600, 900))
    small = thumbnail(photo, media_type(photo))
    assert small is not None and (small.width, small.height) == (LONGEST_SIDE, 180)
    with Image.open(io.BytesIO(small.data)) as shown:
        assert shown.format == "JPEG" and shown.size == (320, 180) and not shown.getexif()
    assert PLACE not in small.data and len(small.data) < 40_000


def test_a_picture_that_would_unpack_to_gigabytes_is_not_unpacked() -> None:
    side = int(MOST_PIXELS["PNG"] ** 0.5) + 1
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 10_000 and thumbnail(bomb.getvalue(), "image/png") is None
    said = bytearray(picture("PNG"))
    said[16:24] = struct.pack(">II", 100_000, 100_000)  # its head alone says so
    assert thumbnail(bytes(said), "image/png") is None


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", picture("PNG")[:100], b"GIF89a", b"RIFF\0\0\0\0WEBP"])
def test_a_broken_picture_has_no_thumbnail(data: bytes) -> None:
    assert thumbnail(data, media_type(data)) is None


def test_nothing_is_drawn_of_a_picture_under_another_name() -> None:
    assert thumbnail(picture("PNG"), "image/jpeg") is None
    assert thumbnail(picture("PNG"), "image/svg+xml") is None
