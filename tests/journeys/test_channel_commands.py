"""`prachakhom channel setup` and `doctor`, as an operator runs them: real processes against a LINE and a Telegram."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.doubles import LineDouble, TelegramDouble
from tests.journeys.conftest import emptied
from tests.journeys.installation import Installation, free_port

LINE_SECRETS = {"first": "f" * 32, "second": "5" * 32}
BOT_SECRET = "s3cret_of-the-bot"
FILE = """
[[line]]
name = "first"
basic_id = "@000double"
channel_secret = "{first_secret}"
access_token = "{first_token}"
api_base = "{first}"
cluster = "current:10"

[[line]]
name = "second"
channel_secret_env = "SECOND_SECRET"
access_token_file = "second-token"
basic_id = "@000double"
api_base = "{second}"
cluster = "current:1"

[[telegram]]
name = "bot"
bot_name = "prachakhom_bot"
bot_token = "{bot_token}"
secret_token = "{bot_secret}"
api_base = "{bot}"
"""


@dataclass
class Office:
    """An installation with two LINE accounts and a bot, not yet started."""

    installation: Installation
    first: LineDouble
    second: LineDouble
    bot: TelegramDouble

    @property
    def secrets(self) -> list[str]:
        return [*LINE_SECRETS.values(), BOT_SECRET, self.first.token, self.second.token, self.bot.token]

    async def tell(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """What a command found, by account: key → level. It must hold no secret, in either language."""
        done = await asyncio.to_thread(
            self.installation.run, "channel", *arguments, "--json", "--language", "en", status=status
        )
        assert not [secret for secret in self.secrets if secret in done.stdout + done.stderr], done.stdout
        told = json.loads(done.stdout)
        assert told["status"] == status
        return {each["name"]: {one["key"]: one["level"] for one in each["findings"]} for each in told["accounts"]}

    async def words(self, *arguments: str, status: int) -> str:
        done = await asyncio.to_thread(self.installation.run, "channel", *arguments, status=status)
        return done.stdout + done.stderr


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    await emptied(sqlite_url)
    async with (
        LineDouble(secret=LINE_SECRETS["first"], token="line-token-of-the-first") as first,
        LineDouble(secret=LINE_SECRETS["second"], token="line-token-of-the-second", name="ที่สอง") as second,
        TelegramDouble() as bot,
    ):
        values = {
            "first_secret": first.secret, "first_token": first.token, "first": first.url, "second": second.url,
            "bot_token": bot.token, "bot_secret": BOT_SECRET, "bot": bot.url,
        }  # fmt: skip
        (tmp_path / "accounts.toml").write_text(FILE.format(**values), encoding="utf8")
        (tmp_path / "second-token").write_text(second.token)
        environment = {
            **os.environ,
            "PRACHAKHOM_DATABASE_URL": sqlite_url,
            "PRACHAKHOM_ACCOUNTS_FILE": str(tmp_path / "accounts.toml"),
            "SECOND_SECRET": second.secret,
        }
        installation = Installation(environment, tmp_path)
        installation.run("migrate")
        yield Office(installation, first, second, bot)
        await installation.stop()


def made(double: LineDouble | TelegramDouble, *operations: str) -> int:
    return sum(call.operation in operations for call in double.calls)


@pytest.mark.timeout(300)
async def test_setup_from_nothing_and_once_more_changes_nothing(office: Office) -> None:
    url = office.installation.url
    planned = await office.tell("setup", "--dry-run")
    assert planned["first"] | planned["bot"] == planned["first"] | {
        "telegram_known": "fine", "webhook_would": "planned", "commands_would": "planned"
    }  # fmt: skip
    assert planned["first"]["menu_would"] == "planned"
    assert (office.first.webhook, office.bot.webhook, office.first.menus, office.bot.commands) == (None, None, {}, [])

    done = await office.tell("setup")
    assert done["first"] == {
        "line_known": "fine", "webhook_set": "changed", "line_redelivery_hand": "note", "line_answers_hand": "note",
        "menu_set": "changed",
    }  # fmt: skip
    assert done["bot"] == {"telegram_known": "fine", "webhook_set": "changed", "commands_set": "changed"}
    assert office.first.webhook == f"{url}/webhook/line/first"
    assert office.second.webhook == f"{url}/webhook/line/second"
    assert (office.bot.webhook, office.bot.secret) == (f"{url}/webhook/telegram/bot", BOT_SECRET)
    assert set(office.bot.allowed_updates) >= {"message", "edited_message", "callback_query", "my_chat_member"}
    assert office.first.default_menu in office.first.menu_images
    assert office.first.menu_aliases == {"prachakhom": office.first.default_menu}
    names = [next(iter(double.menus.values()))["name"] for double in (office.first, office.second)]
    assert names[0] != names[1]  # each bears its cluster's name
    assert {code: len(menu) for code, menu in office.bot.command_menus.items()} == {"": 8, "en": 8, "ms": 8}
    assert office.bot.menu_button == {"type": "commands"} and len(office.bot.descriptions) == 6

    calls = [len(double.calls) for double in (office.first, office.bot)]
    again = await office.tell("setup")
    assert again["first"]["webhook_right"] == again["first"]["menu_right"] == "fine"
    assert again["bot"]["webhook_right"] == again["bot"]["commands_right"] == "fine"
    later = [call.operation for call in office.first.calls[calls[0] :]]
    assert later == ["info", "webhook-get", "richmenu-list", "richmenu-default"]  # it looks, and changes nothing
    changes = {call.operation for call in office.bot.calls[calls[1] :] if call.operation.startswith("set")}
    assert changes == {"setWebhook"}  # the secret that Telegram has cannot be read, so it is told again
    assert [double.violations for double in (office.first, office.second, office.bot)] == [[], [], []]


@pytest.mark.timeout(300)
async def test_t18_setup_drops_nothing_that_waits_and_neither_does_polling(office: Office) -> None:
    somchai = office.bot.citizen("somchai")
    await somchai.says("น้ำท่วมทุกปี")
    await office.tell("setup", "bot")
    assert made(office.bot, "setWebhook") == 1
    await asyncio.sleep(1.1)  # once a second at most
    office.installation.environment["PRACHAKHOM_TELEGRAM_MODE"] = "poll"
    polling = await office.tell("setup", "telegram:bot")
    assert polling["bot"]["polling_set"] == "changed" and office.bot.webhook is None
    assert (await office.tell("setup", "bot"))["bot"]["polling_right"] == "fine"
    asked = [call.body for call in office.bot.calls if call.operation in ("setWebhook", "deleteWebhook")]
    assert len(asked) == 2 and not any(body.get("drop_pending_updates") for body in asked)
    assert len(office.bot.queued) == 1 and office.bot.lost == [] and office.bot.violations == []


@pytest.mark.timeout(300)
async def test_the_menu_is_replaced_only_when_it_changed_and_others_are_left_alone(office: Office) -> None:
    line = office.first
    shape = {"size": {"width": 2500, "height": 843}, "selected": False, "chatBarText": "x", "areas": []}
    line.menus["richmenu-own"] = {**shape, "name": "the office's own", "richMenuId": "richmenu-own"}
    line.menus["richmenu-old"] = {**shape, "name": "prachakhom-of-last-year", "richMenuId": "richmenu-old"}
    line.menu_aliases["prachakhom"] = "richmenu-old"
    line.default_menu, line.menu_images["richmenu-old"] = "richmenu-old", b"old"
    line.fail_next("richmenu-image", status=500)
    broken = await office.tell("setup", "first", status=2)
    assert broken["first"]["platform_down"] == "unreached" and line.default_menu == "richmenu-old"
    assert (await office.tell("setup", "first"))["first"]["menu_set"] == "changed"
    assert set(line.menus) == {"richmenu-own", line.default_menu} and line.default_menu in line.menu_images
    assert line.menu_aliases["prachakhom"] == line.default_menu and line.violations == []
    await office.tell("setup", "first", "--no-menu")
    line.fail_next("richmenu-list", status=429)
    assert (await office.tell("setup", "first", status=2))["first"]["too_many"] == "unreached"


@pytest.mark.timeout(300)
async def test_the_doctor_sees_the_whole_round(office: Office) -> None:
    """L1 from LINE's side: its test posts no events and is answered 200; ours comes back signed, stored and ignored."""
    await office.tell("setup")
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
    assert [delivery.body["events"] for delivery in office.first.deliveries] == [[]]
    assert [delivery.status for delivery in office.first.deliveries] == [200]
    assert office.first.sent == [] and office.bot.sent == []  # nobody was written to


