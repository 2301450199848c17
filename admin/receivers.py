"""The receiving halves of the accounts, made from the settings, for the process that only takes deliveries in."""

from collections.abc import Mapping

from bot.receiver import Receiver
from consultation.accounts import Account, accepted
from consultation.settings import Settings


def receivers(settings: Settings) -> list[Receiver]:
    """One for each connected account, as `admin.channels.configured` has a channel for each. Raises Refused."""
    return [_receiver(account) for account in settings.accounts if account.connected]


def _receiver(account: Account) -> Receiver:
    secrets = [secret] if (secret := account.secret.get_secret_value()) else []
    if account.channel == "line":
        from bot.line import receive as line

        def signed(headers: Mapping[str, str], body: bytes) -> bool:
            return line.genuine(headers, body, accepted(secrets, account.previous))

        return Receiver("line", account.name, signed, line.split)

    from bot.telegram import receive as telegram

    def knows(headers: Mapping[str, str], _: bytes) -> bool:
        return telegram.genuine(headers, accepted(secrets, account.previous))

    return Receiver("telegram", account.name, knows, telegram.split)
