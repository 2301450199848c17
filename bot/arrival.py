"""What every webhook has in common: headers of any case, JSON that can be stored, and the moment of receipt."""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.channel import BadRequest
from consultation import clock

# A tap on Telegram carries no time of its own and LINE's reply tokens live from receipt: `parse`, which runs later and
# sees nothing but the stored event, needs to know when it came in.
RECEIVED = "prachakhom.received_at"

_SUSPECT = re.compile(rb"\\u(0000|[dD][89a-fA-F])")  # NUL or half of a pair, escaped; raw ones are no JSON


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever the case of its name (`name` in lower case); empty when it is missing."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def matches_any(given: str, accepted: Iterable[str]) -> bool:
    """Whether `given` equals one of the accepted secrets; takes the same time whichever it is, and never raises."""
    sent = given.encode("utf-8", "surrogatepass")
    found = [hmac.compare_digest(sent, secret.encode()) for secret in accepted if secret]
    return any(found)


def read(body: bytes) -> dict[str, Any]:
    """The JSON object in a raw body, made safe for every database. Raises BadRequest, with the reason.

    NUL and lone surrogates, which no text column takes, become U+FFFD; NaN and Infinity are refused.
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"not JSON in UTF-8: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise BadRequest(f"a JSON object was expected, not {type(value).__name__}")
    return _storable(value) if _SUSPECT.search(body) else value


def stamped(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The event with the moment of receipt, which is now."""
    return {**raw, RECEIVED: clock.now().isoformat()}


def received(raw: Mapping[str, Any]) -> datetime | None:
    """When a stamped event came in, or None."""
    try:
        return datetime.fromisoformat(raw[RECEIVED])
    except (KeyError, TypeError, ValueError):
        return None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value