@pytest.mark.timeout(300)
async def test_the_doctor_says_what_is_wrong(office: Office) -> None:
    await office.installation.start()
    assert (await office.tell("doctor", "first", status=1))["first"]["webhook_none"] == "wrong"
    await office.tell("setup")
    office.first.use_webhook, office.first.chat_mode, office.first.basic_id = False, "chat", "@another"
    office.first.quota, office.first.quota_used, office.first.skew = 500, 500, -90.0
    office.second.webhook = "https://user:pass@other.example/path?key=1"
    office.bot.bot["username"], office.bot.last_error = "another_bot", (office.bot.clock.now(), "Connection refused")
    office.bot.allowed_updates = ["message"]
    told = await office.tell("doctor", status=1)
    assert told["first"].items() >= {
        "line_use_webhook": "wrong", "line_chat_on": "warning", "line_other_id": "wrong", "quota_gone": "warning",
        "clock_fast": "warning", "round_fine": "fine",
    }.items()  # fmt: skip
    assert told["second"]["webhook_other"] == "wrong"
    assert told["bot"].items() >= {
        "telegram_other_name": "wrong", "telegram_kinds": "wrong", "telegram_failed": "warning", "round_fine": "fine"
    }.items()  # fmt: skip
    said = await office.words("doctor", "second", status=1)
    assert "other.example" in said and "pass" not in said and "key=1" not in said
    office.first.token = "replaced"
    assert (await office.tell("setup", "first", status=1))["first"] == {"line_token": "wrong"}


