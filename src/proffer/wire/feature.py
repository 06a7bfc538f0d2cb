"""The features of the server and whether each is on (contract 3.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proffer.center.options import Options
from proffer.record import Struct
from proffer.wire.uri import Uris


class Feature(Struct, frozen=True, kw_only=True):
    """A part of the interface that can be switched off."""

    id: str
    display_name: str
    description: str
    is_on: Callable[[Options], bool]


FEATURES: tuple[Feature, ...] = (
    Feature(
        id="api-multimedia",
        display_name="Multimedia API",
        description="Channels other than voice",
        is_on=lambda options: options.api_multimedia,
    ),
    Feature(
        id="api-multimedia-email",
        display_name="Email API",
        description="Emails offered to agents",
        is_on=lambda options: options.api_multimedia_email,
    ),
    Feature(
        id="api-provisioning-read",
        display_name="Provisioning, reading",
        description="Users, skills, groups and queues",
        is_on=lambda options: options.api_provisioning_read,
    ),
    Feature(
        id="api-supervisor-agent-control",
        display_name="Supervisor agent control",
        description="Supervisors set the state of agents",
        is_on=lambda options: options.api_supervisor_agent_control,
    ),
)


def has_email(options: Options) -> bool:
    """The Email API is on when either feature is."""
    return options.email_is_on


def feature_json(feature: Feature, uris: Uris) -> dict[str, Any]:
    """The `feature` object."""
    path = f"/features/{feature.id}"
    return {
        "id": feature.id,
        "displayName": feature.display_name,
        "description": feature.description,
        "autoAssignOnContactCenterCreate": True,
        "uri": uris.at(path),
        "path": path,
    }
