"""The methods of the Bot API by which a bot introduces itself: command menus, descriptions, the menu button."""

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.records import Asked, Refused
from tests.doubles.telegram_rules import checked_commands

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble

Json = dict[str, Any]
LANGUAGE = re.compile(r"([a-z]{2})?")
MAX_TEXT = {"description": 512, "short_description": 120}
BUTTONS = ("commands", "default", "web_app")


def _language(asked: Asked) -> str:
    code = str(asked.body.get("language_code") or "")
    if not LANGUAGE.fullmatch(code):
        raise Refused(400, "Bad Request: invalid language code specified", rule="language-code", detail=code)
    return code


async def set_my_commands(telegram: "TelegramDouble", asked: Asked) -> Any:
    telegram.command_menus[_language(asked)] = checked_commands(asked.body.get("commands"))
    return True


async def get_my_commands(telegram: "TelegramDouble", asked: Asked) -> Any:
    return telegram.command_menus.get(_language(asked), [])


async def delete_my_commands(telegram: "TelegramDouble", asked: Asked) -> Any:
    telegram.command_menus.pop(_language(asked), None)
    return True


def _setter(name: str) -> Any:
    async def set_text(telegram: "TelegramDouble", asked: Asked) -> Any:
        text = str(asked.body.get(name) or "")
        if len(text) > MAX_TEXT[name]:
            raise Refused(400, f"Bad Request: {name} is too long", rule=f"{name}-length")
        telegram.descriptions[name, _language(asked)] = text
        return True

    return set_text


def _getter(name: str) -> Any:
    async def get_text(telegram: "TelegramDouble", asked: Asked) -> Any:
        return {name: telegram.descriptions.get((name, _language(asked)), "")}

    return get_text


async def set_chat_menu_button(telegram: "TelegramDouble", asked: Asked) -> Any:
    button = asked.body.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in BUTTONS:
        raise Refused(400, "Bad Request: can't parse menu button", rule="menu-button", detail=str(button))
    telegram.menu_button = button
    return True


async def get_chat_menu_button(telegram: "TelegramDouble", _asked: Asked) -> Any:
    return telegram.menu_button


INTRODUCTION_METHODS: dict[str, Any] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
