"""The outbound queue a draft is made for or sent through: by address or name, else the default one (contract 10.4)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center.queue import Queue
from proffer.operations.frame import Context, Parameters
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import MISSING, NOT_FOUND, OUT_OF_RANGE, Refused
from proffer.operations.resource_uri import address, resource_id

QUEUE_URI = Parameter(
    name="queueUri",
    read=address,
    may_be_empty=False,
    text="The address of an outbound queue; needed unless there is a default one.",
)
QUEUE_NAME = Parameter(
    name="queueName", read=string(255), may_be_empty=False, text="The queue's name in place of its address."
)


def outbound_queue(context: Context, parameters: Parameters) -> Queue:
    """`queueUri` goes before `queueName`. Raises Refused: none said 1, unknown 6, not for replies 10."""
    center = context.center
    uri, name = parameters.get("queueUri"), parameters.get("queueName") or center.options.default_outbound_queue
    if uri is None and name is None:
        raise Refused(MISSING, "Parameter queueUri or queueName is required.")
    queue = _by_uri(uri, center) if uri is not None else center.queue_by_name.get(name or "")
    if queue is None:
        raise Refused(NOT_FOUND, "There is no such queue.")
    if queue.outbound is None:
        raise Refused(OUT_OF_RANGE, "This queue is not an outbound one.")
    return queue


def _by_uri(uri: str, center: Center) -> Queue | None:
    return center.queue_by_id.get(resource_id(uri, "queues") or "")
