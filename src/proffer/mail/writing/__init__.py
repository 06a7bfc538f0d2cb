"""Writing mail: from a plain value to the octets of a message, the same octets for the same value.

`message` → `bodies` (the parts) and `headers` (every line written here, so that none can be smuggled in).
"""

from proffer.mail.writing.message import compose

__all__ = ["compose"]
