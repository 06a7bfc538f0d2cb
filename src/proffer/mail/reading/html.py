"""HTML is cleaned for showing, and turned into plain text and back (contract 7.2). It has to be `calm` before."""

from __future__ import annotations

import html
import re

import nh3

from proffer.mail.reading.markup import calm
from proffer.mail.reading.printable import clipped, printable

__all__ = ["cleaned", "from_text", "to_text"]

TAGS = nh3.ALLOWED_TAGS | {"address", "big", "font", "main", "u"}
BOX = {"", "-bottom", "-left", "-right", "-top"}
STYLES = {
    *(f"{name}{side}" for name in ("margin", "padding") for side in BOX),
    *(f"border{side}{what}" for side in BOX for what in ("", "-color", "-style", "-width")),
    *(f"{bound}{size}" for bound in ("", "max-", "min-") for size in ("height", "width")),
    *(f"font{what}" for what in ("", "-family", "-size", "-style", "-variant", "-weight")),
    *(f"text-{what}" for what in ("align", "decoration", "indent", "transform")),
    *("background-color", "border-collapse", "border-radius", "border-spacing", "clear", "color", "direction"),
    *(
        "display",
        "float",
        "letter-spacing",
        "line-height",
        "list-style-type",
        "table-layout",
        "vertical-align",
        "white-space",
    ),
    *("word-break", "word-wrap"),
}
LAYOUT = {
    "align",
    "valign",
    "width",
    "height",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "dir",
    "lang",
    "class",
}
ATTRIBUTES = {
    "*": {"style", "title", *LAYOUT},
    "a": {"href", "name"},
    "img": {"src", "alt"},
    "font": {"color", "face", "size"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "blockquote": {"cite", "type"},
    "div": {"id"},
}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
WITH_CONTENT = {"script", "style", "title", "noscript", "template"}

LINE = {"br", "div", "li", "tr", "dt", "dd", "address", "section", "article", "header", "footer", "pre", "center", "hr"}
PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "dl"}
SIMPLE_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")


def cleaned(source: str, bytes_max: int) -> tuple[str, bool]:
    """Without scripts, handlers, forms and styles that load things; whether it had to be clipped."""
    part = clipped(source, bytes_max)
    result = printable(_cleaned(part))
    while len(result) > bytes_max or len(result.encode()) > bytes_max:  # escaping makes it longer, six times at most
        part = clipped(part, min(bytes_max, len(part) * bytes_max // (2 * len(result))))
        result = printable(_cleaned(part))
    return result, len(part) < len(source)


def _cleaned(source: str) -> str:
    return nh3.clean(
        source,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
        clean_content_tags=WITH_CONTENT,
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """No style may load anything."""
    if name == "style" and ("url" in value.lower() or "\\" in value):
        return None
    return value


def from_text(text: str) -> str:
    """Plain text as HTML: escaped, line ends as `<br>`."""
    return html.escape(text, quote=False).replace("\n", "<br>\n").replace("  ", "&nbsp; ")


def to_text(source: str, bytes_max: int) -> str:
    """What a reader sees of HTML, in lines. Works on what the cleaner gives, which is well formed, in one pass."""
    plain = nh3.clean(
        calm(clipped(source, bytes_max)),  # escaping has made dear again what was calm before
        tags=LINE | PARAGRAPH | {"td", "th"},
        attributes={},
        clean_content_tags=WITH_CONTENT,
        link_rel=None,
    )
    return _tidied(_lines(plain))


def _lines(plain: str) -> str:
    out: list[str] = []
    position, in_pre = 0, 0
    for tag in SIMPLE_TAG.finditer(plain):
        out.append(_words(plain[position : tag.start()], in_pre))
        position = tag.end()
        closing, name = tag.groups()
        if name == "pre":
            in_pre = max(0, in_pre + (-1 if closing else 1))
        if name in PARAGRAPH:
            out.append("\n\n" if name in ("p", "blockquote") or closing else "\n")
        elif name in LINE:
            out.append("\n" if name == "br" or not closing else "\v")
        elif name in ("td", "th") and closing:
            out.append(" ")
        if name == "li" and not closing:
            out.append("* ")
    out.append(_words(plain[position:], in_pre))
    return "".join(out)


def _words(source: str, in_pre: int) -> str:
    text = html.unescape(source)
    return text if in_pre else re.sub(r"[ \t\r\n\f]+", " ", text)


def _tidied(text: str) -> str:
    r"""A block's end (`\v`) breaks the line only between two texts; at most one empty line in a row."""
    lines: list[str] = []
    for line in text.replace("\xa0", " ").split("\n"):
        filled = [piece.rstrip().removeprefix(" ") for piece in line.split("\v") if piece.strip()]
        lines.extend(filled or ([""] if lines and lines[-1] else []))
    return "\n".join(lines).strip("\n")
