"""What a session wants done: send this, keep these octets, drop them, deliver the mail, start TLS, hang up."""

from __future__ import annotations

from proffer.mail.receiving.port import Envelope
from proffer.record import Struct

__all__ = ["Deliver", "Drop", "HangUp", "Keep", "Output", "Send", "StartTls"]


class Send(Struct, frozen=True):
    """Octets for the peer."""

    data: bytes


class Keep(Struct, frozen=True):
    """The next octets of the message under way."""

    octets: bytes


class Drop(Struct, frozen=True):
    """Forget what was kept of the message under way: it will not become a mail."""


class Deliver(Struct, frozen=True):
    """The message is complete. The session waits for `answer` and looks at nothing before."""

    envelope: Envelope


class StartTls(Struct, frozen=True):
    """From here on everything is encrypted. The session waits for `secured` and looks at nothing before."""


class HangUp(Struct, frozen=True):
    """Close the connection once everything was sent."""


Output = Send | Keep | Drop | Deliver | StartTls | HangUp
