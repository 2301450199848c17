"""The rich menu: within LINE's limits, drawn whole, and every area says what the talk understands at any time."""

import io
from itertools import pairwise

import pytest
import regex
from linebot.v3.messaging import RichMenuRequest
from PIL import Image

from admin.connections.menu import rich_menu
from bot.line.menu import OURS, RichMenu
from bot.telegram.commands import CODES, introduction
from consultation.places.schemes import scheme
from consultation.talk.aside import TYPED
from consultation.talk.wording import command

ANYWHERE = (*TYPED, "language", "enter", "greet")


@pytest.fixture(scope="module")
def menu() -> RichMenu:
    return rich_menu()


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def test_it_keeps_lines_limits(menu: RichMenu) -> None:
    shape = menu.as_json()
    RichMenuRequest.from_dict(shape)
    assert graphemes(menu.bar) <= 14 and len(shape["name"]) <= 300 and len(menu.areas) <= 20
    assert all(graphemes(area.label) <= 20 and len(area.say) <= 300 for area in menu.areas)
    with Image.open(io.BytesIO(menu.picture)) as picture:
        assert (picture.format, picture.size) == ("PNG", (menu.width, menu.height)) and menu.width / menu.height >= 1.45
    assert len(menu.picture) < 1024 * 1024


def test_areas_cover_the_picture_and_do_not_overlap(menu: RichMenu) -> None:
    assert sum(area.width * area.height for area in menu.areas) == menu.width * menu.height
    boxes = [(a.x, a.y, a.x + a.width, a.y + a.height) for a in menu.areas]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_every_area_says_what_the_talk_understands_at_any_time(menu: RichMenu) -> None:
    assert [command(area.say) for area in menu.areas] == ["enter", "menu", "data", "language", "help"]
    assert all(command(area.say) in ANYWHERE for area in menu.areas)


def test_the_same_words_make_the_same_menu_and_another_cluster_another(menu: RichMenu) -> None:
    assert menu.name.startswith(OURS)
    assert rich_menu().name == menu.name
    assert rich_menu("current:1").name not in (menu.name, rich_menu("current:2").name)


def test_every_clusters_name_has_room(menu: RichMenu) -> None:
    """The name stands alone at the top: nothing but it is drawn between the card's edge and the title."""
    longest = max(scheme("current").clusters, key=lambda cluster: graphemes(cluster.full_name_th))
    with Image.open(io.BytesIO(rich_menu(longest.code).picture)) as picture:
        strip = picture.convert("RGB").crop((100, 40, 2480, 130))
        columns = [any(strip.getpixel((x, y)) != (15, 84, 104) for y in range(0, 90, 3)) for x in range(0, 2380, 5)]
    assert any(columns) and not any(columns[:60])  # it does not run out of the card on the left


def test_no_letter_of_a_title_touches_the_line_below_it(menu: RichMenu) -> None:
    """Under each title there is a clear row before the line below: marks above and below letters do not collide."""
    with Image.open(io.BytesIO(menu.picture)) as picture:
        grey = picture.convert("L")
    for area in menu.areas[1:]:
        left, right = area.x + 330, area.x + area.width - 60
        rows = [
            min(grey.crop((left, y, right, y + 1)).tobytes()) < 128
            for y in range(area.y + 40, area.y + area.height - 40)
        ]
        begins = [y for y, (before, now) in enumerate(pairwise(rows)) if now and not before]
        assert len(begins) >= 2, area.label


@pytest.mark.parametrize("language", sorted(CODES.values()))
def test_every_command_is_understood_and_within_telegrams_limits(language: str) -> None:
    ours = introduction(language)
    assert [name for name, _ in ours.commands] == [name for name, _ in introduction("th").commands]
    for name, about in ours.commands:
        assert regex.fullmatch(r"[a-z0-9_]{1,32}", name) and 1 <= len(about) <= 256
        assert command(f"/{name}") is not None
    assert len(ours.long) <= 512 and len(ours.short) <= 120


def test_commands_mean_what_they_say() -> None:
    meant = {name: command(f"/{name}") for name, _ in introduction("th").commands}
    assert meant == {
        "start": "greet", "menu": "menu", "language": "language", "mydata": "data", "correct": "correct",
        "withdraw": "consents", "forget": "forget", "link": "link", "help": "help",
    }  # fmt: skip
