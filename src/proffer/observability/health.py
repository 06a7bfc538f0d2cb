"""Is the server alive, and does it take work now? For load balancers and supervisors of processes."""

from __future__ import annotations

from collections.abc import Callable

STARTING, READY, DRAINING = "starting", "ready", "draining"
IMPAIRED = "impaired"  # it would take work, but a part it needs does not work


class Health:
    """`phase` is STARTING, READY or DRAINING; `parts` tell by name whether a part works."""

    def __init__(self, parts: dict[str, Callable[[], bool]]) -> None:
        self.phase = STARTING
        self._parts = parts

    def alive(self) -> tuple[int, dict[str, object]]:
        """/healthz: the loop answers; nothing else is asked."""
        return 200, {"status": "ok"}

    def ready(self, **asked: bool) -> tuple[int, dict[str, object]]:
        """/readyz: 200 when every part works and the server is not stopping, else 503. `asked`: other parts."""
        parts = {name: works() for name, works in self._parts.items()} | asked
        status = IMPAIRED if self.phase == READY and not all(parts.values()) else self.phase
        return (200 if status == READY else 503), {"status": status, "parts": parts}
