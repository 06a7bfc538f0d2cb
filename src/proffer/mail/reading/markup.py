"""Hostile HTML is made harmless to *parse*: tags balanced and nested no deeper than a reader could see.

The rules of HTML5 make parsing quadratic in the depth of nesting, and let unclosed `<font>` tags multiply: half a
megabyte of `<div>` keeps the cleaner busy for half a minute. Small HTML does not pass through here.
"""

from __future__ import annotations

import html
import re

__all__ = ["calm"]

TAGS_HARMLESS = 1500  # with so few no nesting is dear
DEPTH_MAX = 150
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
NOT_TEXT = {"iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "title"}
SKIPPED = NOT_TEXT | {"plaintext", "textarea", "xmp"}  # what is in them is not markup
NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def calm(source: str) -> str:
    """The same HTML if there is little of it, else written anew, tag by tag, in one pass."""
    return source if source.count("<") <= TAGS_HARMLESS else _Writer(source).rewritten()


class _Writer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._out: list[str] = []
        self._open: list[str] = []
        self._count: dict[str, int] = {}

    def rewritten(self) -> str:
        position = 0
        while True:
            at = self._source.find("<", position)
            if at < 0:
                break
            self._out.append(self._source[position:at].replace(">", "&gt;"))
            position = self._markup(at)
        self._out.append(self._source[position:].replace(">", "&gt;"))
        self._close_down_to(0)
        return "".join(self._out)

    def _markup(self, at: int) -> int:
        """Write what begins with this `<`; where to go on."""
        if self._source.startswith("<!--", at):
            return self._after("-->", at)
        name = NAME.match(self._source, at + 1)
        if name is None:
            if self._source[at + 1 : at + 2] in ("!", "?"):
                return self._after(">", at)
            self._out.append("&lt;")
            return at + 1
        end = self._source.find(">", name.end())
        if end < 0:
            return len(self._source)
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
        if word not in VOID:
            if len(self._open) >= DEPTH_MAX:
                return
            self._open.append(word)
            self._count[word] = self._count.get(word, 0) + 1
        written = "".join(
            f' {name}="{html.escape(html.unescape(double or single or bare))}"'
            for name, double, single, bare in ATTRIBUTE.findall(attributes[:4000])
        )
        self._out.append(f"<{word}{written}>")

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
