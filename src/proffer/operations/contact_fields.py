"""How the fields of a customer are read from a request (contract 11.7), with their limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from proffer.interaction.contact_search import dialled
from proffer.operations.parameters import Parameter, json_object, string, takes
from proffer.operations.refused import OUT_OF_RANGE, Refused

NAME_CHARACTERS_MAX = 255
ADDRESS_CHARACTERS_MAX = 320
PHONE_CHARACTERS_MAX = 64
ADDRESSES_MAX = 100  # of one contact; a merge moves them all in one change
ATTRIBUTES_MAX = 100
ATTRIBUTES_BYTES_MAX = 65_536


@takes(type="string", maxLength=ADDRESS_CHARACTERS_MAX)
def email_address(name: str, value: Any) -> str:
    """One address, in the spelling it is compared in."""
    address = string(ADDRESS_CHARACTERS_MAX)(name, value).strip().casefold()
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or any(letter.isspace() or not letter.isprintable() for letter in address):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an e-mail address.")
    return address


@takes(type="string", maxLength=PHONE_CHARACTERS_MAX)
def phone_number(name: str, value: Any) -> str:
    """A phone number as people write it; it is compared by its digits."""
    number = string(PHONE_CHARACTERS_MAX)(name, value).strip()
    if not dialled(number).strip("+*"):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a phone number.")
    return number


@takes(type="object", additionalProperties={"type": ["string", "number", "boolean", "null"]})
def attributes(name: str, value: Any) -> dict[str, str]:
    """Further attributes: texts by name; numbers and booleans become texts."""
    found = {key: _text(name, one) for key, one in json_object(name, value).items() if one is not None}
    if len(found) > ATTRIBUTES_MAX or "" in found:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} has {ATTRIBUTES_MAX} names at most, none of them empty.")
    if len(json.dumps(found)) > ATTRIBUTES_BYTES_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} is larger than {ATTRIBUTES_BYTES_MAX} bytes.")
    return found


def several(read: Callable[[str, Any], str]) -> Callable[[str, Any], tuple[str, ...]]:
    """An array of them, each once."""

    @takes(type="array", items=getattr(read, "takes", {}), maxItems=ADDRESSES_MAX)
    def read_all(name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > ADDRESSES_MAX:
            raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an array of {ADDRESSES_MAX} entries at most.")
        return tuple(dict.fromkeys(read(name, one) for one in value))

    return read_all


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} holds texts only.")
    return value


FIELDS: dict[str, Parameter] = {  # by the name of the record's field
    "first_name": Parameter(name="firstName", read=string(NAME_CHARACTERS_MAX)),
    "last_name": Parameter(name="lastName", read=string(NAME_CHARACTERS_MAX)),
    "title": Parameter(name="title", read=string(NAME_CHARACTERS_MAX)),
    "email_addresses": Parameter(name="emailAddresses", read=several(email_address)),
    "phone_numbers": Parameter(name="phoneNumbers", read=several(phone_number)),
    "attributes": Parameter(name="attributes", read=attributes),
}
