"""How a delivery is signed (pure): the headers of Standard Webhooks (https://www.standardwebhooks.com), version 1."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

MARK = "whsec_"  # how a secret begins where it is shown
SIZE = 32


def new_secret() -> bytes:
    """A secret of 256 bits."""
    return secrets.token_bytes(SIZE)


def shown(secret: bytes) -> str:
    """A secret as it is handed over: `whsec_` and base64."""
    return MARK + base64.b64encode(secret).decode()


def headers(of: Iterable[bytes], message: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of one try. of: the secrets that sign, several while one takes the other's place."""
    stamp = str(int(at.timestamp()))
    content = f"{message}.{stamp}.{body}".encode()
    signed = (base64.b64encode(hmac.digest(secret, content, "sha256")).decode() for secret in of)
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{each}" for each in signed),
    }
