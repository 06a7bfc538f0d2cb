"""Holds answers and push messages against the API document: the first thing about them that it does not say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from proffer.api.document.document import openapi
from proffer.api.paths import Paths
from proffer.api.routes import ROUTES
from proffer.wire.schema.building import ALWAYS

try:
    import jsonschema_rs
except ModuleNotFoundError:  # ./dev check installs it
    jsonschema_rs = None  # type: ignore[assignment]

PATHS = Paths(ROUTES)
WHERE = "src/proffer/wire/schema/ (objects) or src/proffer/api/document/answers.py (what a handler answers)"
MESSAGES = {
    "/v2/me/emails": "EmailStateChangeMessage",
    "/v2/me/channels": "ChannelStateChangeMessageV2",
    "/v2/me": "PasswordChangeMessage",
    "/v2/me/workbins": "WorkbinContentChangeMessage",
}

needs_validator = pytest.mark.skipif(jsonschema_rs is None, reason="jsonschema-rs is not installed")


@cache
def document() -> Any:
    return json.loads(json.dumps(openapi(ROUTES)))


def mistake_in_answer(method: str, path: str, status: int, kind: str, body: bytes) -> str | None:
    """What the document does not say about this answer; None when it says so, or nothing at all about the path."""
    plain, _, query = path.partition("?")
    route, _ = PATHS.find(plain)
    if jsonschema_rs is None or route is None or method not in route.handlers:
        return None
    operation = document()["paths"][route.path][method.lower()]
    if status >= 400:
        return _mistake("Error", False, body)
    contents = operation["responses"]["200"]["content"]
    if "application/json" not in contents:
        return None
    if not kind.startswith("application/json"):
        return f"its type is {kind}"
    return _mistake(f"{method.lower()} {route.path}", "fields=" not in query, body)


def mistake_in_message(topic: str, data: Any) -> str | None:
    """The same for the `data` of a push message; every topic is described."""
    if jsonschema_rs is None:
        return None
    name = data["messageType"] if topic == "/v2/me/ucs" else MESSAGES.get(topic)
    return f"nothing is said of topic {topic}" if name is None else _mistake(name, True, json.dumps(data).encode())


def _mistake(name: str, whole: bool, body: bytes) -> str | None:
    errors = sorted(_validator(name, whole).iter_errors(json.loads(body)), key=lambda error: len(error.instance_path))
    return None if not errors else "; ".join(told(error) for error in errors[:3]) + f": {body[:300]!r}; see {WHERE}"


def told(error: Any) -> str:
    """Where, and what. Of alternatives, what is wrong with each."""
    at = "/".join(map(str, error.instance_path))
    inner = [told(one) for context in getattr(error.kind, "context", ()) for one in context]
    return f"at /{at}: {error.message[:200]}" + (f" ({'; '.join(inner)})" if inner else "")


@cache
def _validator(name: str, whole: bool) -> Any:
    """Compiled once. `whole`: fields that are always there must be there."""
    components = _strict(document()["components"]) if whole else document()["components"]
    if " " in name:
        method, path = name.split(" ")
        schema = document()["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
        schema = _strict(schema) if whole else schema
    else:
        schema = {"$ref": f"#/components/schemas/{name}"}
    return jsonschema_rs.Draft202012Validator({"components": components, **schema})


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _strict(value) for key, value in schema.items() if key != ALWAYS}
    return found | {"required": schema[ALWAYS]} if ALWAYS in schema else found
