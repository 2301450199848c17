"""How large an attachment may be, and how long it is asked for. Ours, but where a platform's limit is named."""

MEGABYTE = 1024 * 1024

# Bytes, by kind. Telegram lets a bot fetch 20 MB at most (core.telegram.org/bots/api#getfile).
LARGEST: dict[str, int] = {
    "image": 10 * MEGABYTE,
    "audio": 10 * MEGABYTE,
    "video": 20 * MEGABYTE,
    "file": 10 * MEGABYTE,
}

# 2, 4, 8 … seconds, then every quarter of an hour: about three days. LINE says only "a certain period" and no figure.
MOST_TRIES = 300


def too_large(kind: str, size: int | None) -> bool:
    """Whether so many bytes (None: nobody told) are more than is kept of this kind."""
    return size is not None and kind in LARGEST and size > LARGEST[kind]
