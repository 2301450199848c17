"""What people send that is no text, made of what a platform tells about it: photos, voices, files, places.

Nothing is fetched here: a reference says where the channel finds the thing later. Whatever does not make sense is None.
"""

import mimetypes
import re
from typing import cast

from pydantic import ValidationError

from consultation.talk.model import Media, Place, What

_ID = re.compile(r"[A-Za-z0-9_=-]{1,400}")
_LONGEST_NAME = 200
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # what no database takes as text, and breaks of lines
_KINDS = ("image", "audio", "video")


def media(
    what: What,
    channel: str,
    id: object,
    *,
    name: object = "",
    size: object = None,
    album: object = "",
    part: object = 0,
) -> Media | None:
    """A thing under its channel's own id; None when the id is none."""
    known = str(id) if isinstance(id, (str, int)) and not isinstance(id, bool) else ""
    if not _ID.fullmatch(known):
        return None
    return Media(
        what=what,
        reference=f"{channel}:{known}",
        name=file_name(name),
        size=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
        album=album if isinstance(album, str) else "",
        part=part if isinstance(part, int) and not isinstance(part, bool) else 0,
    )


def file_name(given: object) -> str:
    """A file's name without folders and without what cannot be stored; empty for what is none."""
    last = given.replace("\\", "/").rpartition("/")[2] if isinstance(given, str) else ""
    return _UNSTORABLE.sub("", last)[:_LONGEST_NAME]


def place(lat: object, lon: object, title: object = "") -> Place | None:
    """A place in degrees; None for what is nowhere on earth."""
    if any(isinstance(number, (bool, str)) for number in (lat, lon)):
        return None
    try:
        return Place.model_validate(
            {"lat": lat, "lon": lon, "title": title[:_LONGEST_NAME] if isinstance(title, str) else ""}
        )
    except ValidationError:
        return None


def kind_of_file(name: object, mime: object = "") -> What:
    """What a file is, by its type or else by its name: photos are sent as files too."""
    given = mime if isinstance(mime, str) and mime else mimetypes.guess_type(name if isinstance(name, str) else "")[0]
    family = (given or "").split("/")[0].lower()
    return cast(What, family) if family in _KINDS else "file"
