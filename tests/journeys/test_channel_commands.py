"""`prachakhom channel setup` and `doctor`, as an operator runs them: real processes against a LINE and a Telegram.

What they find in finer cases: tests/admin/connections/test_upkeep.py.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.admin.connections.platforms import BOT_SECRET, LINE_SECRETS, Platforms, platforms
from tests.journeys.conftest import emptied
from tests.journeys.installation import Installation
from tests.journeys.nursery import Nursery


@dataclass
class Office:
    """An installation with two LINE accounts and a bot, not yet started."""

    installation: Installation
    at: Platforms

    async def tell(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """What a command found, by account: key → level. It must hold no secret, in either language."""
        done = await asyncio.to_thread(
            self.installation.run, "channel", *arguments, "--json", "--language", "en", status=status
        )
        assert not [secret for secret in self.at.secrets if secret in done.stdout + done.stderr], done.stdout
        told = json.loads(done.stdout)
        assert told["status"] == status
        return {each["name"]: {one["key"]: one["level"] for one in each["findings"]} for each in told["accounts"]}

    async def words(self, *arguments: str, status: int) -> str:
        """What a command says to a person."""
        done = await asyncio.to_thread(self.installation.run, "channel", *arguments, status=status)
        assert not [secret for secret in self.at.secrets if secret in done.stdout + done.stderr], done.stdout
        return done.stdout + done.stderr


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path, nursery: Nursery) -> AsyncIterator[Office]:
    await emptied(sqlite_url)
    async with platforms(tmp_path) as at:
        environment = {
            **os.environ,
            "PRACHAKHOM_DATABASE_URL": sqlite_url,
            "PRACHAKHOM_ACCOUNTS_FILE": str(at.file),
            "SECOND_SECRET": LINE_SECRETS["second"],
            "PRACHAKHOM_LOG_LEVEL": "DEBUG",  # whatever is logged must not hold a secret either
        }
        installation = Installation(environment, tmp_path, nursery=nursery)
        yield Office(installation, at)
        await installation.stop()


async def test_setup_from_nothing_and_once_more_changes_nothing(office: Office) -> None:
    url = office.installation.url
    planned = await office.tell("setup", "--dry-run")
    assert planned["first"] | planned["bot"] == planned["first"] | {
        "telegram_known": "fine", "webhook_would": "planned", "commands_would": "planned"
    }  # fmt: skip
    assert planned["first"]["menu_would"] == "planned"
    assert (office.at.first.webhook, office.at.bot.webhook, office.at.first.menus, office.at.bot.commands) == (
        None,
        None,
        {},
        [],
    )

    done = await office.tell("setup")
    assert done["first"] == {
        "line_known": "fine", "webhook_set": "changed", "line_redelivery_hand": "note", "line_answers_hand": "note",
        "menu_set": "changed",
    }  # fmt: skip
    assert done["bot"] == {"telegram_known": "fine", "webhook_set": "changed", "commands_set": "changed"}
    assert office.at.first.webhook == f"{url}/webhook/line/first"
    assert office.at.second.webhook == f"{url}/webhook/line/second"
    assert (office.at.bot.webhook, office.at.bot.secret) == (f"{url}/webhook/telegram/bot", BOT_SECRET)
    assert set(office.at.bot.allowed_updates) >= {"message", "edited_message", "callback_query", "my_chat_member"}
    assert office.at.first.default_menu in office.at.first.menu_images
    assert office.at.first.menu_aliases == {"prachakhom": office.at.first.default_menu}
    names = [next(iter(double.menus.values()))["name"] for double in (office.at.first, office.at.second)]
    assert names[0] != names[1]  # each bears its cluster's name
    assert {code: len(menu) for code, menu in office.at.bot.command_menus.items()} == {"": 9, "en": 9, "ms": 9}
    assert office.at.bot.menu_button == {"type": "commands"} and len(office.at.bot.descriptions) == 6

    calls = [len(double.calls) for double in (office.at.first, office.at.bot)]
    again = await office.tell("setup")
    assert again["first"]["webhook_right"] == again["first"]["menu_right"] == "fine"
    assert again["bot"]["webhook_right"] == again["bot"]["commands_right"] == "fine"
    later = [call.operation for call in office.at.first.calls[calls[0] :]]
    assert later == ["info", "webhook-get", "richmenu-list", "richmenu-default"]  # it looks, and changes nothing
    changes = {call.operation for call in office.at.bot.calls[calls[1] :] if call.operation.startswith("set")}
    assert changes == {"setWebhook"}  # the secret that Telegram has cannot be read, so it is told again
    assert [double.violations for double in (office.at.first, office.at.second, office.at.bot)] == [[], [], []]


async def test_l1_the_doctor_sees_the_whole_round_and_a_start_code_begins_on_any_account(office: Office) -> None:
    """LINE's own test posts no events and is answered 200; a signed event of ours is stored and ignored.

    No fence stands between clusters: whoever has the code of one and the account of another is served.
    """
    await office.tell("setup")
    made = await office.installation.ask(
        "consultation", "create", "--template", "needs", "--cluster", "current:10", "--open"
    )
    await office.installation.start()
    told = await office.tell("doctor")
    for name in ("first", "second"):
        assert told[name] == {
            "line_known": "fine", "clock_fine": "fine", "webhook_right": "fine", "line_test_fine": "fine",
            "round_fine": "fine", "line_redelivery_unseen": "note", "quota_unlimited": "fine", "menu_there": "fine",
        }  # fmt: skip
    assert told["bot"] == {
        "telegram_known": "fine", "clock_fine": "fine", "webhook_right": "fine", "telegram_waiting": "fine",
        "round_fine": "fine", "commands_right": "fine",
    }  # fmt: skip
    assert [(delivery.body["events"], delivery.status) for delivery in office.at.first.deliveries] == [([], 200)]
    assert office.at.first.sent == [] and office.at.bot.sent == []  # nobody was written to
    for double in (office.at.first, office.at.second):
        citizen = double.citizen("somchai")
        await citizen.follow()
        await citizen.says(made["code"])
        await citizen.wait_for("เริ่ม")
        await citizen.says("ขอตอบแบบสอบถาม")  # the menu's first area
        await citizen.wait_for("จังหวัด")
        assert double.violations == []


async def test_nobody_there_and_a_wrong_file_are_said_in_clear_words(office: Office) -> None:
    await office.at.bot.stop()
    said = await office.words("doctor", "bot", status=2)
    assert "127.0.0.1" in said and "✗" not in said and "?" in said
    office.at.file.write_text(office.at.file.read_text(encoding="utf8").replace("[[telegram]]", "[[telegraph]]"))
    assert "telegraph" in await office.words("setup", status=2)
