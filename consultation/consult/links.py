"""Where a consultation begins for citizens: its start code, and the links of every channel."""

from pydantic import BaseModel, ConfigDict

from consultation.consult.service import ConsultationView
from consultation.settings import Settings


class Links(BaseModel):
    """Where citizens can begin. line and telegram are None where that channel is not configured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    public: str
    chat: str
    line: str | None
    telegram: str | None


def links(shown: ConsultationView, of: Settings) -> Links:
    """The links and codes that lead a citizen into the consultation."""
    base = of.base_url.rstrip("/")
    line = f"https://line.me/R/oaMessage/{of.line_basic_id}/?{shown.code}" if of.line_basic_id else None
    telegram = f"https://t.me/{of.telegram_bot_name}?start={shown.code}" if of.telegram_bot_name else None
    return Links(
        code=shown.code, public=f"{base}/c/{shown.code}", chat=f"{base}/chat/{shown.code}", line=line, telegram=telegram
    )


def private_chat(channel: str, of: Settings) -> str:
    """Where one talks to us alone on a channel; our own page where nothing else is known."""
    there = {
        "line": f"https://line.me/R/ti/p/{of.line_basic_id}" if of.line_basic_id else "",
        "telegram": f"https://t.me/{of.telegram_bot_name}" if of.telegram_bot_name else "",
    }
    return there.get(channel) or of.base_url.rstrip("/")
