"""What can happen to the configuration."""

from __future__ import annotations

from proffer.record import Event


class CenterApplied(Event, frozen=True, kw_only=True):
    """A new configuration is in force; `by` says who asked, `changed` names what is not as before."""

    by: str = ""
    changed: tuple[str, ...] = ()  # "user ada", "queue support"
