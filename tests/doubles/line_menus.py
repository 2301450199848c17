"""LINE's rich menus: made, given a picture once, shown to everyone or to one, named by aliases, taken away."""

import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.doubles.line_count import graphemes
from tests.doubles.line_problem import Problem, length
from tests.doubles.line_rules import action_problems
from tests.doubles.records import Answer, Asked, Refused

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
MAX_AREAS = 20
MAX_MENUS = 1_000
MAX_ALIASES = 1_000
MAX_NAME = 300
MAX_BAR = 14
WIDTHS = (800, 2500)
LEAST_HEIGHT = 250
LEAST_RATIO = 1.45
MAX_IMAGE_BYTES = 1024 * 1024
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
ALIAS = re.compile(r"[a-z0-9_-]{1,32}")


async def create(line: "LineDouble", asked: Asked) -> Answer:
    """Make a menu, still without a picture."""
    _checked(asked.body)
    if len(line.menus) >= MAX_MENUS:
        raise Refused(400, "Maximum number of rich menus exceeded", rule="menus-count")
    menu_id = f"richmenu-{line.random.getrandbits(128):032x}"
    line.menus[menu_id] = {**asked.body, "richMenuId": menu_id}
    return Answer({"richMenuId": menu_id})


async def validate(_line: "LineDouble", asked: Asked) -> Answer:
    """Say whether a menu would be taken."""
    _checked(asked.body)
    return Answer()


def _checked(menu: Json) -> None:
    problems = list(_problems(menu))
    if problems:
        details = [{"message": p.message, "property": p.place} for p in problems]
        raise Refused(400, f"The request body has {len(details)} error(s)", rule=problems[0].rule, details=details)


def _problems(menu: Json) -> Iterator[Problem]:
    yield from length(menu, "name", "menu", MAX_NAME, graphemes, "menu-name-length")
    yield from length(menu, "chatBarText", "menu", MAX_BAR, graphemes, "menu-bar-length")
    if not isinstance(menu.get("selected"), bool):
        yield Problem("selected", "Must be a boolean", "menu-selected")
    width, height = _size(menu)
    if not WIDTHS[0] <= width <= WIDTHS[1] or height < LEAST_HEIGHT or width / max(height, 1) < LEAST_RATIO:
        yield Problem("size", "Invalid rich menu size", "menu-size")
    areas = menu.get("areas")
    if not isinstance(areas, list) or len(areas) > MAX_AREAS:
        yield Problem("areas", f"Size must be between 0 and {MAX_AREAS}", "menu-areas")
        return
    for place, area in enumerate(areas):
        yield from _outside(area.get("bounds") or {}, width, height, f"areas[{place}].bounds")
        yield from action_problems(area.get("action"), f"areas[{place}].action", label_needed=False)


def _size(menu: Json) -> tuple[int, int]:
    size = menu.get("size") or {}
    return int(size.get("width", 0)), int(size.get("height", 0))


def _outside(bounds: Json, width: int, height: int, at: str) -> Iterator[Problem]:
    """An area lies within the picture."""
    x, y = bounds.get("x", -1), bounds.get("y", -1)
    wide, high = bounds.get("width", 0), bounds.get("height", 0)
    whole = all(isinstance(one, int) for one in (x, y, wide, high))
    if not whole or min(x, y) < 0 or min(wide, high) < 1 or x + wide > width or y + high > height:
        yield Problem(at, "Out of the rich menu", "menu-bounds")


def _menu(line: "LineDouble", asked: Asked) -> Json:
    menu = line.menus.get(asked.path["menu"])
    if menu is None:
        raise Refused(404, "The richmenu is not found", rule="menu-unknown")
    return menu


async def get(line: "LineDouble", asked: Asked) -> Answer:
    return Answer(_menu(line, asked))


async def listed(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"richmenus": list(line.menus.values())})


async def delete(line: "LineDouble", asked: Asked) -> Answer:
    """Take a menu away, from everyone who sees it too."""
    menu_id = line.menus.pop(_menu(line, asked)["richMenuId"])["richMenuId"]
    line.menu_images.pop(menu_id, None)
    line.default_menu = None if line.default_menu == menu_id else line.default_menu
    line.user_menus = {user: id for user, id in line.user_menus.items() if id != menu_id}
    return Answer()


