"""Programs, pages and traps are not kept, whatever they are called; what people send is."""

import io
import zipfile
import zlib

import pytest

from consultation.attachments.content import Refused, Sealed, ready
from consultation.attachments.scan import ARCHIVE, MACRO, PAGE, PROGRAM, TWO_IN_ONE, refused
from consultation.attachments.sniff import media_type
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PNG


def archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)
    return made.getvalue()


OFFICE = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>" * 200}
DOCX = archive(OFFICE)


def found(data: bytes, name: str = "") -> str:
    return refused(data, media_type(data), name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (JPEG, "น้ำท่วม.jpg"), (PNG, ""), (DOCX, "หนังสือ.docx"), (b"%PDF-1.7\n...", "ประกาศ.pdf"),
        ("ถนนพัง < 3 เดือน".encode(), "บันทึก.txt"), (b"a,b\n1,2\n", "ตาราง.csv"), (b"#!AMR\n....", "voice.amr"),
        (b"OggS\0\x02....OpusHead", ""), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "แผน.doc"),
    ],
)  # fmt: skip
def test_what_people_send_is_kept(data: bytes, name: str) -> None:
    assert found(data, name) == ""


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"MZ\x90\0", "รูป.jpg", PROGRAM),
        (b"\x7fELF....", "", PROGRAM),
        (b"#!/bin/sh\nrm -rf /", "", PROGRAM),
        (b"echo off", "เปิดดู.bat", PROGRAM),
        (JPEG, "photo.jpg.exe", PROGRAM),
        (archive({"classes.dex": b"x", "AndroidManifest.xml": b"x"}), "app.apk", PROGRAM),
        (archive({"a/run.exe": b"x"}), "รูป.zip", PROGRAM),
        (b"<!doctype html><script>alert(1)</script>", "", PAGE),
        (b"\xef\xbb\xbf\n <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "plan.png", PAGE),
        ("<html>".encode("utf-16"), "", PAGE),
        (b"...", "หน้า.html", PAGE),
        (archive({"index.html": b"x"}), "", PAGE),
        (b"Rar!\x1a\x07", "", ARCHIVE),
        (b"\x1f\x8b\x08", "log.txt", ARCHIVE),
        (archive({"inner.zip": DOCX}), "", ARCHIVE),
        (archive({str(n): b"" for n in range(2_001)}), "", ARCHIVE),
        (b"PK\x03\x04" + bytes(100), "", ARCHIVE),
        (b"%PDF-1.7\n" + DOCX, "ประกาศ.pdf", TWO_IN_ONE),
        (archive({**OFFICE, "word/vbaProject.bin": b"x"}), "หนังสือ.docx", MACRO),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "แผน.doc", MACRO),
    ],
)
def test_what_could_harm_is_not(data: bytes, name: str, why: str) -> None:
    assert found(data, name) == why


def test_an_archive_that_would_unpack_to_gigabytes_is_known_by_its_list() -> None:
    bomb = archive({"a": bytes(50 * 1024 * 1024)})
    assert len(bomb) < 60_000 and found(bomb) == ARCHIVE


def test_an_archive_behind_a_password_is_not_kept() -> None:
    locked = bytearray(DOCX)
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert found(bytes(locked)) == ARCHIVE


def test_a_photo_with_an_archive_behind_it_is_kept_without_it() -> None:
    vault = Vault(b"a secret of the tests")
    made = ready(vault, JPEG + DOCX, "response:1", name="รูป.jpg")
    assert isinstance(made, Sealed) and vault.open(made.sealed) == JPEG and made.cleaned
    assert isinstance(ready(vault, b"MZ" + zlib.compress(b""), "response:1", name="รูป.jpg"), Refused)
