"""AttachUserData and UpdateUserData: two names for one merge into the user data (contract 10.12)."""

from __future__ import annotations

from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import HELD_VIEWS
from proffer.operations.parameters import Parameter
from proffer.operations.user_data import changed, user_data_parameter
from proffer.record import Change


def decide(context: Context, parameters: Parameters) -> Change:
    """New keys added, given keys replaced, others kept."""
    return changed(context, parameters["userData"])


_PARAMETERS = (
    Parameter(name="userData", read=user_data_parameter, required=True, text="Keys and values to merge into the map."),
)

ATTACH_USER_DATA = Operation(
    name="AttachUserData", views=HELD_VIEWS, parameters=_PARAMETERS, reads=reads_content, decide=decide
)
UPDATE_USER_DATA = Operation(
    name="UpdateUserData", views=HELD_VIEWS, parameters=_PARAMETERS, reads=reads_content, decide=decide
)
