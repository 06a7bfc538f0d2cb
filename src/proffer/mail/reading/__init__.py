"""Reading mail: from the octets of a message to a plain value, whatever the octets are.

`reader` → `parts` (the tree) and `headers` → `bodies`, `attachments`, `addresses`; below them the decoders.
"""

from proffer.mail.reading.reader import extract, read

__all__ = ["extract", "read"]