@pytest.mark.timeout(300)
async def test_i5_i6_the_round_fails_where_a_proxy_reencodes_or_the_secret_is_another(office: Office) -> None:
    """A proxy that reads and writes JSON anew stands before the program; then the program has another secret."""
    await office.tell("setup", "first")
    await office.installation.start()
    async with proxy(office.installation.url, again=True) as address:
        office.installation.environment["PRACHAKHOM_BASE_URL"] = address
        await office.tell("setup", "first", "--no-menu")
        told = await office.tell("doctor", "first", status=1)
        assert told["first"]["round_refused"] == "wrong"
    async with proxy(office.installation.url, again=False) as address:
        office.installation.environment["PRACHAKHOM_BASE_URL"] = address
        await office.tell("setup", "first", "--no-menu")
        assert (await office.tell("doctor", "first"))["first"]["round_fine"] == "fine"
        file = Path(office.installation.environment["PRACHAKHOM_ACCOUNTS_FILE"])
        file.write_text(file.read_text().replace(LINE_SECRETS["first"], "a" * 32))  # and not restarted
        assert (await office.tell("doctor", "first", status=1))["first"]["round_refused"] == "wrong"


@pytest.mark.timeout(300)
async def test_nobody_there_is_said_in_clear_words(office: Office) -> None:
    await office.tell("setup")
    told = await office.tell("doctor", "bot", status=2)  # the program was never started
    assert told["bot"]["unreachable_refused"] == "unreached"
    await office.bot.stop()
    assert (await office.tell("doctor", "bot", status=2))["bot"] == {"unreachable_refused": "unreached"}
    said = await office.words("setup", "nobody", status=2)
    assert "line:first, line:second, telegram:bot" in said
    file = Path(office.installation.environment["PRACHAKHOM_ACCOUNTS_FILE"])
    file.write_text(file.read_text().replace("[[telegram]]", "[[telegraph]]"))
    said = await office.words("doctor", status=2)
    assert "telegraph" in said and not [secret for secret in office.secrets if secret in said]


@pytest.mark.timeout(300)
async def test_a_start_code_begins_its_consultation_on_any_account(office: Office) -> None:
    """No fence between clusters: whoever has the code of one cluster and the account of another is served."""
    await office.tell("setup")
    created = await office.installation.ask(
        "consultation", "create", "--template", "needs", "--cluster", "current:10", "--open"
    )
    assert created["links"]["line"].startswith("https://line.me/R/oaMessage/@000double/")
    await office.installation.start()
    for double in (office.first, office.second):
        citizen = double.citizen("somchai")
        await citizen.follow()
        await citizen.says(created["code"])
        await citizen.wait_for("เริ่ม")
        await citizen.says("ขอตอบแบบสอบถาม")  # the menu's first area
        await citizen.wait_for("จังหวัด")
        assert double.violations == []
    redelivered = office.first.event("unknownKind", office.first.citizen("somchai"))
    redelivered["deliveryContext"] = {"isRedelivery": True}
    office.first.queue(redelivered)
    await office.first.settle()
    assert (await office.tell("doctor", "first"))["first"]["line_redelivery_seen"] == "fine"


class proxy:
    """A server before the program. again: whether it reads JSON bodies and writes them anew, as some do."""

    def __init__(self, to: str, *, again: bool) -> None:
        self.to, self.again, self.port = to, again, free_port()

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        return f"http://127.0.0.1:{self.port}"

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def _pass(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.again and body:
            body = json.dumps(json.loads(body)).encode()
        kept = {name: request.headers[name] for name in ("Content-Type", "x-line-signature") if name in request.headers}
        async with (
            aiohttp.ClientSession() as http,
            http.request(request.method, self.to + request.path, data=body, headers=kept) as answer,
        ):
            return web.Response(body=await answer.read(), status=answer.status)
