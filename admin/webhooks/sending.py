"""One try of a delivery over HTTP: to public addresses alone, looked up now; no redirect is followed.

The name is resolved by `Guarded`, and what it finds is what is connected to, so a name cannot mean one thing when it is
checked and another when it is used.
"""

import errno
import time
from ipaddress import ip_address
from socket import AF_UNSPEC, AddressFamily

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from consultation.webhooks import addresses
from consultation.webhooks.delivering import Outcome, Parcel

PATIENCE = 15.0  # seconds for the whole of it
LONGEST_ERROR = 200
AGENT = "Prachakhom-Webhooks/1"


class NotPublic(OSError):
    """A name means an address inside some network."""


class Guarded(AbstractResolver):
    """Looks names up, and gives back none that is not everybody's."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of a name. Raises NotPublic where one of them is private."""
        found = await self._inner.resolve(host, port, family)
        if not all(addresses.public(ip_address(each["host"].partition("%")[0])) for each in found):
            raise NotPublic(errno.EHOSTUNREACH, f"{host} is inside a private network")
        return found

    async def close(self) -> None:
        await self._inner.close()


async def send(
    parcel: Parcel, loopback: bool, resolver: AbstractResolver | None = None, patience: float = PATIENCE
) -> Outcome:
    """Send once. Whatever goes wrong is the outcome; nothing is raised but cancellation."""
    if fault := addresses.fault(parcel.url, loopback):
        return Outcome(error=f"refused: {fault}")
    began = time.monotonic()
    timeout = aiohttp.ClientTimeout(total=patience)
    headers = {**parcel.headers, "Content-Type": "application/json", "User-Agent": AGENT}
    connector = aiohttp.TCPConnector(resolver=resolver or Guarded(), limit=1)
    status, error = 0, ""
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
            session.post(parcel.url, data=parcel.body.encode(), headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except TimeoutError:
        error = f"no answer within {patience:g} seconds"
    except (aiohttp.ClientError, OSError, ValueError) as raised:
        error = f"{type(raised).__name__}: {raised}"[:LONGEST_ERROR]
    return Outcome(status=status, error=error, milliseconds=round((time.monotonic() - began) * 1000))
