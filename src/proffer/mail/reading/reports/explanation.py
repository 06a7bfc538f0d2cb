"""What a report says in words: its own text without the mail that came back, and at what point servers said no."""

from __future__ import annotations

import re

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.html import to_text
from proffer.mail.reading.parts import Part
from proffer.record import Struct

CHARACTERS_MAX = 64 * 1024
# Where the mail that came back begins, in reports that have it in their own text.
ORIGINAL = re.compile(
    r"""^[\s>*_=#.-]*(
        (this\ is\ a\ copy|a\ copy\ of|below\ this\ line|copy\ of\ your)
      | the\ (header|body|text|following)\ of\ (the|your)\ (original|message)
      | (original|returned|unsent|undelivered|your)\ (message|mail|e-mail)
        (\ (header|text|content|follow|is|was|below|attached)\S*|\W*$)
      | (message|mail)\ (header|text|contents?|as\ sent)\W
      | (return-path|received|message-id|mime-version|x-mailer|delivered-to)\s*:
    )""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# Said after the whole message was handed over: then it is the message, or a filter, and not the address.
AFTER_DATA = re.compile(
    r">>>\s*(DATA|\.)\s*(\r?\n<<<[^\r\n]*)?\r?\n<<<\s*5|in\s+reply\s+to\s+end\s+of\s+data|smtp\s+command\s+data|"
    r"after\s+(the\s+)?end\s+of\s+data",
    re.IGNORECASE,
)


class Explanation(Struct, frozen=True):
    """The report's own words; `refused_after_data` as above."""

    text: str
    original: str  # headers and text of the mail that came back, where they stand in the same part
    refused_after_data: bool


def explained(root: Part) -> Explanation:
    """From the readable parts that come before the mail that came back."""
    texts: list[str] = []
    for leaf in root.leaves():
        if leaf.mime in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            break
        if leaf.mime.startswith("text/") or leaf.mime in ("multipart/report", "multipart/mixed"):
            written = decoded(leaf.content()[: CHARACTERS_MAX * 4], leaf.content_type.parameters.get("charset", ""))
            texts.append(to_text(written, CHARACTERS_MAX) if leaf.mime == "text/html" else written[:CHARACTERS_MAX])
    text = "\n".join(texts)
    cut = ORIGINAL.search(text, min(len(text), 1))
    own, original = (text[: cut.start()], text[cut.start() :]) if cut and text[: cut.start()].strip() else (text, "")
    return Explanation(own, original, AFTER_DATA.search(own) is not None)


def lines_about(address: str, others: frozenset[str], text: str) -> list[str]:
    """From the first line that names the address to the next that names another; folded lines are joined."""
    found: list[str] = []
    about = not address or not others
    for line in _unfolded(text):
        if address and address in line:
            about = True
        elif any(other in line for other in others):
            about = False
        if about:
            found.append(" ".join(line.split()))
    return found


def _unfolded(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1] and line[:1] in " \t" and line.strip():
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return lines
