"""LINE's endpoints around the account: quota, bot, profiles, webhook address, contents, rich menus."""

import datetime
import re
from typing import TYPE_CHECKING, Any

from tests.doubles.line_count import graphemes
from tests.doubles.line_delivery import Parcel
from tests.doubles.line_problem import Problem, length
from tests.doubles.line_rules import action_problems
from tests.doubles.records import Answer, Asked, Refused

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
MAX_AREAS = 20
MAX_MENUS = 1_000
MAX_IMAGE_BYTES = 1024 * 1024
ALIAS = re.compile(r"[a-z0-9_-]{1,32}")


async def quota(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"type": "none"} if line.quota is None else {"type": "limited", "value": line.quota})


async def consumption(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"totalUsage": line.quota_used})


async def info(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer(
        {
            "userId": line.user_id,
            "basicId": "@000double",
            "displayName": line.name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


async def profile(line: "LineDouble", asked: Asked) -> Answer:
    """Return a friend's profile; blocked, unknown and never-befriended people are 404."""
    citizen = line.citizens.get(asked.path["user"])
    if citizen is None or citizen.blocked or not citizen.known:
        raise Refused(404, "Not found")
    return Answer({"displayName": citizen.name, "userId": citizen.id, "language": "th"})


async def member(line: "LineDouble", asked: Asked) -> Answer:
    """Return the profile of somebody who spoke in a group."""
    if asked.path["user"] not in line.groups.get(asked.path["group"], ()):
        raise Refused(404, "Not found")
    citizen = line.citizens[asked.path["user"]]
    return Answer({"displayName": citizen.name, "userId": citizen.id})


async def followers(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"userIds": [one.id for one in line.citizens.values() if one.friend and not one.blocked]})


async def webhook_set(line: "LineDouble", asked: Asked) -> Answer:
    """Keep a webhook address; https, or http on this machine since the double has no certificate."""
    endpoint = str(asked.body.get("endpoint", ""))
    if len(endpoint) > 500 or not endpoint.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Refused(400, "Invalid webhook endpoint URL", rule="webhook-address")
    line.webhook = endpoint
    line.changed()
    return Answer()


async def webhook_get(line: "LineDouble", _asked: Asked) -> Answer:
    if line.webhook is None:
        raise Refused(404, "Webhook endpoint not found")
    return Answer({"endpoint": line.webhook, "active": True})


async def webhook_test(line: "LineDouble", asked: Asked) -> Answer:
    """Post an empty list of events to the webhook and tell what it answered."""
    url = asked.body.get("endpoint") or line.webhook
    if not url:
        raise Refused(404, "Webhook endpoint not found")
    delivery = await line.courier.deliver({"destination": line.user_id, "events": []}, Parcel(()), url=url)
    moment = datetime.datetime.fromtimestamp(line.clock.now(), datetime.UTC)
    return Answer(
        {
            "success": delivery.status == 200,
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": delivery.status or 0,
            "reason": "OK" if delivery.status == 200 else (delivery.error or "ERROR_STATUS_CODE").upper(),
            "detail": str(delivery.status or delivery.error),
        }
    )


async def content(line: "LineDouble", asked: Asked) -> Answer:
    """Return what a citizen sent; 202 while it is being prepared, 404 once it is no longer in `line.contents`."""
    message = asked.path["message"]
    if message not in line.contents:
        raise Refused(404, "Not found")
    if line.preparing.get(message, 0) > 0:
        line.preparing[message] -= 1
        return Answer({}, 202)
    kind, data = line.contents[message]
    return Answer(data, 200, {"Content-Type": kind})


async def menu_create(line: "LineDouble", asked: Asked) -> Answer:
    problems = list(_menu_problems(asked.body))
    if problems:
        details = [{"message": p.message, "property": p.place} for p in problems]
        raise Refused(400, f"The request body has {len(details)} error(s)", rule=problems[0].rule, details=details)
    if len(line.menus) >= MAX_MENUS:
        raise Refused(400, "Maximum number of rich menus exceeded", rule="menus-count")
    menu_id = f"richmenu-{line.random.getrandbits(128):032x}"
    line.menus[menu_id] = {**asked.body, "richMenuId": menu_id}
    return Answer({"richMenuId": menu_id})


def _menu_problems(menu: Json) -> Any:
    yield from length(menu, "name", "menu", 300, graphemes, "menu-name-length")
    yield from length(menu, "chatBarText", "menu", 14, graphemes, "menu-bar-length")
    size = menu.get("size") or {}
    width, height = size.get("width", 0), size.get("height", 0)
    if not 800 <= width <= 2500 or height < 250 or width / max(height, 1) < 1.45:
        yield Problem("size", "Invalid rich menu size", "menu-size")
    areas = menu.get("areas")
    if not isinstance(areas, list) or len(areas) > MAX_AREAS:
        yield Problem("areas", f"Size must be between 0 and {MAX_AREAS}", "menu-areas")
        return
    for place, area in enumerate(areas):
        yield from action_problems(area.get("action"), f"areas[{place}].action", label_needed=False)


def _menu(line: "LineDouble", asked: Asked) -> Json:
    menu = line.menus.get(asked.path["menu"])
    if menu is None:
        raise Refused(404, "The richmenu is not found", rule="menu-unknown")
    return menu


async def menu_get(line: "LineDouble", asked: Asked) -> Answer:
    return Answer(_menu(line, asked))


async def menu_list(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"richmenus": list(line.menus.values())})


async def menu_delete(line: "LineDouble", asked: Asked) -> Answer:
    line.menus.pop(_menu(line, asked)["richMenuId"])
    return Answer()


async def menu_image(line: "LineDouble", asked: Asked) -> Answer:
    menu = _menu(line, asked)
    if asked.headers.get("content-type") not in ("image/jpeg", "image/png") or len(asked.raw) > MAX_IMAGE_BYTES:
        raise Refused(400, "Invalid image", rule="menu-image")
    line.menu_images[menu["richMenuId"]] = asked.raw
    return Answer()


async def menu_default(line: "LineDouble", asked: Asked) -> Answer:
    """Show a menu to everyone; LINE wants its image uploaded first."""
    menu_id = _menu(line, asked)["richMenuId"]
    if menu_id not in line.menu_images:
        raise Refused(400, "must upload richmenu image before applying it to user", rule="menu-without-image")
    line.default_menu = menu_id
    return Answer()


async def menu_default_get(line: "LineDouble", _asked: Asked) -> Answer:
    if line.default_menu is None:
        raise Refused(404, "no default richmenu")
    return Answer({"richMenuId": line.default_menu})


async def menu_default_drop(line: "LineDouble", _asked: Asked) -> Answer:
    line.default_menu = None
    return Answer()


async def menu_link(line: "LineDouble", asked: Asked) -> Answer:
    line.user_menus[asked.path["user"]] = _menu(line, asked)["richMenuId"]
    return Answer()


async def menu_linked(line: "LineDouble", asked: Asked) -> Answer:
    if asked.path["user"] not in line.user_menus:
        raise Refused(404, "the user has no richmenu")
    return Answer({"richMenuId": line.user_menus[asked.path["user"]]})


async def menu_unlink(line: "LineDouble", asked: Asked) -> Answer:
    line.user_menus.pop(asked.path["user"], None)
    return Answer()


async def menu_alias(line: "LineDouble", asked: Asked) -> Answer:
    alias, menu_id = str(asked.body.get("richMenuAliasId", "")), asked.body.get("richMenuId")
    if not ALIAS.fullmatch(alias) or menu_id not in line.menus:
        raise Refused(400, "richmenu not found or invalid alias", rule="menu-alias")
    line.menu_aliases[alias] = str(menu_id)
    return Answer()
