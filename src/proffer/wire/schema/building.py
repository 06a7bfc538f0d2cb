"""The few forms that schemas of wire objects are built of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

ALWAYS = "x-always-present"  # fields an object has unless the request chose others with `fields`

STRING: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}
INTEGER: Schema = {"type": "integer"}
STRINGS: Schema = {"type": "array", "items": STRING}
ID: Schema = {"type": "string", "description": "Sixteen letters and digits.", "pattern": "^[0-9A-Za-z]{16}$"}
URI: Schema = {"type": "string", "description": "Absolute; begins with option external-api-url."}
PATH: Schema = {"type": "string", "description": "Relative to /api/v2."}
EMAIL_TIME: Schema = {"type": "string", "examples": ["2026-03-02 09:14:07.512+0000"]}
ISO_TIME: Schema = {"type": "string", "examples": ["2026-03-02T09:14:07.512Z"]}
ANYTHING: Schema = {}


def ref(name: str) -> Schema:
    """The object of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """A list of such things."""
    return {"type": "array", "items": items}


def words(*allowed: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(allowed)}


def said(schema: Schema, description: str) -> Schema:
    """The same with a sentence about it."""
    return {**schema, "description": description}


def resource(
    description: str, *, always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None
) -> Schema:
    """An object that `fields` can cut: no field is required, those of `always` are there when it does not."""
    fields = {**always, **(sometimes or {})}
    return _object(description, fields) | {ALWAYS: sorted(always)}


def message(description: str, *, always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None) -> Schema:
    """An object that always has the fields of `always`."""
    return _object(description, {**always, **(sometimes or {})}) | {"required": sorted(always)}


def _object(description: str, fields: Mapping[str, Schema]) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": dict(fields), "additionalProperties": False}
