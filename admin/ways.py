"""The ways into a consultation, connected or not: web chat, LINE, Telegram, the public page."""

from dataclasses import dataclass

from admin.wording import wording
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.settings import Settings

CHANNELS = ("chat", "line", "telegram", "public")


@dataclass(frozen=True)
class Way:
    """One way in: `link` None when its channel is not connected."""

    key: str
    title: str
    about: str
    missing: str
    link: str | None


def ways(view: ConsultationView, settings: Settings) -> list[Way]:
    """Every way into a consultation, the connected ones first."""
    links = consult.links(view, settings)
    words = wording("admin")["way"]
    found = {"chat": links.chat, "line": links.line, "telegram": links.telegram, "public": links.public}
    every = [
        Way(key, words[key]["title"], words[key]["about"], words[key].get("missing", ""), found[key])
        for key in CHANNELS
    ]
    return sorted(every, key=lambda way: way.link is None)
