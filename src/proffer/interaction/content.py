"""What stands in an email: bodies and the list of attachments, kept apart from the hot record."""

from __future__ import annotations

from proffer.record import Key, Record, Struct


class Attachment(Struct, frozen=True, kw_only=True):
    """A file of an email (contract 7.2): a part of a message, or a whole file.

    `part` is its place in the MIME tree of the message that lies in `blob`, or, without one, in the content's own blob.
    A draft's attachments each have a blob, and a document of the same id that keeps it; no part: the whole file.
    """

    id: str  # document id, 16 characters
    name: str
    size: int  # bytes after decoding
    mime: str
    part: str = ""
    blob: str | None = None
    content_id: str | None = None
    inline: bool = False


class Warning_(Struct, frozen=True):  # noqa: N801 - the plain word is a builtin
    """Something the reader repaired or could not read, told to the agent."""

    code: str
    text: str


class Content(Record, frozen=True, kw_only=True):
    """Bodies and attachments of one email; never changed for inbound mail. `id` is the email's.

    What a draft holds is replaced at each Save; `uploads` are documents stored for it and not attached.
    """

    id: str
    html: str | None = None
    text: str | None = None
    mime: str = "text/html"
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()  # addresses
    uploads: tuple[str, ...] = ()  # document ids
    blob: str | None = None  # name of the original message among the blobs
    blob_sha256: str | None = None
    blob_bytes: int = 0
    sender: str = ""  # envelope sender
    received_at: int = 0

    @property
    def key(self) -> Key:
        return ("content", self.id)


def content_key(email_id: str) -> Key:
    """The key of an email's content."""
    return ("content", email_id)
