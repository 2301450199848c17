"""Whether bytes may be kept at all: an officer opens what is handed out, so programs and traps are not taken in.

By the bytes first and the name after them; neither a platform's nor a browser's word counts. It is no virus scanner.
"""

import io
import re
import struct
import zipfile
from pathlib import PurePosixPath

PROGRAM, PAGE, ARCHIVE, TWO_IN_ONE, MACRO = "program", "page", "archive", "two_in_one", "macro"
REASONS = (PROGRAM, PAGE, ARCHIVE, TWO_IN_ONE, MACRO)

# Of an archive: bytes of its list of files, how many files, what they may become in all, and how many times larger.
LONGEST_LIST = 1024 * 1024
MOST_FILES = 2_000
LARGEST_INSIDE = 300 * 1024 * 1024
MOST_TIMES_LARGER = 200

# Windows, ELF, Mach-O and Java, scripts, Dalvik, Windows shortcuts, cabinets, WebAssembly.
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"#!/", b"#! /", b"dex\n", b"L\0\0\0\x01\x14\x02\0", b"MSCF", b"\0asm",
)  # fmt: skip
_PROGRAM_NAMES = {
    ".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".iso", ".jar", ".js", ".jse", ".lnk",
    ".msi", ".pif", ".ps1", ".reg", ".scr", ".sh", ".url", ".vb", ".vbe", ".vbs", ".wsf",
}  # fmt: skip
_PAGE_NAMES = {".htm", ".html", ".mht", ".mhtml", ".shtml", ".svg", ".svgz", ".xhtml"}
_ARCHIVE_NAMES = {".7z", ".ace", ".bz2", ".cab", ".gz", ".rar", ".tar", ".xz", ".zip"}
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PAGE = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|meta|style)\b", re.I)
_LOOKED_AT = 4096  # bytes in which a page shows itself
_END_OF_ARCHIVE = b"PK\x05\x06"
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def refused(data: bytes, media_type: str, name: str = "") -> str:
    """Why bytes are not kept, one of REASONS; empty when they may be. media_type: read from the bytes."""
    ending = PurePosixPath(name.lower()).suffix
    family = media_type.partition("/")[0]
    if data.startswith(_PROGRAMS) or ending in _PROGRAM_NAMES:
        return PROGRAM
    if ending in _PAGE_NAMES or (media_type == "application/octet-stream" and _is_page(data)):
        return PAGE
    if media_type == "application/zip":
        return _in_archive(data)
    if data.startswith(_ARCHIVES) or ending in _ARCHIVE_NAMES:
        return ARCHIVE
    if family not in ("audio", "video") and zipfile.is_zipfile(io.BytesIO(data)):
        return TWO_IN_ONE
    return MACRO if media_type == "application/x-ole-storage" and _MACROS in data else ""


def _is_page(data: bytes) -> bool:
    head = data[:_LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    return _PAGE.search(head) is not None


def _in_archive(data: bytes) -> str:
    """What speaks against an archive, by its list of files alone: nothing of it is unpacked here."""
    at = data.rfind(_END_OF_ARCHIVE)
    if at < 0 or at + 20 > len(data):
        return ARCHIVE
    count, length = struct.unpack_from("<HI", data, at + 10)
    if length > LONGEST_LIST or count > MOST_FILES:
        return ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error):
        return ARCHIVE
    inside = sum(file.file_size for file in files)
    if len(files) > MOST_FILES or inside > LARGEST_INSIDE or inside > MOST_TIMES_LARGER * len(data):
        return ARCHIVE
    return next((reason for file in files if (reason := _of_member(file))), "")


def _of_member(file: zipfile.ZipInfo) -> str:
    name = PurePosixPath(file.filename.lower())
    if file.flag_bits & 1 or name.suffix in _ARCHIVE_NAMES:
        return ARCHIVE
    if name.name in ("vbaproject.bin", "vbaprojectsignature.bin"):
        return MACRO
    if name.suffix in _PROGRAM_NAMES or name.name == "androidmanifest.xml" or str(name) == "meta-inf/manifest.mf":
        return PROGRAM
    return PAGE if name.suffix in _PAGE_NAMES else ""
