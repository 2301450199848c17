"""The channels of this installation, made from its settings: web chat always, LINE and Telegram when configured."""

from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation.accounts import Account
from consultation.settings import Settings
from consultation.vault import Vault


def configured(settings: Settings, vault: Vault) -> list[Channel]:
    """Every channel that has what it needs to receive and to send: one for each account. Raises Refused."""
    connected = (account for account in settings.accounts if account.connected)
    return [WebChannel(vault), *(_channel(account) for account in connected)]


def _channel(account: Account) -> Channel:
    secrets = [secret] if (secret := account.secret.get_secret_value()) else []
    token = account.token.get_secret_value()
    if account.channel == "line":
        return LineChannel(account.name, secrets, token, account.api_base, previous=account.previous)
    return TelegramChannel(
        account.name, secrets, token, account.api_base, account.public_name, previous=account.previous
    )
