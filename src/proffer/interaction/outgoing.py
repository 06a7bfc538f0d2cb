"""An outgoing value is one mail as it shall leave: who writes to whom, what it says, what hangs on it."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["Outgoing", "OutgoingFile", "Person"]


class Person(Struct, frozen=True):
    """A name as people write it, "" if none, and an address without brackets."""

    name: str
    address: str


class OutgoingFile(Struct, frozen=True, kw_only=True):
    """A file of the mail. Its bytes are `part` of the message in `blob`, or with part "" the whole blob.

    `content_id` (no angle brackets) is what the HTML shows it by, as `cid:…`; a file that is not shown is attached.
    """

    name: str
    mime: str
    blob: str = ""
    part: str = ""
    content_id: str = ""


class Outgoing(Struct, frozen=True, kw_only=True):
    """A mail to be composed (contract 10.8). Nobody who gets the mail learns `bcc`: it is not part of this value.

    `message_id`, `in_reply_to` and `references` have their angle brackets. `thread_index` is the parent's header, ""
    if it has none; where `answered_blob` names the parent's message it is read there. `auto_submitted`
    ("auto-replied") stands only on mail that no person wrote (RFC 3834 5).
    """

    sender: Person
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    subject: str = ""
    html: str = ""
    text: str = ""
    mime: str = "text/html"  # "text/plain": the text only
    files: tuple[OutgoingFile, ...] = ()
    message_id: str
    sent_at: int  # epoch milliseconds
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread_index: str = ""
    answered_blob: str = ""
    auto_submitted: str = ""
