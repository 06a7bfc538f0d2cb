"""Queues to read (contract 11.4)."""

from __future__ import annotations

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.wire.queue import queue_json

QUEUE = Kind(
    "queue",
    "queues",
    scalars=frozenset(("id", "name", "description", "channel", "internal", "outbound", "uri", "path")),
)


async def get_queues(edge: Edge, asked: Asked) -> Answer:
    """Every queue."""
    found = (queue_json(queue, edge.uris) for queue in edge.center.queues)
    return json_answer(collection(QUEUE, [Listed(queue["uri"], queue) for queue in found], asked.query))


async def get_queue(edge: Edge, asked: Asked) -> Answer:
    """One queue."""
    queue = edge.center.queue_by_id.get(asked.names[0])
    if queue is None:
        raise not_found("queue")
    return json_answer(single(QUEUE, queue_json(queue, edge.uris), asked.query))
