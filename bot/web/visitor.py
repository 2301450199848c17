"""Who is at the page: a random token in a signed cookie, nothing about the person or the machine."""

import hmac
from http.cookies import CookieError, SimpleCookie

from aiohttp import web

from consultation import ids
from consultation.vault import Vault

COOKIE = "prachakhom_visitor"
KEPT_FOR = 180 * 24 * 3600  # seconds: longer than a consultation and the promise to tell its result


def new_visitor() -> str:
    """A token for somebody who has not been here before."""
    return ids.token()


def signed(vault: Vault, visitor: str) -> str:
    """The token with our signature: the value of the cookie and the end of a resume link."""
    return f"{visitor}.{_signature(vault, visitor)}"


def verified(vault: Vault, value: str) -> str | None:
    """The token in a signed value, or None when we did not sign it."""
    visitor, _, signature = value.partition(".")
    genuine = hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(vault, visitor).encode())
    return visitor if visitor and genuine else None


def visitor_of(vault: Vault, cookies: str) -> str | None:
    """The visitor by the value of a Cookie header, or None."""
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return verified(vault, morsel.value) if morsel is not None else None


def remember(response: web.StreamResponse, vault: Vault, visitor: str, *, secure: bool) -> None:
    """Give the browser the cookie: out of reach of scripts, sent to the chat's own pages only."""
    response.set_cookie(
        COOKIE,
        signed(vault, visitor),
        path="/chat",
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def _signature(vault: Vault, visitor: str) -> str:
    return vault.lookup("visitor", visitor)[:32]
