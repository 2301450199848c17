"""Calls of a double's record held against the platform's own description."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.conformance import botapi, openapi, sources
from tests.doubles import Call
from tests.doubles.line_routes import ROUTES

# What a description says otherwise than the platform's own pages; each with where it can be read.
LINE_KNOWN: frozenset[str] = frozenset()


def line(calls: Iterable[Call], description: Path) -> list[str]:
    """What is wrong with calls to LINE."""
    read = openapi.Description(sources.openapi(description))
    schemas = _requests(read)
    found = []
    for call in calls:
        if call.operation not in schemas:
            found.append(f"{call.operation} is not described")
        elif (schema := schemas[call.operation]) is not None:
            found += [f"{call.operation} {problem}" for problem in read.problems(schema, call.body)]
        found += _retry_key(call)
    return [problem for problem in found if problem not in LINE_KNOWN]


def telegram(calls: Iterable[Call], description: Path) -> list[str]:
    """What is wrong with calls to the Bot API."""
    read = botapi.Description(json.loads(description.read_bytes()))
    return [problem for call in calls for problem in read.problems(call.operation, call.body)]


def _requests(read: openapi.Description) -> dict[str, Mapping[str, Any] | None]:
    """The schema of each operation's body; None where the operation has none."""
    found: dict[str, Mapping[str, Any] | None] = {}
    described = {_bare(path): path for path in read.document["paths"]}
    for method, path, operation, _ in ROUTES:
        known = described.get(_bare(path))
        if known is not None and method.lower() in read.document["paths"][known]:
            body = read.document["paths"][known][method.lower()].get("requestBody")
            wants = body is not None and "application/json" in body["content"]
            found[operation] = read.request(known, method.lower()) if wants else None
    return found


def _bare(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", path)


def _retry_key(call: Call) -> list[str]:
    key = call.headers.get("x-line-retry-key")
    if key is None:
        return []
    shaped = openapi.FORMATS["uuid"].fullmatch(key)
    return [] if shaped else [f"{call.operation}: {key!r} is no retry key"]
