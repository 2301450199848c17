"""Which addresses are written to (pure): https, to hosts that everybody can reach; nothing inside the office's network.

A name is looked up when it is written to, and the addresses that come back are asked again (`public`): what a name
meant when it was typed in says nothing of what it means later.
"""

import hashlib
import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 500
LOOPBACK = "127.0.0.1"
_CARRIERS = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("64:ff9b:1::/48"))
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")  # the last part of a host that is a number in disguise


def fault(url: str, loopback: bool) -> str:
    """Why an address is not written to, as a key of the wording; "" where nothing speaks against it.

    loopback: whether http to this very machine may be, for trying it out.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "url"
    plain = all("!" <= sign <= "~" for sign in url)
    if not plain or len(url) > LONGEST or not host or parts.username or parts.password or parts.fragment or port == 0:
        return "url"
    if loopback and parts.scheme == "http" and host == LOOPBACK:
        return ""
    if parts.scheme != "https":
        return "https"
    literal = literally(host)
    if literal is None:
        return "url" if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) else ""
    return "" if public(literal) else "private"


def named(url: str) -> dict[str, str]:
    """An address for the record, without what may be a secret in it: scheme and host, and the SHA-256 of the whole."""
    parts = urlsplit(url)
    return {"host": f"{parts.scheme}://{parts.netloc}", "sha256": hashlib.sha256(url.encode()).hexdigest()}


def literally(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is by itself; None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def public(address: IPv4Address | IPv6Address) -> bool:
    """Whether everybody can reach an address: neither private nor local, nor one of those in disguise."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return public(address.ipv4_mapped)
        if any(address in carrier for carrier in _CARRIERS) or address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
