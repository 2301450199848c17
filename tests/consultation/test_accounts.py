"""Several accounts in one installation: how they are written down, what is refused, and which one a cluster has."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from consultation import accounts_file, clock
from consultation.accounts import Account, Previous, accepted, of_cluster
from consultation.consult.links import links
from consultation.db import Database
from consultation.errors import Refused
from consultation.settings import Settings
from tests.consultation.consult.test_service import make

SECRETS = ("s3cret-of-line", "t0ken-of-line", "0ld-secret", "123:bot-token", "from-a-variable", "from-a-file")

GOOD = """
[[line]]
name = "north"
cluster = "current:1"
basic_id = "@north"
channel_secret = "s3cret-of-line"
access_token = "t0ken-of-line"
previous_secret = "0ld-secret"
previous_until = 2026-12-01T12:00:00+07:00

[[line]]
name = "everywhere"
channel_secret_env = "THE_SECRET"
access_token_file = "secrets/line"
api_base = "https://line.example/"

[[telegram]]
name = "bot"
bot_name = "our_bot"
bot_token = "123:bot-token"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "secrets").mkdir(exist_ok=True)
    (folder / "secrets" / "line").write_text("from-a-file\n")
    (folder / "accounts.toml").write_text(text, encoding="utf8")
    return folder / "accounts.toml"


def read(folder: Path, text: str) -> tuple[Account, ...]:
    return accounts_file.read(written(folder, text), {"THE_SECRET": "from-a-variable"})


def test_secrets_come_by_value_by_variable_and_by_file(tmp_path: Path) -> None:
    north, everywhere, bot = read(tmp_path, GOOD)
    assert (north.name, north.cluster, north.public_name) == ("north", "2567:1", "@north")
    assert north.secrets == ("s3cret-of-line", "t0ken-of-line", "0ld-secret")
    assert north.previous is not None and north.previous.until == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert everywhere.secrets == ("from-a-variable", "from-a-file")
    assert (everywhere.api_base, everywhere.cluster, everywhere.previous) == ("https://line.example/", "", None)
    assert (bot.channel, bot.public_name, bot.webhook_path) == ("telegram", "our_bot", "/webhook/telegram/bot")
    assert all(account.connected for account in (north, everywhere, bot))
    assert not [secret for secret in SECRETS if secret in repr((north, everywhere, bot))]


