"""The channels of this installation, made from its settings: web chat always, LINE and Telegram when configured."""

from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation.settings import Settings
from consultation.vault import Vault


def configured(settings: Settings, vault: Vault) -> list[Channel]:
    """Every channel that has what it needs to receive and to send."""
    channels: list[Channel] = [WebChannel(vault)]
    if settings.line_channel_secret.get_secret_value() and settings.line_channel_access_token.get_secret_value():
        channels.append(_line(settings))
    if settings.telegram_bot_token.get_secret_value():
        channels.append(_telegram(settings))
    return channels


def _line(settings: Settings) -> LineChannel:
    secrets = [settings.line_channel_secret.get_secret_value()]
    token = settings.line_channel_access_token.get_secret_value()
    return LineChannel(settings.line_account, secrets, token, settings.line_api_base)


def _telegram(settings: Settings) -> TelegramChannel:
    secret = settings.telegram_secret_token.get_secret_value()
    return TelegramChannel(
        settings.telegram_account,
        [secret] if secret else [],
        settings.telegram_bot_token.get_secret_value(),
        settings.telegram_api_base,
        settings.telegram_bot_name,
    )
