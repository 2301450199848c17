"""The rich menu of an account, drawn for it: five large areas, each of which says something for whoever taps it.

Drawn with typst, which shapes Thai correctly; the same byte for byte for the same words. Nothing is drawn by hand and
no picture is kept in the program.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from admin.reports.pdf import FONT_FOLDER, REQUIRED_FONTS, FontsMissing
from bot.line.menu import Area, RichMenu
from consultation.places.schemes import cluster

TEMPLATE = Path(__file__).with_name("menu.typ")


def rich_menu(cluster_code: str = "") -> RichMenu:
    """The menu of an account; with its cluster's name where it belongs to one. Raises FontsMissing.

    Takes well under a second of processor time; call it off the event loop.
    """
    words = _words()
    office = cluster(cluster_code).full_name_th if cluster_code else ""
    areas = tuple(
        Area(one["x"], one["y"], one["width"], one["height"], one["label"], one["say"]) for one in words["areas"]
    )
    return RichMenu(words["width"], words["height"], words["bar"], areas, _drawn(office))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "menu.toml").read_text(encoding="utf-8"))


@cache
def _drawn(office: str) -> bytes:
    import typst  # 80 MB of library, wanted only when a menu is drawn

    missing = [name for name in REQUIRED_FONTS if not (FONT_FOLDER / name).exists()]
    if missing:
        raise FontsMissing(f"{', '.join(missing)} not found in {FONT_FOLDER}; run `python -m admin.assets`")
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONT_FOLDER],
        ignore_system_fonts=True,
        sys_inputs={"menu": json.dumps({**_words(), "office": office})},
    )
    picture = compiler.compile(format="png", ppi=72)
    assert isinstance(picture, bytes)
    return picture
