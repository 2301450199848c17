"""Photos, voices, videos and files: the answer is a reference by which the channel finds the thing later.

Of an album it is those of all its parts, with spaces between (`talk/albums.py`).
"""

from typing import Literal

from consultation.attachments.limits import LARGEST, MEGABYTE, too_large
from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Understood, checked
from consultation.talk.model import Incoming

What = Literal["image", "audio", "video", "file"]


def _kind(what: What) -> Kind:
    def need(_here: Here, _slot: Slot) -> Ask:
        return Ask(f"need_{what}")

    def typed(_here: Here, _slot: Slot, _text: str) -> Understood:
        return Ask(f"need_{what}")

    def sent(here: Here, slot: Slot, incoming: Incoming) -> Understood | None:
        given = incoming.media
        if given is None or given.what == "sticker" or what not in (given.what, "file"):
            return None
        if too_large(what, given.size):
            return Ask("media_large", {"most": LARGEST[what] // MEGABYTE})
        return checked(here, slot, given.reference, incoming.text or given.name)

    def how(here: Here, _slot: Slot) -> list[str]:
        return [here.say(f"how_{what}")]

    def fits(_here: Here, _slot: Slot, _value: str) -> bool:
        return False  # what a form suggests is a file of the form's, which nobody sent

    return Kind(need=need, typed=typed, sent=sent, how=how, fits=fits, wants=what)


MEDIA: dict[str, Kind] = {what: _kind(what) for what in ("image", "audio", "video", "file")}
