"""Where a request comes from: a proxy that is trusted is believed, whatever a client wrote before it is not."""

import pytest
from aiohttp.test_utils import make_mocked_request
from aiohttp.web import Application
from pydantic import ValidationError

from admin.address import came_from
from admin.keys import SETTINGS
from consultation.db import Database
from consultation.settings import Settings, settings
from consultation.vault import Vault
from tests.admin.application import PASSWORD, application
from tests.engines import on_sqlite


@pytest.mark.parametrize(
    ("nearest", "told", "found"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # whoever connects directly may write what they like
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # the first was the client's own
        ("127.0.0.1", "198.51.100.7, 10.0.0.5", "198.51.100.7"),  # through two proxies of ours
        ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.0.1.5", "198.51.100.7", "10.0.1.5"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", "198.51.100.7"),  # a socket of this machine
    ],
)
def test_whom_a_trusted_proxy_wrote_down(nearest: str, told: str, found: str) -> None:
    app = Application()
    app[SETTINGS] = Settings(trusted_proxies="127.0.0.1, ::1, 10.0.0.0/24")
    headers = {"X-Forwarded-For": told} if told else {}
    request = make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=nearest)
    assert came_from(request) == found


def test_what_is_no_network_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match=r"10\.0\.0\.0/99"):
        Settings(trusted_proxies="10.0.0.0/99")
    assert Settings(trusted_proxies="").proxies == ()


@on_sqlite
@pytest.mark.parametrize("trusted", [True, False])
async def test_officers_behind_one_proxy_are_slowed_down_each_alone(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    monkeypatch.setenv("PRACHAKHOM_TRUSTED_PROXIES", "127.0.0.1" if trusted else "")
    settings.cache_clear()

    async with application(db, vault) as client:

        async def tries(name: str, address: str) -> int:
            sent = {"name": name, "password": PASSWORD}
            return (await client.post("/sign-in", data=sent, headers={"X-Forwarded-For": address})).status

        for n in range(31):
            await tries(f"ไม่มี{n}", "198.51.100.7")
        assert await tries("คนแรก", "198.51.100.7") == 429
        assert (await tries("คนอื่น", "198.51.100.8") != 429) == trusted
