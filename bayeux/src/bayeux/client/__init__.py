"""A small Bayeux client for asyncio: handshake, subscribe, publish, and a loop that keeps a /meta/connect waiting."""

from bayeux.client.client import Client
from bayeux.client.failures import Refused, TransportFailed

__all__ = ["Client", "Refused", "TransportFailed"]
