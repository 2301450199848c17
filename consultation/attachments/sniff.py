"""What bytes are, by their first bytes: nobody's word for it is taken, neither a name's nor a browser's.

Signatures: WHATWG MIME Sniffing Standard, §6; ISO/IEC 14496-12 (`ftyp`); RFC 9639, 3533, 4867 (FLAC, Ogg, AMR).
"""

UNKNOWN = "application/octet-stream"

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),  # DOCX, XLSX and ODT too
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # DOC, XLS
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"mif1": "image/heif", b"msf1": "image/heif",
    b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}  # fmt: skip
_CONTAINERS = {"mp4", "3gpp", "webm", "ogg"}  # which hold sound with or without a picture


def media_type(data: bytes, claimed: str = "") -> str:
    """The media type of these bytes. claimed: decides only whether a container for both is sound or a film."""
    found = _found(data)
    family, _, subtype = found.partition("/")
    said = claimed.partition(";")[0].strip().lower().partition("/")[0]
    if subtype in _CONTAINERS and family in ("audio", "video") and said in ("audio", "video"):
        return f"{said}/{subtype}"
    return found


def kind_of(data: bytes, claimed: str = "") -> str:
    """What these bytes are to a questionnaire: `image`, `audio`, `video`, and else `file`."""
    family = media_type(data, claimed).partition("/")[0]
    return family if family in ("image", "audio", "video") else "file"


def _found(data: bytes) -> str:
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], UNKNOWN)
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return _BRANDS.get(brand, "video/3gpp" if brand[:2] == b"3g" else "video/mp4")
    if data[:4] == b"OggS":
        return "video/ogg" if b"theora" in data[:64] else "audio/ogg"
    if data[:4] == b"\x1aE\xdf\xa3":
        return "video/webm"
    if data.startswith(b"\xff\xfe"):  # how a text in UTF-16 begins
        return UNKNOWN
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0 and data[1] & 0x06:
        return "audio/mpeg"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return UNKNOWN
