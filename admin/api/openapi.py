"""The description of the API as OpenAPI 3.1, made from the table of endpoints and the models themselves."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from admin.api.asking import Nothing
from admin.api.endpoint import ROOT, ZIP, Endpoint
from admin.api.endpoints import ENDPOINTS
from admin.api.problems import MEDIA, Problem

PATH = f"{ROOT}/openapi.json"
REASONS = {
    400: "Not as described here; `detail` says what",
    401: "No session, no token that works, or a wrong name or password",
    403: "This account may not read it",
    404: "There is no such thing",
    409: "Not possible yet; `detail` says why",
    410: "It was there and is not any more",
    429: "Too many requests or wrong passwords; see Retry-After",
}
_PLACE = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\})?[^{}]*)?\}")


async def show(request: web.Request) -> web.Response:
    """The description itself; anybody may read it."""
    return web.json_response(description())


@cache
def description() -> dict[str, Any]:
    """The whole OpenAPI document."""
    told: set[type[BaseModel]] = {Problem, *(endpoint.model for endpoint in ENDPOINTS if endpoint.model)}
    taken = {endpoint.order for endpoint in ENDPOINTS if endpoint.order}
    modes = [(model, "serialization") for model in told] + [(model, "validation") for model in taken]
    schemas = models_json_schema(
        sorted(modes, key=lambda each: each[0].__name__),  # type: ignore[arg-type]
        ref_template="#/components/schemas/{model}",
    )[1]["$defs"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Prachakhom",
            "version": _version(),
            "description": "Results of consultations as input to a plan. Counts are of people who chose to answer: "
            "neither votes nor a statistical sample.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"basic": []}, {"session": []}],
        "paths": _paths() | {PATH: {"get": _own_operation()}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "prachakhom"},
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def plain(path: str) -> str:
    """An address without the patterns of its places: `/a/{id:\\d+}` → `/a/{id}`."""
    return _PLACE.sub(r"{\1}", path)


def _paths() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        found.setdefault(plain(endpoint.path), {})[endpoint.method.lower()] = _operation(endpoint)
    return found


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    answers = {str(status): _problem(status) for status in endpoint.refusals}
    if endpoint.model is not None:
        good = _answer(endpoint.summary, "application/json", endpoint.model.__name__)
    else:
        good = {"description": endpoint.summary, "content": {ZIP: {}}}
    if endpoint.method == "GET" and endpoint.model is not None:
        good["headers"] = {"ETag": {"description": "To ask with If-None-Match", "schema": {"type": "string"}}}
        answers["304"] = {"description": "The same as what If-None-Match names"}
    told: dict[str, Any] = {
        "operationId": endpoint.answer.__name__.strip("_"),
        "summary": endpoint.summary,
        "description": f"Right: `{endpoint.right}`",
        "parameters": [_parameter(name) for name in _PLACE.findall(endpoint.path)] + _query(endpoint.asked),
        "responses": {str(endpoint.status): good, **answers},
    }
    if endpoint.order is not None:
        schema = {"$ref": f"#/components/schemas/{endpoint.order.__name__}"}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The parameters of a model: an optional one has the schema of its value, for an address cannot say null."""
    if model is Nothing:
        return []
    return [
        {"name": name, "in": "query", "required": False, "description": schema.pop("description", ""),
         "schema": _without_null(schema)}
        for name, schema in model.model_json_schema()["properties"].items()
    ]  # fmt: skip


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "title", "default")}
    of = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return kept | (of[0] if of else {}) | ({"default": schema["default"]} if schema.get("default") else {})


def _own_operation() -> dict[str, Any]:
    found = {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"operationId": "openapi", "summary": "This description", "security": [], "responses": {"200": found}}


def _parameter(name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _problem(status: int) -> dict[str, Any]:
    return _answer(REASONS[status], MEDIA, Problem.__name__)


def _answer(words: str, media: str, model: str) -> dict[str, Any]:
    return {"description": words, "content": {media: {"schema": {"$ref": f"#/components/schemas/{model}"}}}}


def _version() -> str:
    try:
        return version("prachakhom")
    except PackageNotFoundError:
        return "0"
