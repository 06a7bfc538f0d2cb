"""Hostile HTML is made harmless to *parse*: tags balanced and nested no deeper than a reader could see.

The rules of HTML5 make parsing quadratic in the depth of nesting, and let unclosed `<font>` tags multiply: half a
megabyte of `<div>` keeps the cleaner busy for half a minute. Small HTML does not pass through here.
"""

from __future__ import annotations

import html
import re

__all__ = ["calm"]

TAGS_HARMLESS = 500  # with so few no nesting is dear
TAGS_MAX = 50_000  # per body: what comes later keeps its text only
DEPTH_MAX = 150
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
NOT_TEXT = {"iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "title"}
SKIPPED = NOT_TEXT | {"plaintext", "textarea", "xmp"}  # what is in them is not markup
CLOSING_P = {
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "header",
    "hr",
    "li",
}
CLOSING_P |= {"main", "nav", "ol", "p", "pre", "section", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6"}
CELLS = {"table", "td", "th", "caption", "button"}
NOTHING: tuple[set[str], set[str]] = (set(), set())
IMPLIED = {  # a tag that closes an open one of these, if none of those stands between (HTML standard 13.2.6.4.7)
    **dict.fromkeys(CLOSING_P, ({"p"}, CELLS)),
    "li": ({"li"}, CELLS | {"ul", "ol"}),
    "dd": ({"dd", "dt"}, CELLS | {"dl"}),
    "dt": ({"dd", "dt"}, CELLS | {"dl"}),
    **dict.fromkeys(("td", "th"), ({"td", "th"}, {"table"})),
    "tr": ({"td", "th", "tr"}, {"table"}),
    **dict.fromkeys(("tbody", "thead", "tfoot"), ({"td", "th", "tr", "tbody", "thead", "tfoot"}, {"table"})),
}
TAG = re.compile(r"<[^<>]*>")
DEAR = re.compile("[&\xa0]")  # escaping these is quadratic in their number, per text node
DEAR_HARMLESS = 5000
DEAR_RUN = 500
LONG_DEAR_RUN = re.compile(f"(?:[&\xa0][^&\xa0]*){{{DEAR_RUN}}}")
QUOTED_TAG = re.compile("(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>")
TAG_CHARACTERS_MAX = 4000
START = re.compile(r"<(?=[a-zA-Z/!?])")
NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def calm(source: str) -> str:
    """The same HTML if there is little of it, else written anew, tag by tag, in one pass."""
    harmless = source.count("<") <= TAGS_HARMLESS and len(DEAR.findall(source)) <= DEAR_HARMLESS
    return source if harmless else _Writer(source).rewritten()


class _Writer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._out: list[str] = []
        self._open: list[str] = []
        self._count: dict[str, int] = {}

    def rewritten(self) -> str:
        position = 0
        for _ in range(TAGS_MAX):
            start = START.search(self._source, position)
            if start is None:
                break
            self._write(self._source[position : start.start()])
            position = self._markup(start.start())
        self._write(TAG.sub(" ", self._source[position:]))
        self._close_down_to(0)
        return "".join(self._out)

    def _write(self, text: str) -> None:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
        if len(DEAR.findall(text)) > DEAR_RUN:  # an empty comment begins a new text node; the cleaner takes it out
            text = LONG_DEAR_RUN.sub(r"\g<0><!---->", text)
        self._out.append(text)

    def _markup(self, at: int) -> int:
        """Write what begins with this `<`; where to go on."""
        if self._source.startswith("<!--", at):
            return self._after("-->", at)
        name = NAME.match(self._source, at + 1)
        tag = QUOTED_TAG.match(self._source, at, at + TAG_CHARACTERS_MAX)
        end = tag.end() - 1 if tag else self._source.find(">", at)
        if name is None or end < 0:
            return len(self._source) if end < 0 else end + 1
        word = name[2].lower()
        if name[1]:
            self._close(word)
        elif word in SKIPPED:
            return self._after(f"</{word}", end)
        else:
            self._begin(word, self._source[name.end() : end])
        return end + 1

    def _after(self, mark: str, at: int) -> int:
        found = self._lower.find(mark, at)
        return len(self._source) if found < 0 else found + len(mark)

    def _begin(self, word: str, attributes: str) -> None:
        self._close_implied(word)
        if word not in VOID:
            if len(self._open) >= DEPTH_MAX:
                return
            self._open.append(word)
            self._count[word] = self._count.get(word, 0) + 1
        written = "".join(
            f' {name}="{html.escape(html.unescape(double or single or bare))}"'
            for name, double, single, bare in ATTRIBUTE.findall(attributes[:TAG_CHARACTERS_MAX])
        )
        self._out.append(f"<{word}{written}>")

    def _close_implied(self, word: str) -> None:
        closes, bounds = IMPLIED.get(word, NOTHING)
        if not any(map(self._count.get, closes)):
            return
        lowest = len(self._open)
        for depth in range(lowest - 1, -1, -1):
            if self._open[depth] in bounds:
                break
            if self._open[depth] in closes:
                lowest = depth
        self._close_down_to(lowest)

    def _close(self, word: str) -> None:
        if self._count.get(word):
            depth = len(self._open) - 1
            while self._open[depth] != word:
                depth -= 1
            self._close_down_to(depth)

    def _close_down_to(self, depth: int) -> None:
        while len(self._open) > depth:
            word = self._open.pop()
            self._count[word] -= 1
            self._out.append(f"</{word}>")
