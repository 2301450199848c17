"""Every setting, read once from the environment; the defaults need no credentials and no network.

Each field is the variable `PRACHAKHOM_<FIELD>`. `docs/operators/settings.md` describes them; a test compares the two.
"""

import os
from datetime import time
from functools import cached_property, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from consultation import accounts_file
from consultation.accounts import Account, gathered
from consultation.waits import Limits

DAY_LIST = r"^\s*\d{1,3}(\s*,\s*\d{1,3})*\s*$"
CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
ROLE_LIST = r"^\s*((STR|ADM|MON|HEAD|PROV|DPO|SYS|AUD)(\s*,\s*(STR|ADM|MON|HEAD|PROV|DPO|SYS|AUD))*)?\s*$"
KIND_LIST = r"^\s*([a-z0-9_]+(\s*,\s*[a-z0-9_]+)*)?\s*$"


Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks written with commas. Raises ValueError, which names the one that is none."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


class Settings(BaseSettings):
    """One installation's settings. Secrets are `SecretStr`, so that they never reach a log by accident."""

    model_config = SettingsConfigDict(env_prefix="PRACHAKHOM_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///prachakhom.db"
    database_answer_seconds: Annotated[float, Field(gt=0)] = 10.0
    database_statement_seconds: Annotated[float, Field(gt=0)] = 60.0
    base_url: str = "http://127.0.0.1:8080"
    secret_key: SecretStr = SecretStr("")
    key_file: Path = Path("prachakhom.key")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    trusted_proxies: str = "127.0.0.1, ::1"
    timezone: str = "Asia/Bangkok"
    log_level: str = "INFO"

    accounts_file: str = ""

    line_account: str = "line"
    line_channel_secret: SecretStr = SecretStr("")
    line_previous_secret: SecretStr = SecretStr("")
    line_previous_until: str = ""
    line_channel_access_token: SecretStr = SecretStr("")
    line_api_base: str = "https://api.line.me"
    line_basic_id: str = ""
    line_quota_reserve: Annotated[int, Field(ge=0, le=100)] = 10

    line_message_price: Annotated[float, Field(ge=0)] = 0.0

    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    officer_morning: Annotated[str, Field(pattern=CLOCK_TIME)] = "08:00"

    telegram_account: str = "telegram"
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_secret_token: SecretStr = SecretStr("")
    telegram_previous_secret: SecretStr = SecretStr("")
    telegram_previous_until: str = ""
    telegram_api_base: str = "https://api.telegram.org"
    telegram_bot_name: str = ""
    telegram_mode: Literal["webhook", "poll"] = "webhook"

    calls_kept_days: Annotated[int, Field(ge=0)] = 30
    retention_link_days: Annotated[int, Field(ge=1)] = 90
    round_days: Annotated[int, Field(ge=1)] = 7
    retention_paper_days: Annotated[int, Field(ge=1)] = 30
    retention_proof_years: Annotated[int, Field(ge=1)] = 10
    result_days: Annotated[int, Field(ge=1)] = 15
    result_months: Annotated[int, Field(ge=1)] = 12
    approval: Literal["law", "all"] = "law"
    notice_days: Annotated[int, Field(ge=0)] = 15
    notice_kinds: Annotated[str, Field(pattern=KIND_LIST)] = "plan_consultation"
    reminder_days: Annotated[str, Field(pattern=DAY_LIST)] = "7,3,1"
    measures_days: Annotated[int, Field(ge=1)] = 15
    follow_up_days: Annotated[int, Field(ge=1)] = 90
    entry_grace_days: Annotated[int, Field(ge=0)] = 14

    code_roles: Annotated[str, Field(pattern=ROLE_LIST)] = "SYS"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""
    oidc_new_accounts: Annotated[str, Field(pattern=ROLE_LIST)] = ""

    api_per_minute: Annotated[int, Field(ge=1)] = 120
    webhook_loopback: bool = False
    open_data_licence: str = "CC BY 4.0"
    open_data_licence_url: str = "https://creativecommons.org/licenses/by/4.0/"

    embeddings_folder: str = ""
    naming_url: str = ""
    naming_model: str = ""
    naming_key: SecretStr = SecretStr("")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: str) -> str:
        networks(given)
        return given

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """The addresses and networks of proxies whose `X-Forwarded-For` is believed."""
        return networks(self.trusted_proxies)

    @property
    def database_limits(self) -> Limits:
        """How long is waited for PostgreSQL."""
        return Limits(self.database_answer_seconds, self.database_statement_seconds)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Every account on LINE and Telegram: of the variables, then of the accounts file. Raises Refused."""
        path = Path(self.accounts_file)
        return gathered(self, accounts_file.read(path, os.environ) if self.accounts_file else ())

    @property
    def reminders(self) -> tuple[int, ...]:
        """How many days before a deadline officers are reminded, the earliest first."""
        return tuple(sorted({int(day) for day in self.reminder_days.split(",")}, reverse=True))

    @property
    def noticed(self) -> frozenset[str]:
        """The kinds of consultation that want a notice though the regulation does not ask for one."""
        return frozenset(kind.strip() for kind in self.notice_kinds.split(",") if kind.strip())

    @property
    def morning(self) -> time:
        """At what time of a working day officers are told what is due."""
        return time.fromisoformat(self.officer_morning)

    @property
    def code_for(self) -> frozenset[str]:
        """The roles whose holders sign in with a password only together with a code."""
        return frozenset(role.strip() for role in self.code_roles.split(",") if role.strip())

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are shown and deadlines are counted."""
        return ZoneInfo(self.timezone)

    @property
    def on_sqlite(self) -> bool:
        """Whether this installation keeps its data in an SQLite file."""
        return self.database_url.startswith("sqlite")


@lru_cache
def settings() -> Settings:
    """The settings of this process, read from the environment at the first call."""
    return Settings()
