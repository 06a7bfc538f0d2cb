"""RetrieveInteractionHistory and RetrieveAgentHistory: what was written by all, or by one agent (contract 11.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.center import Center
from proffer.interaction.email import Email
from proffer.operations import contact_history
from proffer.operations.contact_history import is_wanted
from proffer.operations.frame import Parameters
from proffer.operations.parameters import Parameter, string, takes
from proffer.operations.refused import NOT_FOUND, OUT_OF_RANGE, Refused

OF_ALL, OF_AGENT = "RetrieveInteractionHistory", "RetrieveAgentHistory"
SIZE_MAX, SIZE_USUAL = 1_000, 100


@takes(type="integer", minimum=1, maximum=SIZE_MAX)
def size(name: str, value: Any) -> int:
    """How many entries at most."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= SIZE_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a whole number from 1 to {SIZE_MAX}.")
    return value


_ALL = (
    *contact_history.PARAMETERS,
    Parameter(name="maxSize", read=size, default=SIZE_USUAL, text="How many at most, the first by `sort`."),
)
_USER = Parameter(name="userId", read=string(64), required=True, may_be_empty=False, text="Whose emails.")
PARAMETERS: Mapping[str, tuple[Parameter, ...]] = {OF_ALL: _ALL, OF_AGENT: (*_ALL, _USER)}


def whose(parameters: Parameters, center: Center) -> str | None:
    """The id of the agent whose history is asked for; None: of all. Raises Refused(6)."""
    user_id: str | None = parameters.get("userId")
    if user_id is not None and user_id not in center.user_by_id:
        raise Refused(NOT_FOUND, "There is no such user.")
    return user_id


def belongs(email: Email, parameters: Parameters, agent: str, of_user: str | None, center: Center) -> bool:
    """Whether `agent` is told of it: his colleague holds, sent or finished it, and he may see it."""
    owned = of_user is None or of_user in (email.holder, email.sent_by, email.finished_by)
    return owned and is_wanted(email, agent, center, parameters["searchCustomAttributes"])
