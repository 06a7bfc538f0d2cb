"""The body of a mail: the best of the alternatives, with further texts behind it; all the rest is attached."""

from __future__ import annotations

import re

from proffer.mail.reading.attachments import content_id, file_name
from proffer.mail.reading.charset import decoded
from proffer.mail.reading.html import cleaned, from_text, to_text
from proffer.mail.reading.markup import calm
from proffer.mail.reading.parts import Part
from proffer.mail.reading.printable import clipped, printable
from proffer.record import Struct

__all__ = ["BODY_BYTES_MAX", "Body", "body_of"]

BODY_BYTES_MAX = 2 * 1024 * 1024  # of each form, as shown; the original is kept whole
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
SHOWN_BY_ID = re.compile(r"cid:([^\"'\s>)]{1,998})", re.IGNORECASE)
DRAWN = ("text/plain", "text/html")


class Body(Struct, frozen=True):
    """`text` and `html` for the agent; `attached` are the parts left over; `shown` the content ids the HTML shows."""

    text: str
    html: str
    attached: tuple[Part, ...]
    shown: frozenset[str]
    clipped: bool


class _Passage(Struct):
    """A text of the mail, in one form or in both: what multipart/alternative says twice."""

    plain: Part | None = None
    html: Part | None = None


def body_of(root: Part) -> Body:
    """Choose, decode, clean."""
    passages = _passages(root)
    if not passages and root.children and all(_empty(leaf) for leaf in root.leaves()):
        return _as_it_came(root)
    used = {id(part) for passage in passages for part in (passage.plain, passage.html)}
    texts, htmls, was_clipped, shown = [], [], False, set[str]()
    room = BODY_BYTES_MAX
    for passage in passages:
        text, html, source, clip = _drawn(passage, max(room, 0))
        shown |= {found.lower() for found in SHOWN_BY_ID.findall(source)}
        was_clipped |= clip
        room -= max(len(text), len(html))
        texts.append(text.strip("\n"))
        htmls.append(html)
    return Body(
        clipped("\n\n".join(text for text in texts if text), BODY_BYTES_MAX),
        "<br>\n".join(html for html in htmls if html),
        tuple(part for part in root.leaves() if id(part) not in used and not _empty(part)),
        frozenset(shown),
        was_clipped,
    )


def _as_it_came(root: Part) -> Body:
    """The parts lead to nothing at all, so the mail is shown unparsed: an agent must never see less than there is."""
    root.defects.append("no_text")
    text = printable(decoded(root.source[root.start : root.end]))
    shown = clipped(text, BODY_BYTES_MAX)
    return Body(shown, clipped(from_text(shown), BODY_BYTES_MAX), (), frozenset(), len(shown) < len(text))


def _passages(part: Part) -> list[_Passage]:
    if not part.children:
        return [_passage(part)] if _is_text(part) else []
    if part.mime == "multipart/alternative":
        return _best(part)
    if part.mime == "multipart/related":
        return _passages(_related_root(part))
    return [passage for child in part.children for passage in _passages(child)]


def _passage(part: Part) -> _Passage:
    return _Passage(html=part) if part.mime == "text/html" else _Passage(plain=part)


def _best(alternatives: Part) -> list[_Passage]:
    """The last alternative is the sender's favourite (RFC 2046 5.1.4); its plain form is looked for in the others."""
    offers = [passages for child in alternatives.children if (passages := _passages(child))]
    drawn = [offer for offer in offers if any(passage.html is not None for passage in offer)]
    plain = [offer for offer in offers if all(passage.html is None for passage in offer)]
    if not drawn or not plain:
        return (drawn or plain or [[]])[-1]
    best = drawn[-1]
    first = next(index for index, passage in enumerate(best) if passage.html is not None)
    best[first] = _Passage(plain=plain[0][0].plain, html=best[first].html)
    return best + plain[0][1:]


def _related_root(part: Part) -> Part:
    """RFC 2387 3.2: the part that `start` names, else the first; else the first that can be read."""
    start = part.content_type.parameters.get("start", "").strip("<> ")
    for child in part.children:
        if start and content_id(child) == start:
            return child
    return next((child for child in part.children if child.children or _is_text(child)), part.children[0])


def _is_text(part: Part) -> bool:
    if part.disposition.value.startswith("attachment"):
        return False
    if part.mime in DRAWN:
        return part.parent is None or not file_name(part)
    return part.parent is None and part.mime.startswith(("text/", "multipart/")) and not file_name(part)


def _empty(part: Part) -> bool:
    """Blank text that nobody named, and multiparts without parts, are nothing to attach."""
    named = file_name(part) or part.disposition.value.startswith("attachment")
    return (
        not named and part.mime.startswith(("text/", "multipart/")) and not part.source[part.start : part.end].strip()
    )


def _drawn(passage: _Passage, bytes_max: int) -> tuple[str, str, str, bool]:
    """Text, HTML, the HTML as it came, whether something was cut off. What one form lacks is made from the other."""
    text = printable(_text(passage.plain)) if passage.plain else ""
    source = _text(passage.html) if passage.html else ""
    if not source.strip():
        shown = clipped(text, bytes_max)
        return shown, clipped(from_text(shown), bytes_max), "", len(shown) < len(text)
    calmed = calm(clipped(source, BODY_BYTES_MAX))
    html, was_clipped = cleaned(calmed, bytes_max)
    text = text if text.strip() else to_text(calmed, bytes_max)
    shown = clipped(text, bytes_max)
    return shown, html, source, was_clipped or len(shown) < len(text) or len(source.encode()) > BODY_BYTES_MAX


def _text(part: Part) -> str:
    data = part.content()
    charset = part.content_type.parameters.get("charset", "")
    if not charset and part.mime == "text/html" and (meta := META_CHARSET.search(data[:4096])):
        charset = meta[1].decode("ascii", "replace")
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            charset = name
    return decoded(data, charset)
