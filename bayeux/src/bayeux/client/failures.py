"""What can go wrong for a client."""

from typing import Any


class TransportFailed(OSError):
    """No answer: the connection failed, the time ran out, or the answer was no Bayeux. `status` is HTTP's, if any."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


class Refused(Exception):
    """The server answered `successful: false`; `reply` is the whole message, `error` its text."""

    def __init__(self, reply: dict[str, Any]) -> None:
        self.reply = reply
        self.error = str(reply.get("error", ""))
        super().__init__(f"{reply.get('channel')}: {self.error}")
