"""The original under an answer, in both forms: a blockquote in HTML, marked lines in plain text (contract 10.4)."""

from __future__ import annotations

from html import escape

from proffer.interaction.bodies import BODY_BYTES_MAX, MadeBodies
from proffer.interaction.content import Content

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
INDENT = "> "
QUOTED_CHARACTERS_MAX = 65_536  # of the text in the place of HTML that is too long


def start_line(date: tuple[int, int, int], who: str) -> str:
    """`On 2 March 2026, Jonas Weber wrote:`; without a name the address."""
    year, month, day = date
    return f"On {day} {MONTHS[month - 1]} {year}, {who} wrote:"


def with_quote(own: MadeBodies | None, original: Content | None, line: str, indent: str) -> MadeBodies:
    """What the agent wrote, then the start line and the original; its HTML was cleaned when it came in."""
    html, text = (own.html, own.text) if own is not None else ("", "")
    quoted_text = "" if original is None else original.text or ""
    quoted_html = "" if original is None else original.html or ""
    if len(html) + len(quoted_html) > BODY_BYTES_MAX - len(line) * 6:  # else it could not be saved again
        quoted_html = escape(quoted_text[:QUOTED_CHARACTERS_MAX], quote=False).replace("\n", "<br>\n")
    quoted_text = quoted_text[: max(0, BODY_BYTES_MAX // 2 - len(text))]
    marked = "\n".join(f"{indent}{one}".rstrip() for one in quoted_text.splitlines())
    plain = f"{line}\n{marked}".rstrip()
    drawn = f"<p>{escape(line, quote=False)}</p>\n<blockquote>{quoted_html}</blockquote>"
    return MadeBodies(html=f"{html}\n{drawn}" if html else drawn, text=f"{text}\n\n{plain}" if text else plain)


def is_shown(content_id: str, html: str) -> bool:
    """Whether the HTML shows the picture with this content id."""
    return f"cid:{content_id}".casefold() in html.casefold()
