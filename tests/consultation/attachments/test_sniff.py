"""Bytes are what they are, whatever they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.attachments.sniff import UNKNOWN, kind_of, media_type


@pytest.mark.parametrize(
    ("data", "claimed", "found"),
    [
        (b"\xff\xd8\xff\xe1....Exif", "", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "text/html", "image/png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "", "audio/wav"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "", "image/heic"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "", "audio/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "", "video/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "audio/m4a", "audio/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "image/png", "video/mp4"),
        (b"\0\0\0\x18ftypqt  \0\0\0\0", "audio/mp4", "video/quicktime"),
        (b"\0\0\0\x18ftyp3gp5\0\0\0\0", "", "video/3gpp"),
        (b"\x1aE\xdf\xa3....webm", "audio/webm;codecs=opus", "audio/webm"),
        (b"OggS\0\x02....OpusHead", "", "audio/ogg"),
        (b"ID3\x04....", "", "audio/mpeg"),
        (b"\xff\xfb\x90\x64....", "", "audio/mpeg"),
        (b"\xff\xf1\x50\x80....", "", "audio/aac"),
        (b"#!AMR\n....", "", "audio/amr"),
        (b"%PDF-1.7\n", "image/png", "application/pdf"),
        (b"PK\x03\x04....", "", "application/zip"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", UNKNOWN),
        (b"<!doctype html><script>alert(1)</script>", "text/html", UNKNOWN),
        (b"", "image/png", UNKNOWN),
        (b"\xff", "", UNKNOWN),
    ],
)
def test_known_beginnings(data: bytes, claimed: str, found: str) -> None:
    assert media_type(data, claimed) == found


@given(st.binary(max_size=80), st.text(max_size=20))
def test_whatever_comes_is_of_some_kind(data: bytes, claimed: str) -> None:
    assert kind_of(data, claimed) in ("image", "audio", "video", "file")
    assert media_type(data, claimed).isascii()
