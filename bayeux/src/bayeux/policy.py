"""What clients may do, decided by the application that embeds the server.

Every question is answered with True, False or a `Denied`; answers come at once, so whatever must be looked up has
to be known beforehand. The principal is who the application says sent the request (None: anonymous).
"""

from msgspec import Struct

from bayeux.messages import Advice, Message


class Denied(Struct, frozen=True):
    """No, with the error text of the reply and, if wanted, other advice than the usual."""

    error: str
    advice: Advice | None = None

    def __bool__(self) -> bool:
        return False


class Policy:
    """Everybody may handshake and subscribe; clients may publish nothing. Override what differs."""

    def can_handshake(self, principal: str | None, message: Message) -> bool | Denied:
        """May this client open a session? `message.ext` holds what it sent along.

        Default error 403::handshake_denied, default advice to stop."""
        return True

    def can_subscribe(self, principal: str | None, pattern: str) -> bool | Denied:
        """May it subscribe to this name or pattern? Never asked for /meta and /service. Default error
        403::subscription_denied."""
        return True

    def can_publish(self, principal: str | None, channel: str) -> bool | Denied:
        """May it publish here? Also asked for /service channels. Default error 403::publish_denied."""
        return False

    def received(self, principal: str | None, client_id: str, channel: str, data: bytes) -> None:
        """A client published JSON `data` on a /service channel: it goes to nobody but the application, here."""

    def is_exact_only(self, channel: str) -> bool:
        """True if messages of this channel reach only who subscribed to its very name, no wildcard."""
        return False


class OpenPolicy(Policy):
    """Everybody may do everything: for tests, demonstrations and closed networks."""

    def can_publish(self, principal: str | None, channel: str) -> bool | Denied:
        """Yes."""
        return True
