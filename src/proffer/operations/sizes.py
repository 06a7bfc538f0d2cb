"""How large a draft may become: each file, all of them, and the whole message as it will be sent (contract 10.0)."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.center.options import Options
from proffer.interaction.content import Attachment, Content
from proffer.operations.refused import OUT_OF_RANGE, Refused

MESSAGE_BYTES_MAX = 25 * 1024 * 1024
HEADER_BYTES = 64 * 1024  # of two hundred addresses and all parts; more than they take
LINE_BYTES, LINE_ENCODED_BYTES = 57, 78  # base64: 76 characters and the line end (RFC 2045, 6.8)


def refuse_if_too_large(content: Content, options: Options) -> None:
    """Raises Refused(10) with HTTP 413."""
    refuse_if_too_much_attached(content.attachments, options)
    bodies = sum(len((text or "").encode("utf-8", "replace")) for text in (content.html, content.text))
    files = sum(attachment.size for attachment in content.attachments)
    if HEADER_BYTES + encoded_bytes(bodies) + encoded_bytes(files) > MESSAGE_BYTES_MAX:
        raise too_large(f"The message would be larger than {MESSAGE_BYTES_MAX} bytes.")


def refuse_if_too_much_attached(attachments: Iterable[Attachment], options: Options) -> None:
    """Raises Refused(10) with HTTP 413."""
    bytes_max = options.attachments_bytes_max
    if sum(attachment.size for attachment in attachments) > bytes_max:
        raise too_large(f"The attachments are larger than {bytes_max} bytes in all.")


def encoded_bytes(size: int) -> int:
    """How much `size` bytes become in base64."""
    return -(-size // LINE_BYTES) * LINE_ENCODED_BYTES


def too_large(message: str) -> Refused:
    """The one case in which code 10 is HTTP 413 (contract 2.6)."""
    return Refused(OUT_OF_RANGE, message, http=413)