LINE = '[[line]]\nname = "a"\nchannel_secret = "s3cret-of-line"\naccess_token = "t0ken-of-line"\n'
BOT = '[[telegram]]\nname = "b"\nbot_token = "123:bot-token"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[line]]\nname = "a"\naccess_token = s3cret-of-line\n', ["3", "TOML"]),
        ("[[facebook]]\n", ["facebook", "[[line]]"]),
        (LINE.replace("[[line]]", "[line]"), ["[line]", "[[line]]"]),
        (LINE + 'basic-id = "@a"\n', ["basic-id", "basic_id"]),
        (LINE.replace('name = "a"\n', ""), ["name", "[[line]] 1"]),
        (LINE.replace('"a"', '"North 1"'), ["name"]),
        (LINE.replace('channel_secret = "s3cret-of-line"\n', ""), ["channel_secret_file", "(a)"]),
        (LINE.replace('"s3cret-of-line"', '"  "'), ["channel_secret"]),
        (LINE.replace('"s3cret-of-line"', "17"), ["channel_secret"]),
        (LINE + 'channel_secret_env = "THE_SECRET"\n', ["channel_secret, channel_secret_env"]),
        (LINE.replace("channel_secret", "channel_secret_env"), ["channel_secret_env", "s3cret-of-line"]),
        (LINE.replace('access_token = "t0ken-of-line"', 'access_token_file = "secrets/none"'), ["secrets/none"]),
        (LINE + 'cluster = "current:99"\n', ["cluster", "99"]),
        (LINE + 'previous_secret = "0ld-secret"\n', ["previous_until"]),
        (LINE + 'previous_secret = "0ld-secret"\nprevious_until = 2026-12-01T12:00:00\n', ["+07:00"]),
        (LINE + 'previous_secret = "0ld-secret"\nprevious_until = "tomorrow"\n', ["+07:00"]),
        (LINE + 'basic_id = "north"\n', ["@"]),
        (LINE + 'api_base = "api.line.me"\n', ["https://"]),
        (BOT + 'bot_name = "@our_bot"\n', ["bot_name"]),
        (BOT + 'secret_token = "s3cret-of-line with spaces"\n', ["(b)", "A–Z"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_without_a_secret(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    message = str(refused.value)
    assert "accounts.toml" in message and not [word for word in said if word not in message]
    shown = [secret for secret in SECRETS if secret in message]
    assert shown == (["s3cret-of-line"] if "channel_secret_env" in said else [])  # there it is a variable's name


def test_where_a_value_is_to_be_mended_is_named_to_the_variable_or_the_key(tmp_path: Path) -> None:
    of_variables, of_file = settings(tmp_path, LINE, **VARIABLES).accounts
    assert of_variables.at("public_name") == "PRACHAKHOM_LINE_BASIC_ID"
    assert of_variables.at("token") == "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN"
    assert of_file.at("public_name").endswith("accounts.toml: [[line]] 1 (a), basic_id")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none\.toml.*PRACHAKHOM_ACCOUNTS_FILE"):
        accounts_file.read(tmp_path / "none.toml", {})


def settings(folder: Path, text: str, **variables: Any) -> Settings:
    return Settings(accounts_file=str(written(folder, text)), **variables)


VARIABLES = {"line_channel_secret": "s-of-variables", "line_channel_access_token": "t-of-variables"}


def test_the_variables_are_an_account_beside_those_of_the_file_and_come_first(tmp_path: Path) -> None:
    of = settings(tmp_path, LINE + BOT, **VARIABLES)
    assert [(each.channel, each.name) for each in of.accounts] == [("line", "line"), ("line", "a"), ("telegram", "b")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINE.replace('"a"', '"line"'), "line"),
        (LINE.replace("s3cret-of-line", "s-of-variables"), "PRACHAKHOM_LINE_"),
        (LINE.replace("t0ken-of-line", "t-of-variables"), "PRACHAKHOM_LINE_"),
        (
            LINE
            + 'cluster = "2567:1"\n'
            + LINE.replace('"a"', '"c"').replace("-of-", "-two-")
            + 'cluster = "current:1"\n',
            "2567:1",
        ),
    ],
)
def test_two_accounts_that_get_in_each_others_way_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        _ = settings(tmp_path, text, **VARIABLES).accounts
    assert said in str(refused.value)
    assert not [secret for secret in (*SECRETS, *VARIABLES.values()) if secret in str(refused.value)]


def test_half_an_overlap_of_the_variables_is_refused() -> None:
    with pytest.raises(Refused, match="PRACHAKHOM_LINE_"):
        _ = Settings(line_previous_until="2026-12-01T12:00:00+07:00", **VARIABLES).accounts  # type: ignore[arg-type]


def test_i14_the_secret_before_counts_until_its_time_and_not_after() -> None:
    until = clock.now() + timedelta(hours=1)
    previous = Previous(SecretStr("old"), until)
    with clock.fixed(until - timedelta(seconds=1)):
        assert accepted(["new"], previous) == ["new", "old"]
    with clock.fixed(until):
        assert accepted(["new"], previous) == ["new"]
    assert accepted(["new"], None) == ["new"]


def test_a_cluster_has_its_own_account_else_the_first_that_is_nobodys_own(tmp_path: Path) -> None:
    of = settings(tmp_path, GOOD.replace("THE_SECRET", "PATH"))

    def name(cluster: str) -> str:
        account = of_cluster(of.accounts, "line", cluster)
        return account.name if account else ""

    assert (name("2567:1"), name("2567:2"), name("2551:1")) == ("north", "everywhere", "everywhere")
    only = [account for account in of.accounts if account.name == "north"]
    assert [account.name for account in [of_cluster(only, "line", "2567:2")] if account] == ["north"]
    assert of_cluster(only, "telegram", "2567:1") is None


async def test_links_lead_to_the_account_of_the_consultations_cluster(db: Database, tmp_path: Path) -> None:
    made = await db.write(make)
    own = LINE + f'basic_id = "@own"\ncluster = "{made.scheme}:{made.cluster}"\n' + BOT + 'bot_name = "bot_of_all"\n'
    shown = links(made, settings(tmp_path, own, line_basic_id="@first", **VARIABLES))
    assert shown.line == f"https://line.me/R/oaMessage/@own/?{made.code}"
    assert shown.telegram == f"https://t.me/bot_of_all?start={made.code}"
