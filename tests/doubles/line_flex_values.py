"""What the properties of Flex components may be: names, keywords, lengths, colours (developers.line.biz)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.doubles.line_problem import Problem

PLACED = frozenset({"type", "flex", "margin", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"})
KNOWN: dict[str, frozenset[str]] = {
    "bubble": frozenset({"type", "size", "direction", "styles", "header", "hero", "body", "footer", "action"}),
    "box": PLACED
    | {"layout", "contents", "spacing", "backgroundColor", "borderColor", "borderWidth", "cornerRadius", "width"}
    | {"maxWidth", "height", "maxHeight", "paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"}
    | {"action", "justifyContent", "alignItems", "background"},
    "text": PLACED
    | {"text", "contents", "size", "align", "gravity", "color", "weight", "style", "decoration", "wrap", "lineSpacing"}
    | {"action", "maxLines", "adjustMode", "scaling"},
    "button": PLACED | {"color", "style", "action", "gravity", "height", "adjustMode", "scaling"},
    "separator": frozenset({"type", "margin", "color"}),
}
SIZES = ("none", "xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl")
PIXELS = re.compile(r"\d+(\.\d+)?px")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")


def _length(value: Any) -> bool:
    return value in SIZES or PIXELS.fullmatch(str(value)) is not None or str(value).endswith("%")


def _colour(value: Any) -> bool:
    return COLOUR.fullmatch(str(value)) is not None


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


VALUES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("backgroundColor", "borderColor", "color", "separatorColor"), _colour),
    **dict.fromkeys(("wrap", "scaling", "separator"), _flag),
    **dict.fromkeys(("margin", "spacing", "cornerRadius", "paddingAll", "paddingTop", "paddingBottom"), _length),
    "align": _one_of("start", "end", "center"),
    "gravity": _one_of("top", "bottom", "center"),
    "weight": _one_of("regular", "bold"),
    "direction": _one_of("ltr", "rtl"),
    "justifyContent": _one_of("flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"),
    "alignItems": _one_of("flex-start", "center", "flex-end"),
    "borderWidth": lambda value: value in ("none", "light", "normal", "semi-bold", "bold") or _length(value),
    "flex": lambda value: isinstance(value, int) and value >= 0,
}


def value_problems(component: dict[str, Any], at: str) -> Iterator[Problem]:
    """List unknown properties of a component, and values that LINE does not know."""
    known = KNOWN.get(component.get("type", ""))
    for name, value in component.items():
        if known is not None and name not in known:
            yield Problem(f"{at}/{name}", "unknown property", "flex-property")
        elif name in VALUES and not VALUES[name](value):
            yield Problem(f"{at}/{name}", "invalid property", "flex-value")
    if component.get("type") == "text" and not _length(component.get("size", "md")):
        yield Problem(f"{at}/size", "invalid property", "flex-value")
