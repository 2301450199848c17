"""Where a consultation begins for citizens: its start code, and the links of every channel."""

from pydantic import BaseModel, ConfigDict

from consultation.accounts import PLATFORMS, Account, Platform, of_cluster
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


def links(shown: ConsultationView, of: Settings, invitation: str = "") -> Links:
    """The links and codes that lead a citizen into the consultation.

    invitation: a representative's code, which chats are begun with in place of the start code.
    """
    base, cluster = of.base_url.rstrip("/"), f"{shown.scheme}:{shown.cluster}"
    basic_id, bot_name = (_public_name(of, channel, cluster) for channel in PLATFORMS)
    line = f"https://line.me/R/oaMessage/{basic_id}/?{invitation or shown.code}" if basic_id else None
    telegram = f"https://t.me/{bot_name}?start={invitation or shown.code}" if bot_name else None
    return Links(
        code=shown.code, public=f"{base}/c/{shown.code}", chat=f"{base}/chat/{shown.code}", line=line, telegram=telegram
    )


def begin_chat(account: Account, code: str) -> str:
    """Where one opens a chat with one of our accounts with a code already typed; empty where its name is not known."""
    name = account.public_name
    there = {"line": f"https://line.me/R/oaMessage/{name}/?{code}", "telegram": f"https://t.me/{name}?start={code}"}
    return there[account.channel] if name else ""


def private_chat(channel: str, account: str, of: Settings) -> str:
    """Where one talks to us alone on an account of a channel; our own page where nothing else is known."""
    ours = (one.public_name for one in of.accounts if (one.channel, one.name) == (channel, account))
    name = next(ours, "")
    there = {"line": f"https://line.me/R/ti/p/{name}", "telegram": f"https://t.me/{name}"} if name else {}
    return there.get(channel) or of.base_url.rstrip("/")


def _public_name(of: Settings, channel: Platform, cluster: str) -> str:
    """What the cluster's own account is called on the platform, or the account that is there for all."""
    account = of_cluster(of.accounts, channel, cluster)
    return account.public_name if account is not None else ""
