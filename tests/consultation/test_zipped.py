"""What an archive unpacks to is measured, not believed."""

import io
import struct
import zipfile
import zlib

import pytest

from consultation.zipped import fits

MEGABYTE = 1024 * 1024


def packed(*parts: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as new:
        for n, part in enumerate(parts):
            new.writestr(f"{n}.xml", part)
    return made.getvalue()


def test_all_parts_together_are_measured() -> None:
    of = packed(b"a" * 700, b"b" * 300)
    assert fits(of, 1000) and not fits(of, 999)
    assert fits(packed(), 0)


def test_a_list_that_says_little_and_a_sum_that_agrees_with_it_are_not_believed() -> None:
    bomb = bytearray(packed(bytes(8 * MEGABYTE)))
    listed = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<L", bomb, listed + 16, zlib.crc32(bytes(10)))
    struct.pack_into("<L", bomb, listed + 24, 10)
    with zipfile.ZipFile(io.BytesIO(bomb)) as lying:
        assert lying.infolist()[0].file_size == 10 and lying.read("0.xml") == bytes(10)
    assert not fits(bytes(bomb), MEGABYTE)


def test_what_is_no_archive_is_told() -> None:
    for content in (b"PK\x03\x04 no", packed(b"a", method=zipfile.ZIP_BZIP2)):
        with pytest.raises(zipfile.BadZipFile):
            fits(content, 1000)
