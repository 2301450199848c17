"""Where a request comes from: who connects, or behind a proxy that is trusted, whom the proxy wrote down.

Whoever connects may write any `X-Forwarded-For`; only what a trusted proxy added to its end is believed.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp import web

from admin.keys import SETTINGS
from consultation.settings import Settings

Address = IPv4Address | IPv6Address


def came_from(request: web.Request) -> str:
    """The address of whoever sent a request, as far as it is known; "" for a socket of this machine alone."""
    nearest, settings = request.remote or "", request.app[SETTINGS]
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    while hops and _trusted(nearest, settings):
        told = _read(hops.pop())
        if told is None:
            break
        nearest = str(told)
    return nearest


def _trusted(address: str, settings: Settings) -> bool:
    """Whether what this one wrote down is believed; what comes through a socket of this machine is a proxy's."""
    found = _read(address)
    return not address or (found is not None and any(found in each for each in settings.proxies))


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
