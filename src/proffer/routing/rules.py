"""The rules of one queue, compiled for the router: when targets are added, how long a round rests, when time is up."""

from __future__ import annotations

from bisect import bisect_right

from proffer.center.options import Options
from proffer.center.queue import SEND, Queue, Target
from proffer.record import Struct

SECOND_MS = 1_000
MINUTE_MS = 60_000


class Rules(Struct, frozen=True, kw_only=True):
    """Contract 12.2–12.4. All times in milliseconds. A *step* is the number of waits for further targets passed."""

    queue: str  # name
    targets: tuple[Target, ...]
    added_at: tuple[int, ...]  # added_at[n]: the age in this queue at which target n + 1 joins
    pause_ms: int
    timeout_ms: int
    overflow: str | None
    limit: int | None  # emails of this queue in one agent's hands

    def step_at(self, waited_ms: int) -> int:
        return bisect_right(self.added_at, waited_ms)

    def next_step_in(self, step: int, waited_ms: int) -> int | None:
        """How long until the next target joins; never longer than its own wait, whatever the clock says."""
        if step >= len(self.added_at):
            return None
        began = self.added_at[step - 1] if step else 0
        return max(0, self.added_at[step] - max(waited_ms, began))

    def active(self, step: int) -> tuple[Target, ...]:
        """The targets looked for at this step, in the order configured."""
        return self.targets[: step + 1]


def rules_of(queue: Queue, options: Options, queues: dict[str, Queue]) -> Rules | None:
    """The queue's rules; None for a queue that sends at once: nothing waits there."""
    if queue.outbound == SEND:
        return None
    pause = queue.offer_round_pause_seconds
    timeout = queue.routing_timeout_minutes
    overflow = queue.overflow_queue
    return Rules(
        queue=queue.name,
        targets=queue.targets,
        added_at=_added_at(queue.targets),
        pause_ms=(options.offer_round_pause_seconds if pause is None else pause) * SECOND_MS,
        timeout_ms=(options.routing_timeout_minutes if timeout is None else timeout) * MINUTE_MS,
        overflow=overflow if overflow in queues and overflow != queue.name else None,
        limit=queue.max_per_agent,
    )


def _added_at(targets: tuple[Target, ...]) -> tuple[int, ...]:
    ages: list[int] = []
    for target in targets[:-1]:
        if target.wait_seconds is None:
            break
        ages.append((ages[-1] if ages else 0) + target.wait_seconds * SECOND_MS)
    return tuple(ages)
