"""The accounts file: TOML with a table `[[line]]` or `[[telegram]]` for each account. What is wrong in it is said with
its place and how to mend it, and never with a secret.

A secret is given by value (`access_token`), by the name of a variable (`access_token_env`), or by a file that holds
nothing else (`access_token_file`, such as one that docker or systemd puts there; relative to the accounts file).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from consultation.accounts import (
    API_BASES,
    PLATFORMS,
    Account,
    Platform,
    Previous,
    check_header_secret,
    previous_of,
)
from consultation.errors import refused
from consultation.places.schemes import UnknownPlace, cluster

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_BASIC_ID = re.compile(r"@[A-Za-z0-9_.-]{1,30}")
_BOT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
_AT = re.compile(r"at line (\d+), column (\d+)")
_WAYS = ("", "_env", "_file")
_PREVIOUS = "previous_secret"


@dataclass(frozen=True)
class _Words:
    """What a platform's keys are called in the file."""

    secret: str
    token: str
    public: str
    public_form: re.Pattern[str]
    public_wrong: str
    secret_needed: bool


_OF: dict[Platform, _Words] = {
    "line": _Words("channel_secret", "access_token", "basic_id", _BASIC_ID, "account_basic_id", True),
    "telegram": _Words("secret_token", "bot_token", "bot_name", _BOT_NAME, "account_bot_name", False),
}


def read(path: Path, environment: Mapping[str, str]) -> tuple[Account, ...]:
    """Every account of the file, in its order within each platform. Raises Refused."""
    tables = _parsed(path)
    unknown = next((key for key in tables if key not in PLATFORMS), None)
    if unknown is not None:
        raise refused("accounts_section", path=path, given=unknown)
    accounts: list[Account] = []
    for channel in PLATFORMS:
        listed = tables.get(channel, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise refused("accounts_section", path=path, given=f"[{channel}]")
        accounts += [_Table(path, channel, place, one, environment).account() for place, one in enumerate(listed, 1)]
    return tuple(accounts)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise refused("accounts_file_missing", path=path, why=type(error).__name__) from error
    except UnicodeDecodeError:
        raise refused("accounts_file_toml", path=path, line="?", column="?") from None
    except tomllib.TOMLDecodeError as error:  # its own words may quote what stands there
        at = _AT.search(str(error))
        line, column = at.groups() if at else ("?", "?")
        raise refused("accounts_file_toml", path=path, line=line, column=column) from None


class _Table:
    """One account's table while it is read."""

    def __init__(
        self, path: Path, channel: Platform, place: int, given: Mapping[str, Any], environment: Mapping[str, str]
    ) -> None:
        self.given, self.channel, self.words = given, channel, _OF[channel]
        self.folder, self.environment = path.parent, environment
        self.where = f"{path}: [[{channel}]] {place}"

    def account(self) -> Account:
        """The account, everything checked."""
        self._known()
        name = self._text("name", needed=True)
        if not _NAME.fullmatch(name):
            raise refused("account_name", where=self.where)
        self.where = f"{self.where} ({name})"
        secret = self._secret(self.words.secret, needed=self.words.secret_needed)
        if self.channel == "telegram":
            check_header_secret(secret, self.where)
        return Account(
            self.channel,
            name,
            secret,
            self._secret(self.words.token, needed=True),
            self._matching("api_base", _ADDRESS, "account_api_base") or API_BASES[self.channel],
            self._matching(self.words.public, self.words.public_form, self.words.public_wrong),
            self._cluster(),
            self._previous(),
            self.where,
        )

    def _known(self) -> None:
        secrets = (self.words.secret, self.words.token, _PREVIOUS)
        known = ["name", "cluster", self.words.public, "api_base", "previous_until"]
        known += [f"{secret}{way}" for secret in secrets for way in _WAYS]
        unknown = sorted(set(self.given) - set(known))
        if unknown:
            raise refused("account_key_unknown", where=self.where, key=unknown[0], known=", ".join(known))

    def _text(self, key: str, *, needed: bool = False) -> str:
        value = self.given.get(key, "")
        if not isinstance(value, str):
            raise refused("account_not_text", where=self.where, key=key)
        if needed and not value.strip():
            raise refused("account_missing", where=self.where, key=key)
        return value.strip()

    def _matching(self, key: str, form: re.Pattern[str], wrong: str) -> str:
        value = self._text(key)
        if value and not form.fullmatch(value):
            raise refused(wrong, where=self.where, given=value)
        return value

    def _cluster(self) -> str:
        given = self._text("cluster")
        try:
            return cluster(given).code if given else ""
        except UnknownPlace as error:
            raise refused("account_cluster", where=self.where, why=error.args[0]) from error

    def _previous(self) -> Previous | None:
        return previous_of(self._secret(_PREVIOUS), self.given.get("previous_until"), self.where)

    def _secret(self, key: str, *, needed: bool = False) -> SecretStr:
        """The secret of a key, however it is given; empty when it is not and need not be."""
        ways = [f"{key}{way}" for way in _WAYS if f"{key}{way}" in self.given]
        if len(ways) > 1:
            raise refused("account_two_ways", where=self.where, keys=", ".join(ways))
        if not ways:
            if needed:
                raise refused("account_missing", where=self.where, key=" / ".join(f"{key}{way}" for way in _WAYS))
            return SecretStr("")
        value = self._text(ways[0], needed=True)
        if ways[0] == f"{key}_env":
            value = self._from_environment(ways[0], value)
        elif ways[0] == f"{key}_file":
            value = self._from_file(ways[0], value)
        return SecretStr(value)

    def _from_environment(self, key: str, variable: str) -> str:
        value = self.environment.get(variable, "").strip()
        if not value:
            raise refused("account_env_unset", where=self.where, key=key, variable=variable)
        return value

    def _from_file(self, key: str, name: str) -> str:
        path = self.folder / name  # an absolute name stays as it is
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = type(error).__name__
            raise refused("account_secret_file", where=self.where, key=key, path=path, why=why) from None
        if not value:
            raise refused("account_secret_file", where=self.where, key=key, path=path, why="empty")
        return value
