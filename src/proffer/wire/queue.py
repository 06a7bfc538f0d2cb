"""A queue as the contract writes it (11.4)."""

from __future__ import annotations

from typing import Any

from proffer.center.queue import Queue
from proffer.wire.uri import Uris


def queue_json(queue: Queue, uris: Uris) -> dict[str, Any]:
    """The `queue` object."""
    path = f"/queues/{queue.id}"
    return {
        "id": queue.id,
        "name": queue.name,
        "description": queue.description,
        "channel": "email",
        "internal": queue.internal,
        "outbound": queue.outbound is not None,
        "uri": uris.at(path),
        "path": path,
    }
