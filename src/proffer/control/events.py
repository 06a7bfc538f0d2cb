"""What administrators do that the journal keeps."""

from __future__ import annotations

from proffer.record import Event


class PasswordSet(Event, frozen=True, kw_only=True):
    """An administrator set the password of user `agent`."""

    by: str = ""
