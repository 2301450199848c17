"""What LINE refuses in Flex messages: sizes in bytes, unknown components, missing parts."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.doubles.line_count import json_bytes
from tests.doubles.line_flex_values import value_problems
from tests.doubles.line_problem import Problem, need

MAX_BUBBLE_BYTES = 30 * 1024
MAX_CAROUSEL_BYTES = 50 * 1024
MAX_BUBBLES = 12
MAX_BUTTON_LABEL = 40
MAX_ANIMATED = 10
BLOCKS = ("header", "hero", "body", "footer")
SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
LAYOUTS = ("horizontal", "vertical", "baseline")
COMPONENTS = ("box", "button", "image", "video", "icon", "text", "span", "separator", "filler")
ActionCheck = Callable[..., Iterator[Problem]]


def flex_problems(container: Any, at: str, check_action: ActionCheck) -> Iterator[Problem]:
    """List what LINE would refuse in the `contents` of a Flex message at message path `at`."""
    kind = container.get("type") if isinstance(container, dict) else None
    if kind == "bubble":
        yield from _bubble(container, "", check_action)
    elif kind == "carousel":
        yield from _carousel(container, check_action)
    else:
        yield Problem(f"{at}.contents", "Must be a bubble or a carousel", "flex-container")
        return
    if str(container).count("'animated': True") > MAX_ANIMATED:
        yield Problem("/", f"At most {MAX_ANIMATED} animated images", "flex-animated")


def _carousel(container: dict[str, Any], check_action: ActionCheck) -> Iterator[Problem]:
    bubbles = container.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= MAX_BUBBLES:
        yield Problem("/contents", f"Size must be between 1 and {MAX_BUBBLES}", "flex-bubbles")
        return
    if json_bytes(container) > MAX_CAROUSEL_BYTES:
        yield Problem("/", f"carousel is larger than {MAX_CAROUSEL_BYTES} bytes", "flex-carousel-size")
    for place, bubble in enumerate(bubbles):
        yield from _bubble(bubble, f"/contents/{place}", check_action)


def _bubble(bubble: Any, at: str, check_action: ActionCheck) -> Iterator[Problem]:
    if not isinstance(bubble, dict) or bubble.get("type") != "bubble":
        yield Problem(at or "/", "Must be a bubble", "flex-container")
        return
    if json_bytes(bubble) > MAX_BUBBLE_BYTES:
        yield Problem(at or "/", f"bubble is larger than {MAX_BUBBLE_BYTES} bytes", "flex-bubble-size")
    if bubble.get("size", "mega") not in SIZES:
        yield Problem(f"{at}/size", "invalid property", "flex-property")
    yield from value_problems(bubble, at)
    for block, style in (bubble.get("styles") or {}).items():
        yield from value_problems(style, f"{at}/styles/{block}")
    if bubble.get("action"):
        yield from check_action(bubble["action"], f"{at}/action", label_needed=False)
    for block in BLOCKS:
        if bubble.get(block) is not None:
            yield from _component(bubble[block], f"{at}/{block}", check_action)


def _component(component: Any, at: str, check_action: ActionCheck) -> Iterator[Problem]:
    kind = component.get("type") if isinstance(component, dict) else None
    if kind not in COMPONENTS:
        yield Problem(f"{at}/type", "unknown component", "flex-component")
        return
    yield from value_problems(component, at)
    if kind == "box":
        yield from _box(component, at, check_action)
    elif kind == "text" and not component.get("contents"):
        yield from (
            Problem(p.place.replace(".", "/"), p.message, "flex-empty-text") for p in need(component, at, "text")
        )
    elif kind in ("image", "icon", "video"):
        yield from _picture(component, at)
    if kind == "button":
        yield from check_action(component.get("action"), f"{at}/action", label=MAX_BUTTON_LABEL)
    elif component.get("action"):
        yield from check_action(component["action"], f"{at}/action", label_needed=False)


def _box(box: dict[str, Any], at: str, check_action: ActionCheck) -> Iterator[Problem]:
    if box.get("layout") not in LAYOUTS:
        yield Problem(f"{at}/layout", f"Must be one of the following values: [{', '.join(LAYOUTS)}]", "flex-property")
    contents = box.get("contents")
    if not isinstance(contents, list):
        yield Problem(f"{at}/contents", "May not be empty", "flex-property")
        return
    for place, component in enumerate(contents):
        yield from _component(component, f"{at}/contents/{place}", check_action)


def _picture(component: dict[str, Any], at: str) -> Iterator[Problem]:
    if not str(component.get("url", "")).startswith("https://"):
        yield Problem(f"{at}/url", "invalid uri", "image-url")
