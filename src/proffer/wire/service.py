"""The services behind the interface, as `/services` lists them (contract 11.9)."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from proffer.center.center import Center
from proffer.record import Struct
from proffer.wire.uri import Uris

ACTIVE, INACTIVE = "Active", "Inactive"


class Service(Struct, frozen=True):
    """A service: what clients know it by."""

    name: str
    type: str
    id: str = ""  # "": made from the contact centre's


SERVICES: tuple[Service, ...] = (
    Service("Provisioning", "Provisioning", "ON_PREMISE_ENVIRONMENT"),
    Service("Routing", "MultiMediaState"),
    Service("Contacts and texts", "MultiMediaContent"),
)


def service_json(service: Service, center: Center, uris: Uris, state: str = ACTIVE) -> dict[str, Any]:
    """The `service` object."""
    service_id = service.id or _made(service.type, center)
    path = f"/services/{service_id}"
    return {
        "id": service_id,
        "name": service.name,
        "type": service.type,
        "state": state,
        "uri": uris.at(path),
        "path": path,
    }


def _made(kind: str, center: Center) -> str:
    try:
        return str(uuid5(UUID(center.contact_center_id), kind))
    except ValueError:
        return str(uuid5(NAMESPACE_OID, kind))
