"""Reads the JSON object of a request: content type, size, form, operationName (contract 2.2, 2.8 steps 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from proffer.api.call import Call
from proffer.api.edge import Caller
from proffer.operations.refused import MISSING, OUT_OF_RANGE, Refused

OPERATION_ID_CHARACTERS_MAX = 64  # 2.12
REFERENCE_MAX = 2_147_483_647
JSON_DEPTH_MAX = 64  # nested deeper than any desktop does; encoding it again must not run out of stack

_decode = msgspec.json.Decoder().decode


def check_content_type(call: Call, caller: Caller) -> None:
    """A foreign page can make a browser send the cookie, but not this content type: cookie alone needs it."""
    if caller.by_password:
        return
    kind = call.headers.get(b"content-type", b"")
    if kind != b"application/json" and kind.partition(b";")[0].strip().lower() != b"application/json":
        raise Refused(OUT_OF_RANGE, "The content type must be application/json.", http=415)


async def json_object(call: Call, caller: Caller) -> dict[str, Any]:
    """The body as a JSON object."""
    check_content_type(call, caller)
    return read_object(await call.body())


def read_object(body: bytes) -> dict[str, Any]:
    """An empty body is 1, anything but an object 10."""
    if not body or body.isspace():
        raise Refused(MISSING, "The body is empty.")
    try:
        found = _decode(body)
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        raise Refused(OUT_OF_RANGE, "The body is not valid JSON.") from None
    if not isinstance(found, dict):
        raise Refused(OUT_OF_RANGE, "The body must be a JSON object.")
    if body.count(b"{") + body.count(b"[") > JSON_DEPTH_MAX and _is_deeper(found, JSON_DEPTH_MAX):
        raise Refused(OUT_OF_RANGE, f"The body is nested deeper than {JSON_DEPTH_MAX} levels.")
    return found


def operation_name(raw: Mapping[str, Any]) -> str:
    """What is asked for."""
    name = raw.get("operationName")
    if name is None or name == "":
        raise Refused(MISSING, "Parameter operationName is required.")
    if not isinstance(name, str):
        raise Refused(OUT_OF_RANGE, "Parameter operationName must be a string.")
    return name


def reference_id(raw: Mapping[str, Any]) -> int | None:
    """The client's own number for this request (contract 2.12)."""
    value = raw.get("referenceId")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= REFERENCE_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter referenceId must be an integer from 1 to {REFERENCE_MAX}.")
    return value


def operation_id(raw: Mapping[str, Any]) -> str | None:
    """The client's own word for this request (contract 2.12)."""
    value = raw.get("operationId")
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= OPERATION_ID_CHARACTERS_MAX:
        message = f"Parameter operationId must be a string of 1 to {OPERATION_ID_CHARACTERS_MAX} characters."
        raise Refused(OUT_OF_RANGE, message)
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(inner, levels - 1) for inner in value)
