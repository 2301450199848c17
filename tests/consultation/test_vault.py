"""Contacts at rest: what is sealed opens with the same key alone, and the key file is made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from consultation.settings import Settings
from consultation.vault import Vault, WrongKey, open_vault


def test_what_is_sealed_opens_with_the_same_secret_alone(vault: Vault) -> None:
    sealed = vault.seal("U123 ที่อยู่".encode())
    assert sealed != vault.seal("U123 ที่อยู่".encode())
    assert vault.open(sealed).decode() == "U123 ที่อยู่"
    with pytest.raises(WrongKey):
        Vault(b"another secret of length").open(sealed)


def test_look_ups_are_equal_for_equal_parts_and_nothing_else(vault: Vault) -> None:
    assert vault.lookup("line", "a", "b") == vault.lookup("line", "a", "b")
    assert vault.lookup("line", "a", "b") != vault.lookup("line", "ab", "")
    assert vault.lookup("line", "a") != Vault(b"another secret of length").lookup("line", "a")


def test_a_short_secret_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Vault(b"short")


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    of = Settings(key_file=tmp_path / "key")
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: open_vault(of), range(8)))
    assert len({vault.lookup("x") for vault in vaults}) == 1
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
