"""The user-data keys that routing writes: when an email begins to wait, and when an agent is found (contract 8.2)."""

from __future__ import annotations

from typing import Any

from proffer.agents.login import Login
from proffer.center.center import Center
from proffer.center.queue import Queue, Target
from proffer.interaction.email import Email
from proffer.routing.target import requested, selected

_ALWAYS_EMPTY = dict.fromkeys(
    (
        "RTargetRuleSelected",
        "RVQID",
        "RVQDBID",
        "CBR-actual_volume",
        "CBR-Interaction_cost",
        "CBR-contract_DBIDs",
        "CBR-IT-path_DBIDs",
    ),
    "",
)


def routing_begins(queue: Queue, center: Center) -> dict[str, Any]:
    """Keys of phase one: the queue's settings and its first target."""
    keys: dict[str, Any] = {
        "CustomerSegment": queue.customer_segment,
        "ServiceType": queue.service_type,
        "ServiceObjective": queue.service_objective,
        "RTenant": center.options.tenant,
        "RStrategyName": queue.strategy_name or queue.name,
        "RStrategyDBID": str(queue.number),
    }
    if queue.targets:
        asked = requested(queue.targets[0])
        keys["RTargetRequested"] = keys["RTargetAgentGroup"] = asked.target
        keys["RRequestedSkills"] = asked.skills
        keys["RRequestedSkillCombination"] = asked.combination
    return keys


def invitation_begins(target: Target, email: Email, login: Login, center: Center) -> dict[str, Any]:
    """Keys of phase two: the target that won, the agent and his place, and how often this target was asked."""
    chosen = selected(target, center)
    peg = f"PegAG{chosen.object}"
    before = email.user_data.get(peg, 0)
    return {
        **_ALWAYS_EMPTY,
        "RTargetTypeSelected": chosen.type,
        "RTargetObjectSelected": chosen.object,
        "RTargetObjSelDBID": chosen.number,
        "RTargetAgentSelected": center.user_by_id[login.agent].employee_id,
        "RTargetPlaceSelected": login.place or "",
        peg: before + 1 if isinstance(before, int) else 1,
    }
