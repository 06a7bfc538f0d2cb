"""The services behind the interface (contract 11.9)."""

from __future__ import annotations

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.wire.service import SERVICES, service_json

SERVICE = Kind("service", "services", scalars=frozenset(("id", "name", "type", "state", "uri", "path")))


async def get_services(edge: Edge, asked: Asked) -> Answer:
    """Every service."""
    found = (service_json(service, edge.center, edge.uris) for service in SERVICES)
    return json_answer(collection(SERVICE, [Listed(one["uri"], one) for one in found], asked.query))


async def get_service(edge: Edge, asked: Asked) -> Answer:
    """One service."""
    for service in SERVICES:
        found = service_json(service, edge.center, edge.uris)
        if found["id"] == asked.names[0]:
            return json_answer(single(SERVICE, found, asked.query))
    raise not_found("service")
