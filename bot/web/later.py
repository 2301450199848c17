"""How to come back to a talk: the link that takes it up, as a code for another telephone, and kept in LINE."""

import io
from dataclasses import dataclass
from urllib.parse import quote

import segno
from markupsafe import Markup

from consultation.settings import Settings

_SHARE = "https://line.me/R/share?text="  # developers.line.biz, "Using the LINE URL scheme": to a chat of one's own


@dataclass(frozen=True)
class Later:
    """link: takes the talk up again; in_line: opens LINE to send it to oneself, empty where no LINE is set up."""

    link: str
    in_line: str = ""

    @property
    def code(self) -> Markup:
        """The link as a QR code: an SVG picture, dark on white."""
        made = segno.make(self.link, error="m", micro=False)
        out = io.BytesIO()
        made.save(
            out, kind="svg", border=4, omitsize=True, light="#ffffff", dark="#000000", xmldecl=False, svgclass="qr",
            lineclass=None, nl=False,
        )  # fmt: skip
        # segno writes nothing but digits and its own elements: no text of ours is in the picture.
        return Markup(out.getvalue().decode())  # noqa: S704


def later(link: str, title: str, settings: Settings) -> Later:
    """How to come back by a link to a talk about something of this title."""
    has_line = bool(settings.line_channel_access_token.get_secret_value())
    return Later(link, _SHARE + quote(f"{title}\n{link}", safe="") if has_line else "")