async def image_put(line: "LineDouble", asked: Asked) -> Answer:
    """Take a menu's picture: PNG or JPEG, at most 1 MB, of the menu's size, once."""
    menu = _menu(line, asked)
    begin = IMAGES.get(asked.headers.get("content-type", ""))
    if begin is None or not asked.raw.startswith(begin) or len(asked.raw) > MAX_IMAGE_BYTES:
        raise Refused(400, "Invalid image", rule="menu-image")
    if asked.raw.startswith(IMAGES["image/png"]) and _png_size(asked.raw) != _size(menu):
        raise Refused(400, "Invalid image size", rule="menu-image-size")
    if menu["richMenuId"] in line.menu_images:
        raise Refused(400, "An image has already been uploaded to the richmenu", rule="menu-image-twice")
    line.menu_images[menu["richMenuId"]] = asked.raw
    return Answer()


def _png_size(raw: bytes) -> tuple[int, int]:
    if len(raw) < 24:
        return 0, 0
    width, height = struct.unpack(">II", raw[16:24])
    return width, height


async def image_get(line: "LineDouble", asked: Asked) -> Answer:
    menu_id = _menu(line, asked)["richMenuId"]
    if menu_id not in line.menu_images:
        raise Refused(404, "Not found")
    return Answer(line.menu_images[menu_id], 200, {"Content-Type": "image/png"})


def _shown(line: "LineDouble", asked: Asked) -> str:
    """The id of a menu that may be shown: LINE wants its picture first."""
    menu_id = str(_menu(line, asked)["richMenuId"])
    if menu_id not in line.menu_images:
        raise Refused(400, "must upload richmenu image before applying it to user", rule="menu-without-image")
    return menu_id


async def default_set(line: "LineDouble", asked: Asked) -> Answer:
    line.default_menu = _shown(line, asked)
    return Answer()


async def default_get(line: "LineDouble", _asked: Asked) -> Answer:
    if line.default_menu is None:
        raise Refused(404, "no default richmenu")
    return Answer({"richMenuId": line.default_menu})


async def default_drop(line: "LineDouble", _asked: Asked) -> Answer:
    line.default_menu = None
    return Answer()


async def link(line: "LineDouble", asked: Asked) -> Answer:
    line.user_menus[asked.path["user"]] = _shown(line, asked)
    return Answer()


async def linked(line: "LineDouble", asked: Asked) -> Answer:
    if asked.path["user"] not in line.user_menus:
        raise Refused(404, "the user has no richmenu")
    return Answer({"richMenuId": line.user_menus[asked.path["user"]]})


async def unlink(line: "LineDouble", asked: Asked) -> Answer:
    line.user_menus.pop(asked.path["user"], None)
    return Answer()


async def alias_create(line: "LineDouble", asked: Asked) -> Answer:
    """Name a menu; a name that is taken is changed with `alias_update` only."""
    alias, menu_id = str(asked.body.get("richMenuAliasId", "")), asked.body.get("richMenuId")
    if not ALIAS.fullmatch(alias) or menu_id not in line.menus:
        raise Refused(400, "richmenu not found or invalid alias", rule="menu-alias")
    if alias in line.menu_aliases:
        raise Refused(400, "conflict richmenu alias id", rule="menu-alias-taken")
    if len(line.menu_aliases) >= MAX_ALIASES:
        raise Refused(400, "Maximum number of rich menu aliases exceeded", rule="menu-aliases-count")
    line.menu_aliases[alias] = str(menu_id)
    return Answer()


def _alias(line: "LineDouble", asked: Asked) -> str:
    if asked.path["alias"] not in line.menu_aliases:
        raise Refused(404, "richmenu alias not found")
    return asked.path["alias"]


async def alias_update(line: "LineDouble", asked: Asked) -> Answer:
    alias, menu_id = _alias(line, asked), asked.body.get("richMenuId")
    if menu_id not in line.menus:
        raise Refused(400, "richmenu not found", rule="menu-alias")
    line.menu_aliases[alias] = str(menu_id)
    return Answer()


async def alias_get(line: "LineDouble", asked: Asked) -> Answer:
    alias = _alias(line, asked)
    return Answer({"richMenuAliasId": alias, "richMenuId": line.menu_aliases[alias]})


async def alias_delete(line: "LineDouble", asked: Asked) -> Answer:
    line.menu_aliases.pop(_alias(line, asked))
    return Answer()


async def alias_list(line: "LineDouble", _asked: Asked) -> Answer:
    aliases = [{"richMenuAliasId": alias, "richMenuId": id} for alias, id in line.menu_aliases.items()]
    return Answer({"aliases": aliases})
