"""The parts of an outgoing mail: text, HTML with its pictures beside it, files behind them (RFC 2045, 2046, 2387)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import MIMEPart
from email.policy import Policy
from typing import Any

from proffer.interaction.outgoing import Outgoing, OutgoingFile
from proffer.mail.reading.html import cleaned, to_text
from proffer.mail.reading.markup import calm
from proffer.mail.reading.printable import printable
from proffer.mail.writing.headers import Folded, disposition

__all__ = ["Filled", "fill"]

BODY_BYTES_MAX = 6 * 1024 * 1024  # contract 10.0 says 2 MiB; escaping doubles it at most, and nothing may be cut off
QUOTED_PRINTABLE_CHARACTERS_MAX = 64 * 1024  # the standard library is slow at it
MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
CONTENT_ID = re.compile(r"[!-;=?-~]{1,900}")
SHOWN = re.compile(r"cid:([^\"'\s>)]{1,998})", re.IGNORECASE)
LINE_BYTES_MAX = 998  # RFC 5322 2.1.1

Filled = tuple[OutgoingFile, bytes]  # a file with what is in it


def fill(message: MIMEPart, mail: Outgoing, files: Iterable[Filled], boundary: str) -> None:
    """Gives `message` its content. `boundary` must occur in no text: with `=_` in it, it is in no encoded one."""
    html = _html(mail)
    pictures, attached = _parted(files, html)
    if attached:
        body = MIMEPart(message.policy)
        _fill_body(body, mail, html, pictures, boundary)
        _multipart(message, "mixed", [body, *(_attached(*file, message.policy) for file in attached)], f"{boundary}m")
    else:
        _fill_body(message, mail, html, pictures, boundary)


def _html(mail: Outgoing) -> str:
    """Cleaned like mail that comes in: what an agent pasted must not run at the customer's."""
    if mail.mime == "text/plain" or not mail.html.strip():
        return ""
    return cleaned(calm(mail.html), BODY_BYTES_MAX)[0]


def _parted(files: Iterable[Filled], html: str) -> tuple[list[Filled], list[Filled]]:
    """Files that the HTML shows, and all others."""
    shown = {name.lower() for name in SHOWN.findall(html)}
    pictures: list[Filled] = []
    attached: list[Filled] = []
    for file in files:
        identifier = file[0].content_id
        is_shown = identifier.lower() in shown and CONTENT_ID.fullmatch(identifier)
        (pictures if is_shown else attached).append(file)
    return pictures, attached


def _fill_body(part: MIMEPart, mail: Outgoing, html: str, pictures: list[Filled], boundary: str) -> None:
    text = mail.text if mail.text.strip() or not html else to_text(html, BODY_BYTES_MAX)
    if not html:
        _fill_text(part, text, "plain")
        return
    drawn = MIMEPart(part.policy)
    _fill_text(drawn, html, "html")
    if pictures:
        related = MIMEPart(part.policy)
        _multipart(related, "related", [drawn, *(_shown(*file, part.policy) for file in pictures)], f"{boundary}r")
        related.set_param("type", "text/html")  # RFC 2387 3.1
        drawn = related
    said = MIMEPart(part.policy)
    _fill_text(said, text, "plain")
    _multipart(part, "alternative", [said, drawn], f"{boundary}a")


def _fill_text(part: MIMEPart, text: str, subtype: str) -> None:
    encoding = "quoted-printable" if len(text) <= QUOTED_PRINTABLE_CHARACTERS_MAX else "base64"
    part.set_content(printable(text), subtype=subtype, charset="utf-8", cte=encoding)


def _multipart(part: MIMEPart, subtype: str, children: list[MIMEPart], boundary: str) -> None:
    {"mixed": part.make_mixed, "related": part.make_related, "alternative": part.make_alternative}[subtype](boundary)
    for child in children:
        part.attach(child)


def _attached(file: OutgoingFile, content: bytes, policy: Policy[Any]) -> MIMEPart:
    part = _file(file, content, policy)
    part["Content-Disposition"] = disposition("attachment", file.name)
    return part


def _shown(file: OutgoingFile, content: bytes, policy: Policy[Any]) -> MIMEPart:
    part = _file(file, content, policy)
    part["Content-Disposition"] = disposition("inline", file.name)
    part["Content-ID"] = Folded("Content-ID", f"<{file.content_id}>")
    return part


def _file(file: OutgoingFile, content: bytes, policy: Policy[Any]) -> MIMEPart:
    """In base64; a whole mail may not be encoded (RFC 2046 5.2.1), so it goes as it is or as mere bytes."""
    part = MIMEPart(policy)
    mime = file.mime.lower() if MIME.fullmatch(file.mime.lower()) else "application/octet-stream"
    if mime == "message/rfc822" and _is_plain(content):
        part["Content-Type"] = mime
        part["Content-Transfer-Encoding"] = "7bit"
        part.set_payload(content.decode("ascii").replace("\r\n", "\n"))
        return part
    if mime.startswith(("message/", "multipart/")):
        mime = "application/octet-stream"
    main, _, sub = mime.partition("/")
    part.set_content(content, maintype=main, subtype=sub, cte="base64")
    return part


def _is_plain(content: bytes) -> bool:
    """Seven bits, short lines that end as they should, nothing that a relay would change."""
    lines = content.split(b"\r\n")
    bare = content.replace(b"\r\n", b"")
    return (
        content.isascii()
        and not any(octet in bare for octet in (b"\r", b"\n", b"\0"))
        and max(map(len, lines)) <= LINE_BYTES_MAX
    )
