"""Every error text a client can get from this server, in one place.

The form is `code:arguments:text` (Bayeux 1.0, section 3.11 "error"). Codes and wording follow CometD where it has
one, because clients compare them: `402::session_unknown` makes some of them start again.
"""

import re

MESSAGE_INVALID = "400::message_invalid"
BODY_INVALID = "400::body_invalid"
BODY_EMPTY = "400::body_empty"
CHANNEL_MISSING = "400::channel_missing"
SESSION_UNKNOWN = "402::session_unknown"
DATA_MISSING = "402:data:data_missing"
HANDSHAKE_DENIED = "403::handshake_denied"
SUBSCRIPTION_DENIED = "403::subscription_denied"
SUBSCRIPTION_INVALID = "403::subscription_invalid"
SUBSCRIPTION_MISSING = "403::subscription_missing"
SUBSCRIPTIONS_EXCEEDED = "403::subscriptions_exceeded"
SESSIONS_EXCEEDED = "403::sessions_exceeded"
ORIGIN_DENIED = "403::origin_denied"
PUBLISH_DENIED = "403::publish_denied"
CHANNEL_UNKNOWN = "404::channel_unknown"
CHANNEL_INVALID = "405::channel_invalid"
METHOD_INVALID = "405::method_not_allowed"
MESSAGE_ID_INVALID = "405::message_id_invalid"
BODY_TOO_LARGE = "413::body_too_large"
CONNECT_SUPERSEDED = "500::connect_superseded"
CLIENT_GONE = "503::client_gone"
SERVER_STOPPING = "503::server_stopping"

_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9\-_!~()$@ /*.]")  # what Faye's parser of error texts accepts


def version_mismatch(version: object) -> str:
    """`300:<version>:version_mismatch`: the client insists on a newer protocol than 1.0."""
    return f"300:{_argument(version)}:version_mismatch"


def connection_types_unsupported(types: object) -> str:
    """`301:<types>:connection_types_unsupported`: client and server share no transport."""
    offered = types if isinstance(types, list) else [types]
    return f"301:{','.join(_argument(name) for name in offered[:8])}:connection_types_unsupported"


def _argument(value: object) -> str:
    return _NOT_ALLOWED.sub("", str(value))[:64]
