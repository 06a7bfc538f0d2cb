"""Attachments: what is not the body, under a name that is safe to save."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from proffer.interaction.arrival import ArrivedAttachment
from proffer.mail.reading.headers import read_block
from proffer.mail.reading.parts import CONTENT_TYPE, Part
from proffer.mail.reading.printable import one_line
from proffer.mail.reading.words import header_text

__all__ = ["attachment", "content_id", "file_name"]

NAME_CHARACTERS_MAX = 255
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # with these evil.exe can look like exe.txt
EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/rfc822-headers": ".txt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/xml": ".xml",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "multipart/mixed": ".txt",
}


def attachment(part: Part, *, shown: bool, hint: str) -> ArrivedAttachment:
    """`shown`: the body shows it by its content id."""
    content = part.content()
    given = file_name(part)
    inline = shown or (part.disposition.value == "inline" and part.mime.startswith("image/"))
    return ArrivedAttachment(
        name=given or _made_up_name(part, content, hint),
        mime=part.mime if CONTENT_TYPE.fullmatch(part.content_type.value) else _unsaid(part),
        size_bytes=len(content),
        part=part.number,
        content_id=content_id(part),
        inline=inline,
        named=bool(given),
    )


def content_id(part: Part) -> str:
    return part.headers.unfolded("content-id", 998).strip("<> ")


def file_name(part: Part) -> str:
    """The name that the mail gives, made safe; "" if it gives none."""
    for parameters, key in ((part.disposition.parameters, "filename"), (part.content_type.parameters, "name")):
        name = _safe(parameters.get(key, ""))
        if name:
            return name
    return ""


def _safe(name: str) -> str:
    """The last step of a path, no controls, no invisible letters, not too long; the extension survives."""
    name = one_line(INVISIBLE.sub("", name)).replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .\"'") or ""
    extension = PurePosixPath(name).suffix[:20]
    return name if len(name) <= NAME_CHARACTERS_MAX else name[: NAME_CHARACTERS_MAX - len(extension)] + extension


def _made_up_name(part: Part, content: bytes, hint: str) -> str:
    extension = EXTENSIONS.get(part.mime, ".bin")
    if extension == ".eml":
        headers = read_block(content, 0, len(content), outermost=True).headers
        subject = _safe(header_text(headers.raw("subject"), hint).replace("/", "_").replace("\\", "_"))
        if subject:
            return subject[: NAME_CHARACTERS_MAX - len(extension)] + extension
    return f"attachment-{part.number[:40]}{extension}"


def _unsaid(part: Part) -> str:
    return part.mime if not part.content_type.value and not file_name(part) else "application/octet-stream"
