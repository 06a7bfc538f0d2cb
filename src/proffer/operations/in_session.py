"""Every operation about emails needs an open contact-centre session with the channel email (contract 10.0)."""

from __future__ import annotations

from proffer.agents.login import Login
from proffer.operations.refused import WRONG_STATE, Refused


def refuse_unless_in_session(login: Login | None) -> None:
    """In any agent state. Raises Refused(2)."""
    if login is None or not login.open or login.media_channel is None:
        raise Refused(WRONG_STATE, "There is no open contact-centre session with the channel email.")
