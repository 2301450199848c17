"""What LINE's Messaging API knows and lets us set of an official account: bot, webhook, quota, rich menus.

Rules: developers.line.biz, Messaging API reference, "Webhook settings", "Get bot info", "Rich menu".
"""

from typing import Any

from bot.calling import Caller, Declined
from bot.line.channel import API_BASE, DATA_BASE

_MISSING = 404


class LineConsole:
    """The settings of one account. Every call raises Unreachable and Declined."""

    def __init__(self, caller: Caller, token: str, api_base: str) -> None:
        self._caller, self._token = caller, token
        self._base = api_base.rstrip("/")
        self._data = DATA_BASE if self._base == API_BASE else self._base
        self.ahead: float | None = None  # of LINE's clock, at the last answer

    async def info(self) -> dict[str, Any]:
        """Who the account is: displayName, basicId, chatMode ("bot": chat is off), userId."""
        return await self._json("info", "GET", "/v2/bot/info")

    async def webhook(self) -> tuple[str, bool]:
        """The webhook address, empty when there is none, and whether "Use webhook" is on."""
        try:
            told = await self._json("webhook-get", "GET", "/v2/bot/channel/webhook/endpoint")
        except Declined as error:
            if error.status == _MISSING:
                return "", False
            raise
        return str(told.get("endpoint", "")), bool(told.get("active"))

    async def set_webhook(self, address: str) -> None:
        """Tell LINE where to deliver."""
        await self._json("webhook-set", "PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": address})

    async def test_webhook(self) -> dict[str, Any]:
        """Let LINE post an empty list of events to the address: success, statusCode, reason, detail. 60 an hour."""
        return await self._json("webhook-test", "POST", "/v2/bot/channel/webhook/test", {})

    async def quota(self) -> tuple[int | None, int]:
        """How many messages the month has (None: no limit) and how many are used, about."""
        limit = await self._json("quota", "GET", "/v2/bot/message/quota")
        used = await self._json("consumption", "GET", "/v2/bot/message/quota/consumption")
        return int(limit["value"]) if limit.get("type") == "limited" else None, int(used.get("totalUsage", 0))

    async def menus(self) -> dict[str, str]:
        """Id and name of every rich menu made by API."""
        told = await self._json("richmenu-list", "GET", "/v2/bot/richmenu/list")
        return {str(one["richMenuId"]): str(one.get("name", "")) for one in told.get("richmenus", [])}

    async def create_menu(self, menu: dict[str, Any]) -> str:
        """Make a rich menu, still without its picture; its id. 100 an hour."""
        return str((await self._json("richmenu-create", "POST", "/v2/bot/richmenu", menu))["richMenuId"])

    async def put_picture(self, id: str, png: bytes) -> None:
        """Give a rich menu its picture, once."""
        await self._json("richmenu-image", "POST", f"/v2/bot/richmenu/{id}/content", png)

    async def delete_menu(self, id: str) -> None:
        """Take a rich menu away. 100 an hour."""
        await self._json("richmenu-delete", "DELETE", f"/v2/bot/richmenu/{id}")

    async def default_menu(self) -> str:
        """The id of the rich menu that everyone sees; empty when there is none."""
        try:
            return str((await self._json("richmenu-default", "GET", "/v2/bot/user/all/richmenu"))["richMenuId"])
        except Declined as error:
            if error.status == _MISSING:
                return ""
            raise

    async def show_to_all(self, id: str) -> None:
        """Make a rich menu the one that everyone sees."""
        await self._json("richmenu-default", "POST", f"/v2/bot/user/all/richmenu/{id}")

    async def name_menu(self, alias: str, id: str) -> None:
        """Let an alias mean a rich menu, whatever it meant before."""
        try:
            await self._json("richmenu-alias", "POST", f"/v2/bot/richmenu/alias/{alias}", {"richMenuId": id})
        except Declined as error:
            if error.status not in (400, _MISSING):
                raise
            await self._json(
                "richmenu-alias", "POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": alias, "richMenuId": id}
            )

    async def _json(self, operation: str, method: str, path: str, data: Any = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        base = self._base
        if isinstance(data, bytes):
            base, headers["Content-Type"] = self._data, "image/png"
        reply = await self._caller.call(operation, method, f"{base}{path}", headers=headers, data=data)
        told, self.ahead = reply.json(), reply.ahead
        if not 200 <= reply.status <= 299 or not isinstance(told, dict):
            raise Declined(operation, reply.status, _message(told))
        return told


def _message(told: Any) -> str:
    """LINE's own words, with its details where it gives any."""
    if not isinstance(told, dict):
        return "the answer is not LINE's (no JSON object); look at the API base"
    details = [f"{one.get('property', '')}: {one.get('message', '')}" for one in told.get("details") or ()]
    return "; ".join([str(told.get("message", "")), *details])[:300]
