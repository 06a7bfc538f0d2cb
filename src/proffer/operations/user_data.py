"""The rules of user data that every operation on it keeps: keys, values, size (contract 8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.interaction.events import UserDataChanged
from proffer.operations.frame import Context
from proffer.operations.held import properties_updated
from proffer.operations.parameters import json_object, takes
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Change, UserData

KEY_CHARACTERS_MAX = 255
DEPTH_MAX = 32  # objects inside objects


@takes(
    type="object",
    propertyNames={"minLength": 1, "maxLength": KEY_CHARACTERS_MAX},
    additionalProperties={"type": ["string", "number", "boolean", "null", "object"]},
)
def user_data_parameter(name: str, value: Any) -> dict[str, Any]:
    """An object whose keys and values may stand in user data."""
    found = json_object(name, value)
    check_entries(found, depth=1)
    return found


def check_entries(entries: Mapping[str, Any], depth: int) -> None:
    """Keys of 1..255 characters; string, number, boolean, null or object as values. Raises Refused(10)."""
    if depth > DEPTH_MAX:
        raise Refused(OUT_OF_RANGE, f"User data is nested deeper than {DEPTH_MAX} levels.")
    for key, value in entries.items():
        if not 1 <= len(key) <= KEY_CHARACTERS_MAX:
            raise Refused(OUT_OF_RANGE, f"A user data key has 1 to {KEY_CHARACTERS_MAX} characters.")
        if isinstance(value, list):
            raise Refused(OUT_OF_RANGE, "A user data value must not be an array.")
        if isinstance(value, dict):
            check_entries(value, depth + 1)


def changed(context: Context, added: Mapping[str, Any], deleted: Iterable[str] = ()) -> Change:
    """`deleted` keys gone, `added` ones merged in; too large a map is refused and changes nothing."""
    before = context.email.user_data
    gone = dict.fromkeys(key for key in deleted if key in before)  # a client may name a million others
    user_data = before.with_(added, without=gone)
    check_size(user_data, context)
    event = UserDataChanged(at=context.now, email=context.email.id, agent=context.request.agent, keys=(*gone, *added))
    return properties_updated(context, event, user_data=user_data)


def check_size(user_data: UserData, context: Context) -> None:
    """The whole map as JSON within option userdata-max-bytes. Raises Refused(10)."""
    bytes_max = context.center.options.userdata_max_bytes
    if len(bytes(user_data.encoded())) > bytes_max:
        raise Refused(OUT_OF_RANGE, f"User data would be larger than {bytes_max} bytes.")
