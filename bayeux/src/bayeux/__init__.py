"""A Bayeux (CometD) server and client for asyncio.

`Server` is the protocol without any input or output, `bayeux.asgi` puts it on the web, `bayeux.client` talks to it.
"""

from bayeux.messages import Advice, Malformed, Message
from bayeux.options import Options
from bayeux.policy import Denied, OpenPolicy, Policy
from bayeux.server import Server
from bayeux.session import Leaving

__version__ = "0.1.0"

__all__ = ["Advice", "Denied", "Leaving", "Malformed", "Message", "OpenPolicy", "Options", "Policy", "Server"]
