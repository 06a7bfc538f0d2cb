"""A document is a stored file that a draft can have: uploaded for it, or shared from another email."""

from __future__ import annotations

from proffer.record import Key, Record

UPLOAD_KEPT_MS = 24 * 3_600_000  # contract 11.1


class Document(Record, frozen=True, kw_only=True):
    """Keeps a file from being swept as long as a draft may need it (contract 10.16, 11.1).

    `blob` names the file; with `part` it is the message of another email, of which only that part is meant.
    """

    id: str  # 16 characters; an attachment made of it has the same
    owner: str  # user id of who stored it
    email: str  # id of the draft it was stored for
    name: str
    mime: str
    size: int  # bytes after decoding
    blob: str
    part: str = ""
    sha256: str | None = None  # of the whole file, in hex; None for a part
    uploaded_at: int  # epoch milliseconds
    expires_at: int | None = None  # when it goes unless it was attached; None: it is attached

    @property
    def key(self) -> Key:
        return ("document", self.id)


def document_key(document_id: str) -> Key:
    """The key of a document."""
    return ("document", document_id)
