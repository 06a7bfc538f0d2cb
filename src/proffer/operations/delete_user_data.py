"""DeleteUserData: removes keys from the user data; unknown ones are no error (contract 10.12)."""

from __future__ import annotations

from typing import Any

from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import HELD_VIEWS
from proffer.operations.parameters import Parameter, takes
from proffer.operations.refused import MISSING, OUT_OF_RANGE, Refused
from proffer.operations.user_data import changed
from proffer.record import Change


def decide(context: Context, parameters: Parameters) -> Change:
    """The keys come as `keys`, or as `userData`: the vendor's table has the one, its sample the other."""
    keys = parameters["keys"]
    if keys is None:
        keys = parameters["userData"]
    if keys is None:
        raise Refused(MISSING, "Parameter keys is required.")
    return changed(context, {}, deleted=keys)


@takes(type=["object", "array"], items={"type": "string"})
def names(name: str, value: Any) -> tuple[str, ...]:
    """An array of names, or an object whose keys are meant."""
    if isinstance(value, dict):
        return tuple(value)
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an array of strings.")
    return tuple(value)


@takes(type="array", items={"type": "string"})
def only_names(name: str, value: Any) -> tuple[str, ...]:
    """An array of names."""
    if isinstance(value, dict):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an array of strings.")
    return names(name, value)


DELETE_USER_DATA = Operation(
    name="DeleteUserData",
    views=HELD_VIEWS,
    parameters=(
        Parameter(name="keys", read=only_names, text="The keys to remove; required unless userData has them."),
        Parameter(name="userData", read=names, text="The same, as some clients send it: the keys of an object."),
    ),
    reads=reads_content,
    decide=decide,
)
