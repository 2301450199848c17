"""How a Bot API request carries its parameters: query, form, multipart or JSON; JSON-valued ones are decoded."""

import json
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.doubles.records import Refused

Json = dict[str, Any]
Files = dict[str, tuple[str, bytes]]
OBJECTS = frozenset(
    {
        "reply_markup",
        "entities",
        "caption_entities",
        "allowed_updates",
        "commands",
        "menu_button",
        "link_preview_options",
        "reply_parameters",
        "scope",
    }
)
NUMBERS = frozenset({"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "cache_time"})
FLAGS = frozenset({"drop_pending_updates", "show_alert", "disable_notification", "protect_content"})


async def parameters(request: web.Request) -> tuple[Json, Files]:
    """Return the parameters as values and the uploaded files as (name, bytes)."""
    given: Json = dict(request.query)
    files: Files = {}
    if request.content_type == "application/json":
        given |= await _json(request)
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = (value.filename, value.file.read())
            else:
                given[name] = value
    return given, files


async def _json(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}


def decoded(given: Json) -> Json:
    """Return the parameters with numbers, flags and JSON values decoded. Raises Refused on broken JSON."""
    return {name: _value(name, value) for name, value in given.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in OBJECTS:
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(400, f"Bad Request: can't parse {name} JSON object", rule="json") from None
    if name in NUMBERS and value.lstrip("-").isdigit():
        return int(value)
    return value.lower() in ("true", "1", "yes") if name in FLAGS else value
