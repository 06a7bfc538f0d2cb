"""The reader turns the octets of a mail into an `Arrival`, whatever they are: it never raises over their content."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from proffer.interaction.arrival import Arrival, ArrivalWarning
from proffer.mail.reading.addresses import Mailbox, mailboxes
from proffer.mail.reading.attachments import attachment, content_id
from proffer.mail.reading.bodies import body_of
from proffer.mail.reading.charset import decoded
from proffer.mail.reading.html import from_text
from proffer.mail.reading.identifiers import message_ids, sent_at
from proffer.mail.reading.parts import Part, read_parts
from proffer.mail.reading.printable import printable
from proffer.mail.reading.reports.report import report_of
from proffer.mail.reading.words import header_text
from proffer.record import replace

__all__ = ["extract", "read"]

SUBJECT_CHARACTERS_MAX = 998 * 4
HEADER_NAMES_MAX = 300
REFERENCES_CHARACTERS_MAX = 64 * 1024
UNREADABLE_BYTES_MAX = 256 * 1024
WARNINGS = {
    "clipped": "The text is longer than can be shown; the original is complete",
    "header_clipped": "There were too many header lines; the rest was skipped",
    "header_rubbish": "There were lines among the headers that are none",
    "header_unended": "No empty line ended the headers",
    "no_boundary": "The mail says that it has parts, and not where they begin",
    "no_text": "No part of the mail could be read; it is shown as it came",
    "unended": "The last part of the mail has no end; something may be missing",
    "too_deep": "Parts were nested too deeply; the innermost were not opened",
    "too_many_parts": "There were too many parts; the last ones were not opened",
    "no_sender": "The mail names no sender",
    "unreadable": "The mail could not be read as mail; the original is complete",
}


def read(source: bytes | Path) -> Arrival:
    """Read a mail. The same octets always give the same value. Raises only OSError, over a path."""
    octets = source.read_bytes() if isinstance(source, Path) else source
    try:
        return _read(_with_line_feeds(octets))
    except Exception:
        return _unreadable(octets)


def extract(source: bytes | Path, part: str) -> bytes:
    """The octets of one attachment, decoded; `part` as in `ArrivedAttachment`. KeyError if there is no such part."""
    octets = source.read_bytes() if isinstance(source, Path) else source
    for leaf in read_parts(_with_line_feeds(octets)).leaves():
        if leaf.number == part:
            return leaf.content()
    raise KeyError(part)


def _with_line_feeds(octets: bytes) -> bytes:
    """Some files end their lines with CR alone; only then is it taken for a line end."""
    return octets.replace(b"\r", b"\n") if b"\n" not in octets[:65536] and b"\r" in octets else octets


def _read(octets: bytes) -> Arrival:
    root = read_parts(octets)
    hint = _charset_hint(root)
    body = body_of(root)
    attached = [
        attachment(part, shown=bool(cid := content_id(part)) and cid.lower() in body.shown, hint=hint)
        for part in body.attached
    ]
    arrival = _from_headers(root, hint)
    codes = [code for part in root.all_parts() for code in part.defects]
    codes += ["clipped"] * body.clipped + ["no_sender"] * (not arrival.from_address)
    return replace(
        arrival,
        text=body.text,
        html=body.html,
        attachments=tuple(attached),
        warnings=tuple(ArrivalWarning(code, WARNINGS[code]) for code in dict.fromkeys(codes)),
        report=report_of(root),
    )


def _from_headers(root: Part, hint: str) -> Arrival:
    headers = root.headers

    def addressed(name: str) -> tuple[Mailbox, ...]:
        return mailboxes(headers.raw(name), hint)

    sender = next(iter(addressed("from")), Mailbox("", ""))
    to, cc = addressed("to"), addressed("cc")
    return Arrival(
        subject=header_text(headers.raw("subject"), hint, SUBJECT_CHARACTERS_MAX),
        from_address=sender.address,
        from_name=sender.name,
        sender=next((mailbox.address for mailbox in addressed("sender")), ""),
        reply_to=tuple(mailbox.address for mailbox in addressed("reply-to") if mailbox.address),
        to=tuple(mailbox.display for mailbox in to),
        to_addresses=tuple(mailbox.address for mailbox in to if mailbox.address),
        cc=tuple(mailbox.display for mailbox in cc),
        cc_addresses=tuple(mailbox.address for mailbox in cc if mailbox.address),
        date_header=headers.unfolded("date"),
        sent_at=sent_at(headers.unfolded("date")),
        message_id=next(iter(message_ids(headers.unfolded("message-id"))), ""),
        in_reply_to=next(iter(message_ids(headers.unfolded("in-reply-to"))), ""),
        references=message_ids(headers.unfolded("references", REFERENCES_CHARACTERS_MAX)),
        headers={name: headers.unfolded(name) for name in islice(headers, HEADER_NAMES_MAX)},
    )


def _charset_hint(root: Part) -> str:
    """Headers with raw foreign octets are in the charset of the text, as a rule."""
    charsets = (
        leaf.content_type.parameters.get("charset", "") for leaf in root.leaves() if leaf.mime.startswith("text/")
    )
    return next((charset for charset in charsets if charset.lower() not in ("", "us-ascii", "utf-8")), "")


def _unreadable(octets: bytes) -> Arrival:
    """Nothing could be made of it: what can be decoded is shown, and the agent sees why."""
    text = printable(decoded(octets[:UNREADABLE_BYTES_MAX]))
    return Arrival(text=text, html=from_text(text), warnings=(ArrivalWarning("unreadable", WARNINGS["unreadable"]),))
