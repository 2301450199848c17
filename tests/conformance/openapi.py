"""Whether a value is what an OpenAPI schema describes.

Stricter than a mock: unknown properties count, and kinds are told apart by their discriminator, so that a text message
is held to be a text message and not any message.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
FORMATS = {
    "uri": re.compile(r"[a-z][a-z0-9+.-]*:.+", re.I),
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I),
}


class Description:
    """One OpenAPI document. problems: each as `place: what is wrong`; none when the value conforms."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def request(self, path: str, method: str) -> Mapping[str, Any]:
        """The schema of a request's JSON body."""
        body = self.document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        return self.resolved(body)

    def schema(self, name: str) -> Mapping[str, Any]:
        """A schema by its name."""
        return self.resolved({"$ref": f"#/components/schemas/{name}"})

    def problems(self, schema: Mapping[str, Any], value: Any, place: str = "") -> list[str]:
        """All that is wrong with a value."""
        return list(self._problems(self._kind(self.resolved(schema), value), value, place))

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema itself in place of a reference, with all that it inherits."""
        while "$ref" in schema:
            found: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        if "allOf" not in schema:
            return schema
        parts = [self.resolved(part) for part in schema["allOf"]]
        own = {name: value for name, value in schema.items() if name != "allOf"}
        whole: dict[str, Any] = {}
        for part in (*parts, own):
            properties = {**whole.get("properties", {}), **part.get("properties", {})}
            required = [*whole.get("required", []), *part.get("required", [])]
            whole |= {**part, "properties": properties, "required": required}
        whole.pop("discriminator", None)
        return whole

    def _kind(self, schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
        by = schema.get("discriminator")
        if by is None or not isinstance(value, dict):
            return schema
        target = by.get("mapping", {}).get(value.get(by["propertyName"]))
        return schema if target is None else self.resolved({"$ref": target})

    def _problems(self, schema: Mapping[str, Any], value: Any, place: str) -> Iterator[str]:
        kind = schema.get("type") or ("object" if "properties" in schema else None)
        if value is None and schema.get("nullable"):
            return
        if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            yield f"{place}: {kind} expected, not {value!r}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{place}: {value!r} is none of {schema['enum']}"
        match value:
            case str():
                yield from _of_text(schema, value, place)
            case list():
                yield from self._of_list(schema, value, place)
            case dict():
                yield from self._of_object(schema, value, place)
            case int() | float() if not isinstance(value, bool):
                yield from _bounds(schema, value, place, "minimum", "maximum")

    def _of_list(self, schema: Mapping[str, Any], value: list[Any], place: str) -> Iterator[str]:
        yield from _bounds(schema, len(value), place, "minItems", "maxItems")
        for number, item in enumerate(value):
            yield from self.problems(schema.get("items", {}), item, f"{place}[{number}]")

    def _of_object(self, schema: Mapping[str, Any], value: dict[str, Any], place: str) -> Iterator[str]:
        known = schema.get("properties", {})
        yield from (f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, item in value.items():
            if name in known:
                yield from self.problems(known[name], item, f"{place}.{name}")
            elif known and not schema.get("additionalProperties"):
                yield f"{place}.{name} is not described"


def _of_text(schema: Mapping[str, Any], value: str, place: str) -> Iterator[str]:
    yield from _bounds(schema, len(value), place, "minLength", "maxLength")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} does not match {schema['pattern']}"
    form = FORMATS.get(schema.get("format", ""))
    if form and not form.fullmatch(value):
        yield f"{place}: {value!r} is no {schema['format']}"


def _bounds(schema: Mapping[str, Any], measure: float, place: str, least: str, most: str) -> Iterator[str]:
    if measure < schema.get(least, measure):
        yield f"{place}: {measure} is below {schema[least]} ({least})"
    if measure > schema.get(most, measure):
        yield f"{place}: {measure} is above {schema[most]} ({most})"
