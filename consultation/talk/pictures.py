"""The pictures, sounds and films that a form shows with a question: links in a chat, to files of the public page."""

from collections.abc import Mapping
from urllib.parse import quote

from consultation.forms.form import Texts, in_language
from consultation.talk.here import Here

_KINDS = ("big-image", "image", "video", "audio")


def links(here: Here, media: Mapping[str, Texts]) -> list[str]:
    """The addresses of what is shown, in the talk's language or else in Thai; a large picture instead of the small one.

    Empty where the form shows nothing, or where there is no public page (in the terminal).
    """
    base = here.form.about.link
    names = [in_language(media[kind], here.language) for kind in _KINDS if kind in media]
    if "big-image" in media and "image" in media:
        del names[1]
    return [f"{base}/files/{quote(name)}" for name in names if base and name]
