"""The ways into a consultation, connected or not: web chat, LINE, Telegram, the public page."""

from dataclasses import dataclass

from consultation.consult.links import links
from consultation.consult.service import ConsultationView
from consultation.settings import Settings
from consultation.wording import wording

CHANNELS = ("chat", "line", "telegram", "public")


@dataclass(frozen=True)
class Way:
    """One way in: `link` None when its channel is not connected."""

    key: str
    title: str
    about: str
    missing: str
    link: str | None


def ways(view: ConsultationView, settings: Settings, invitation: str = "") -> list[Way]:
    """Every way into a consultation, the connected ones first. invitation: a code that the links carry instead."""
    found = links(view, settings, invitation).model_dump()
    words = wording("admin")["way"]
    every = [
        Way(key, words[key]["title"], words[key]["about"], words[key].get("missing", ""), found[key])
        for key in CHANNELS
    ]
    return sorted(every, key=lambda way: way.link is None)
