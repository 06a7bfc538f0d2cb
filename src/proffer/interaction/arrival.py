"""An arrival is one mail as it was read: what it says, who sent it, what hangs on it, what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.interaction.delivery_report import DeliveryReport
from proffer.record import Struct

__all__ = ["Arrival", "ArrivalWarning", "ArrivedAttachment"]


class ArrivalWarning(Struct, frozen=True):
    """Something in the mail was not as it should be. `code` is for programs ("clipped"), `text` for people."""

    code: str
    text: str


class ArrivedAttachment(Struct, frozen=True, kw_only=True):
    """One part of the mail that is not its body.

    `name` has no path and no control characters and is never empty; `named` says whether the mail gave it.
    `size_bytes` is counted after decoding; `part` is the place in the MIME tree ("2.1"), from which the bytes can be
    read again; `content_id` has no angle brackets; `inline` means that it is meant to be shown inside the body.
    """

    name: str
    mime: str
    size_bytes: int
    part: str
    content_id: str = ""
    inline: bool = False
    named: bool = True


class Arrival(Struct, frozen=True, kw_only=True):
    """A mail, read (contract 7.2 and 8.2). Every field is derived from the original bytes, which are kept.

    Addresses are as written, without names, in `from_address`, `reply_to`, `sender` and the `…_addresses`; `to` and
    `cc` have the display form `Name <address>`. `headers` maps the lower-case name to the raw value of the first
    occurrence, unfolded, not decoded. `sent_at` is in epoch milliseconds. `text` and `html` are the body in both forms,
    each made from the other where the mail has only one; `html` is cleaned and safe to show.
    """

    subject: str = ""
    from_address: str = ""
    from_name: str = ""
    sender: str = ""
    reply_to: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    to_addresses: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    cc_addresses: tuple[str, ...] = ()
    date_header: str = ""
    sent_at: int | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = {}
    text: str = ""
    html: str = ""
    attachments: tuple[ArrivedAttachment, ...] = ()
    warnings: tuple[ArrivalWarning, ...] = ()
    report: DeliveryReport | None = None  # what it reports of a mail sent before, if it is such a report

    @property
    def counted_attachments(self) -> tuple[ArrivedAttachment, ...]:
        """Those that user data speaks of (contract 8.2): inline images count only if they have a file name."""
        return tuple(a for a in self.attachments if a.named or not (a.inline and a.mime.startswith("image/")))
