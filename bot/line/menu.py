"""A rich menu as LINE wants it: its areas, its picture, and a name that tells whether it has changed."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

OURS = "prachakhom-"  # what the names of our menus begin with; no other menu is touched
ALIAS = "prachakhom"


@dataclass(frozen=True)
class Area:
    """A part of the picture that can be tapped. label: read aloud for whoever cannot see it; say: sent for them."""

    x: int
    y: int
    width: int
    height: int
    label: str
    say: str


@dataclass(frozen=True)
class RichMenu:
    """bar: the text on the bar that opens it. picture: PNG of exactly width × height."""

    width: int
    height: int
    bar: str
    areas: tuple[Area, ...]
    picture: bytes

    @property
    def name(self) -> str:
        """Another one as soon as a word, a place or the picture is another."""
        shape = json.dumps(self._shape(), sort_keys=True, ensure_ascii=False).encode()
        return OURS + hashlib.sha256(shape + b"\0" + self.picture).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The object of "Create rich menu"."""
        return {"name": self.name, **self._shape()}

    def _shape(self) -> dict[str, Any]:
        return {
            "size": {"width": self.width, "height": self.height},
            "selected": True,
            "chatBarText": self.bar,
            "areas": [
                {
                    "bounds": {"x": one.x, "y": one.y, "width": one.width, "height": one.height},
                    "action": {"type": "message", "label": one.label, "text": one.say},
                }
                for one in self.areas
            ],
        }
