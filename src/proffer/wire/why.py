"""Why an email came to whom: its invitations out of the journal, with the router's reasons (contract 11.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from proffer.center.center import Center
from proffer.wire.timestamp import iso_time

OPENED = frozenset(("InvitationOpened", "TransferOffered"))
OUTCOMES = {
    "InvitationAccepted": "accepted",
    "InvitationRejected": "rejected",
    "InvitationExpired": "expired",
    "InvitationRevoked": "revoked",
    "TransferRejected": "rejected",
    "TransferExpired": "expired",
    "TransferRevoked": "revoked",
}
OPEN = "open"


class Row(Protocol):
    """An event of the journal."""

    @property
    def at(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def agent(self) -> str | None: ...
    @property
    def body(self) -> Any: ...


def decisions_json(rows: Iterable[Row], center: Center) -> list[dict[str, Any]]:
    """One entry per invitation, oldest first: whom, from which queue or giver, for what reasons, what came of it."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row.type in OPENED:
            found.append(_invitation(row, center))
        elif row.type in OUTCOMES and found and found[-1]["outcome"] == OPEN:
            found[-1]["outcome"] = OUTCOMES[row.type]
            found[-1]["endedAt"] = iso_time(row.at)
    return found


def _invitation(row: Row, center: Center) -> dict[str, Any]:
    body = row.body if isinstance(row.body, Mapping) else {}
    found: dict[str, Any] = {
        "offeredAt": iso_time(row.at),
        "agent": agent_name(row.agent, center),
        "queue": body.get("queue", ""),
        "round": body.get("round", 1),
        "outcome": OPEN,
    }
    if isinstance(body.get("expires_at"), int):
        found["expiresAt"] = iso_time(body["expires_at"])
    if "giver" in body:
        found["giver"] = agent_name(body["giver"], center)
    why = body.get("why")
    if isinstance(why, Mapping):
        found["why"] = _reasons(why, center)
    return found


def _reasons(why: Mapping[str, Any], center: Center) -> dict[str, Any]:
    """The decision record with names in the place of ids."""
    found = {name: value for name, value in why.items() if name not in ("candidates", "tie_break")}
    found["tieBreak"] = why.get("tie_break", "")
    candidates = why.get("candidates") or ()
    found["candidates"] = [{"agent": agent_name(agent, center), "verdict": verdict} for agent, verdict in candidates]
    return found


def agent_name(user_id: str | None, center: Center) -> dict[str, str]:
    """Who it is, for people; a user who is no longer configured keeps his id only."""
    user = center.user_by_id.get(user_id or "")
    if user is None:
        return {"id": user_id or ""}
    name = f"{user.first_name} {user.last_name}".strip() or user.user_name
    return {"id": user.id, "employeeId": user.employee_id, "name": name}
