"""The states an agent can choose on the e-mail channel: five built in, more by configuration (contract 5.1)."""

from __future__ import annotations

from proffer.record import Struct

READY, NOT_READY, LOGGED_OUT = "Ready", "NotReady", "LoggedOut"


class AgentState(Struct, frozen=True, kw_only=True):
    """One choosable state. `state` is READY, NOT_READY or LOGGED_OUT; `operation_name` is what a desktop posts."""

    id: str
    operation_name: str
    display_name: str
    state: str
    work_mode: str | None = None
    reason: str | None = None


BUILT_IN: tuple[AgentState, ...] = (
    AgentState(id="9430250E-0A1B-421F-B372-F29E69366DED", operation_name="Ready", display_name="Ready", state=READY),
    AgentState(
        id="900D55CC-2BB0-431F-8BF9-D3525B383BE6",
        operation_name="NotReady",
        display_name="Not Ready",
        state=NOT_READY,
    ),
    AgentState(
        id="0F7F5003-EF26-4D13-A6Ef-D0C7EC819BEB",
        operation_name="Offline",
        display_name="Offline",
        state=LOGGED_OUT,
    ),
    AgentState(
        id="D3663509-3D82-4DD3-A82E-2EA8EFA02AEF",
        operation_name="AfterCallWork",
        display_name="AfterCallWork",
        state=NOT_READY,
        work_mode="AfterCallWork",
    ),
    AgentState(
        id="2B36138D-C564-4562-A8CB-3C32D564F296",
        operation_name="AuxWork",
        display_name="AuxWork",
        state=NOT_READY,
        work_mode="AuxWork",
    ),
)


class Disposition(Struct, frozen=True, kw_only=True):
    """A business outcome an agent can set (contract 11.5). `id`: dashed UUID; the value set is `name`."""

    id: str
    name: str
    display_name: str
