"""Reads a resource's address out of a request: a uri, its path, or what follows /api/v2 in it (contract 2.13)."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from proffer.operations.parameters import takes
from proffer.operations.refused import OUT_OF_RANGE, Refused

API = "/api/v2"
CHARACTERS_MAX = 2_048


def resource_id(uri: str, collection: str) -> str | None:
    """The id in an address of this collection; scheme, host and port are ignored. None: it is of another thing."""
    try:
        path = unquote(urlsplit(uri).path)
    except ValueError:  # an address in brackets that is none
        return None
    path = path.rstrip("/").removeprefix(API)
    prefix = f"/{collection}/"
    found = path[len(prefix) :] if path.startswith(prefix) else ""
    return found if found and "/" not in found else None


@takes(type="string", maxLength=CHARACTERS_MAX)
def address(name: str, value: object) -> str:
    """A parameter that names a resource by its address, as it was sent."""
    if not isinstance(value, str) or len(value) > CHARACTERS_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a string of at most {CHARACTERS_MAX} characters.")
    return value
