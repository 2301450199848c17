"""The description of the API as OpenAPI 3.1, made from the table of endpoints and the models themselves."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from admin.api.endpoints import ENDPOINTS, ROOT, Endpoint
from admin.api.problems import MEDIA, Problem

PATH = f"{ROOT}/openapi.json"
REASONS = {
    401: "No session, or a wrong name or password",
    403: "This account may not read it",
    404: "There is no such thing",
    409: "Not possible yet; `detail` says why",
    429: "Too many wrong passwords; see Retry-After",
}
_PLACE = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\})?[^{}]*)?\}")


async def show(request: web.Request) -> web.Response:
    """The description itself; anybody may read it."""
    return web.json_response(description())


@cache
def description() -> dict[str, Any]:
    """The whole OpenAPI document."""
    models: set[type[BaseModel]] = {Problem, *(endpoint.model for endpoint in ENDPOINTS)}
    schemas = models_json_schema(
        [(model, "serialization") for model in sorted(models, key=lambda model: model.__name__)],
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
        "security": [{"session": []}, {"basic": []}],
        "paths": {plain(endpoint.path): {"get": _operation(endpoint)} for endpoint in ENDPOINTS}
        | {PATH: {"get": _own_operation()}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "prachakhom"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
    }


def plain(path: str) -> str:
    """An address without the patterns of its places: `/a/{id:\\d+}` → `/a/{id}`."""
    return _PLACE.sub(r"{\1}", path)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    answers = {str(status): _problem(status) for status in endpoint.problems}
    return {
        "operationId": endpoint.answer.__name__.strip("_"),
        "summary": endpoint.summary,
        "parameters": [_parameter(name) for name in _PLACE.findall(endpoint.path)],
        "responses": {"200": _answer(endpoint.summary, "application/json", endpoint.model.__name__), **answers},
    }


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
