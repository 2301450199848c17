"""What setup and doctor find, in every case that an operator may meet; in one process, against real doubles."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from admin.app import build_app
from admin.connections import report
from admin.connections import work as connections
from admin.connections.report import Looked
from admin.serve import listening, opened
from consultation.errors import Refused
from consultation.settings import Settings
from tests.admin.connections.platforms import LINE_SECRETS, Platforms, platforms
from tests.conftest import SECRET
from tests.journeys.installation import free_port

Found = dict[str, str]


@dataclass
class Office:
    """An installation whose commands are called; `start` lets it serve."""

    settings: Settings
    at: Platforms
    ends: AsyncExitStack

    async def start(self) -> None:
        db, vault, channels = await self.ends.enter_async_context(opened(self.settings))
        app = build_app(self.settings, db, vault, channels)
        await self.ends.enter_async_context(listening(app, self.settings))

    def changed(self, **values: object) -> None:
        """Other settings for the commands; what serves already goes on with its own."""
        given = self.settings.model_dump(include=self.settings.model_fields_set) | values
        self.settings = Settings(**given)

    async def setup(self, name: str, *, really: bool = True, menu: bool = True) -> Found:
        accounts = connections.meant(self.settings, name)
        return self.told(await connections.set_up(self.settings, accounts, really=really, menu=menu))

    async def doctor(self, name: str) -> Found:
        from consultation.db import open_database

        db = open_database(self.settings.database_url)
        try:
            return self.told(await connections.look_over(self.settings, db, connections.meant(self.settings, name)))
        finally:
            await db.close()

    def told(self, looked: Sequence[Looked]) -> Found:
        """What was found of one account; every sentence is there in both languages and holds no secret."""
        (one,) = looked
        self.status = report.status(looked)
        for language in report.LANGUAGES:
            self.words = "\n".join(text for text, _ in report.lines(one, language)) + json.dumps(
                report.as_json(looked, language)
            )
            assert not [secret for secret in self.at.secrets if secret in self.words]
        return {finding.key: finding.level for finding in one.findings}


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setenv("SECOND_SECRET", LINE_SECRETS["second"])
    port = free_port()
    async with platforms(tmp_path) as at, AsyncExitStack() as ends:
        settings = Settings(
            database_url=sqlite_url,
            secret_key=SecretStr(SECRET),
            port=port,
            base_url=f"http://127.0.0.1:{port}",
            accounts_file=str(at.file),
        )
        yield Office(settings, at, ends)


async def test_t18_setup_drops_nothing_that_waits_and_neither_does_polling(office: Office) -> None:
    bot = office.at.bot
    await bot.citizen("somchai").says("น้ำท่วมทุกปี")
    assert (await office.setup("bot"))["webhook_set"] == "changed"
    assert (await office.setup("bot"))["webhook_right"] == "fine"  # told to wait a second, it waits and asks again
    office.changed(telegram_mode="poll")
    assert (await office.setup("bot", really=False))["polling_would"] == "planned"
    assert (await office.setup("telegram:bot"))["polling_set"] == "changed" and bot.webhook is None
    assert (await office.setup("bot"))["polling_right"] == "fine"
    asked = [call.body for call in bot.calls if call.operation in ("setWebhook", "deleteWebhook")]
    assert len(asked) == 4 and not any(body.get("drop_pending_updates") for body in asked)
    assert len(bot.queued) == 1 and bot.lost == [] and bot.violations == []


async def test_the_menu_is_replaced_only_when_it_changed_and_others_are_left_alone(office: Office) -> None:
    line = office.at.first
    shape = {"size": {"width": 2500, "height": 843}, "selected": False, "chatBarText": "x", "areas": []}
    line.menus["richmenu-own"] = {**shape, "name": "the office's own", "richMenuId": "richmenu-own"}
    line.menus["richmenu-old"] = {**shape, "name": "prachakhom-of-last-year", "richMenuId": "richmenu-old"}
    line.menu_aliases["prachakhom"] = "richmenu-old"
    line.default_menu, line.menu_images["richmenu-old"] = "richmenu-old", b"old"
    line.fail_next("richmenu-image", status=500)
    broken = await office.setup("first")
    assert broken["platform_down"] == "unreached" and office.status == 2 and line.default_menu == "richmenu-old"
    assert (await office.setup("first"))["menu_set"] == "changed"
    assert set(line.menus) == {"richmenu-own", line.default_menu} and line.default_menu in line.menu_images
    assert line.menu_aliases["prachakhom"] == line.default_menu and line.violations == []
    assert "menu_right" not in await office.setup("first", menu=False)
    line.fail_next("richmenu-list", status=429)
    assert (await office.setup("first"))["too_many"] == "unreached"
    line.fail_next("richmenu-list", status=400, message="no such thing")
    assert (await office.setup("first"))["declined"] == "wrong" and "no such thing" in office.words


async def test_the_doctor_says_what_is_wrong(office: Office) -> None:
    first, second, bot = office.at.first, office.at.second, office.at.bot
    assert (await office.doctor("first")).items() >= {
        "webhook_none": "wrong",
        "unreachable_refused": "unreached",
    }.items()
    assert office.status == 2
    for name in ("first", "second", "bot"):
        await office.setup(name)
    await office.start()
    first.use_webhook, first.chat_mode, first.basic_id = False, "chat", "@another"
    first.quota, first.quota_used, first.skew = 500, 500, 90.0
    told = await office.doctor("first")
    assert told.items() >= {
        "line_use_webhook": "wrong", "line_chat_on": "warning", "line_other_id": "wrong", "quota_gone": "warning",
        "clock_slow": "warning", "round_fine": "fine",
    }.items()  # fmt: skip
    assert office.status == 1
    second.webhook, second.quota, second.skew = "https://user:pass@other.example/path?key=1", 500, -90.0
    told = await office.doctor("second")
    assert told.items() >= {"webhook_other": "wrong", "quota_left": "fine", "clock_fast": "warning"}.items()
    assert "other.example" in office.words and "pass" not in office.words and "key=1" not in office.words
    bot.bot["username"], bot.last_error = "another_bot", (bot.clock.now(), "Connection refused")
    bot.allowed_updates = ["message"]
    assert (await office.doctor("bot")).items() >= {
        "telegram_other_name": "wrong", "telegram_kinds": "wrong", "telegram_failed": "warning", "round_fine": "fine"
    }.items()  # fmt: skip


async def test_the_doctor_tells_how_lines_own_test_failed(office: Office) -> None:
    await office.setup("first")
    assert (await office.doctor("first"))["line_test_could_not_connect"] == "wrong"
    await office.start()
    office.at.first.secret = "d" * 32  # what LINE signs with is another than we have
    assert (await office.doctor("first"))["line_test_error_status_code"] == "wrong"
    office.at.first.fail_next("webhook-test", status=429)
    assert (await office.doctor("first"))["too_many"] == "unreached"


async def test_what_is_missing_or_mistaken_is_named(office: Office) -> None:
    file = office.at.file.read_text(encoding="utf8")
    office.at.file.write_text(
        file.replace('basic_id = "@000double"\n', "").replace('bot_name = "prachakhom_bot"\n', "")
        .replace('secret_token = "s3cret_of-the-bot"\n', "")
    )  # fmt: skip
    office.changed()
    assert (await office.setup("first"))["line_no_basic_id"] == "warning" and "@000double" in office.words
    told = await office.setup("bot")
    assert (told["telegram_no_name"], told["telegram_no_secret"]) == ("warning", "wrong")
    office.at.first.token = office.at.bot.token = "0:replaced"
    assert await office.setup("first") == {"line_token": "wrong"}
    assert await office.setup("bot") == {"telegram_token": "wrong"}
    with pytest.raises(Refused, match="line:first, line:second, telegram:bot"):
        await office.setup("nobody")
    with pytest.raises(Refused, match=r"channels\.md"):
        connections.meant(Settings(), "")


@pytest.mark.parametrize(
    ("base", "key"),
    [
        ("http://hearing.example.go.th", "base_not_https"),
        ("https://localhost", "base_local"),
        ("https://10.0.0.7", "base_local"),
        ("https://hearing.example.go.th:8080", "base_port"),
        ("https://hearing.example.go.th/" + "a" * 500, "base_long"),
        ("https://hearing.example.go.th", ""),
    ],
)
async def test_an_address_that_no_platform_delivers_to_is_named(base: str, key: str, office: Office) -> None:
    from bot.premises import unfit
    from consultation.accounts import Account

    real = Account("telegram", "bot", SecretStr("s"), SecretStr("1:t"), "https://api.telegram.org/")
    wrong = unfit(base + real.webhook_path, real)
    assert (wrong.key if wrong else "") == key


async def test_i5_i6_the_round_fails_where_a_proxy_reencodes_or_the_secret_is_another(office: Office) -> None:
    """A proxy that reads and writes JSON anew stands before the program; then the program has another secret."""
    await office.start()
    url = office.settings.base_url
    async with proxy(url, again=True) as address:
        office.changed(base_url=address)
        await office.setup("first", menu=False)
        assert (await office.doctor("first"))["round_refused"] == "wrong"
    async with proxy(url, again=False) as address:
        office.changed(base_url=address)
        await office.setup("first", menu=False)
        assert (await office.doctor("first"))["round_fine"] == "fine"
        file = office.at.file
        file.write_text(file.read_text(encoding="utf8").replace(LINE_SECRETS["first"], "a" * 32))
        office.changed()  # and what serves was not restarted
        assert (await office.doctor("first"))["round_refused"] == "wrong"


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (301, "round_redirect"),
        (404, "round_no_path"),
        (413, "round_too_large"),
        (418, "round_odd_status"),
        (200, "round_forged"),
    ],
)
async def test_whoever_else_answers_at_our_address_is_told_apart(office: Office, status: int, key: str) -> None:
    async with proxy("", always=status) as address:
        office.changed(base_url=address)
        await office.setup("bot", menu=False)
        assert (await office.doctor("bot"))[key] == "wrong"


async def test_a_redelivered_event_in_the_inbox_shows_that_redelivery_is_on(office: Office) -> None:
    await office.setup("first")
    await office.start()
    line = office.at.first
    again = line.event("unknownKind", line.citizen("somchai"))
    again["deliveryContext"] = {"isRedelivery": True}
    line.queue(again)
    await line.settle()
    assert (await office.doctor("first"))["line_redelivery_seen"] == "fine"
    assert (await office.doctor("second"))["line_redelivery_unseen"] == "note"


class proxy:
    """A server before the program. again: it reads JSON bodies and writes them anew; always: it answers by itself."""

    def __init__(self, to: str, *, again: bool = False, always: int = 0) -> None:
        self.to, self.again, self.always, self.port = to, again, always, free_port()

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
        if self.always:
            return web.Response(status=self.always, headers={"Location": "/"})
        if self.again and body:
            body = json.dumps(json.loads(body)).encode()
        kept = {name: request.headers[name] for name in ("Content-Type", "x-line-signature") if name in request.headers}
        async with (
            aiohttp.ClientSession() as http,
            http.request(request.method, self.to + request.path, data=body, headers=kept) as answer,
        ):
            return web.Response(body=await answer.read(), status=answer.status)
