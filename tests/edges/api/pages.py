"""Reads an operation page: the scenes it plays in, and in each what is asked, answered and pushed, in order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "operations"

SCENE = re.compile(r"<!-- scene: ([a-z-]+) -->")
REQUEST = re.compile(r"Request by (\w+), `(GET|POST|PUT|DELETE) (\S+)`([:.])")
ANSWER = re.compile(r"Answer (\d{3}):")
NOTIFICATION = re.compile(r"Notification to (\w+), `(/\S+)`:")
SILENCE = "No notification."
LATER = re.compile(r"After (\d+) s\.")
SAMPLE_WORDS = ("Request", "Answer", "Notification", "No notification", "After ")


@dataclass
class Ask:
    """One request and what must follow. `answer` None: the page shows none."""

    agent: str
    method: str
    path: str
    body: Any = None
    status: int = 200
    answer: Any = None
    notifications: list[tuple[str, str, Any]] = field(default_factory=list)
    silent: bool = False
    after_ms: int = 0  # time that passes before


@dataclass
class Page:
    """A page: the names in its heading, and its scenes with what happens in them."""

    path: Path
    names: tuple[str, ...]
    text: str
    scenes: list[tuple[str, list[Ask]]]

    @property
    def asks(self) -> list[Ask]:
        return [ask for _, asks in self.scenes for ask in asks]


def pages() -> list[Page]:
    """Every page but the one that explains the form."""
    return [read_page(path) for path in sorted(FOLDER.glob("*.md")) if path.name != "README.md"]


def read_page(path: Path) -> Page:
    """Raises AssertionError, with the line, where a page leaves the form."""
    text = path.read_text()
    first, *_ = lines = text.splitlines()
    assert first.startswith("# "), f"{path.name}:1 a page begins with # and its operation names"
    page = Page(path, tuple(first[2:].split(", ")), text, [])
    waiting_ms = 0
    for number, line in enumerate(lines, start=1):
        where = f"{path.name}:{number}"
        if found := SCENE.fullmatch(line):
            page.scenes.append((found[1], []))
        elif found := LATER.fullmatch(line):
            waiting_ms = int(found[1]) * 1_000
        elif found := REQUEST.fullmatch(line):
            body = _block(lines, number, where) if found[4] == ":" else None
            assert page.scenes, f"{where} no scene is named before this request"
            page.scenes[-1][1].append(Ask(found[1], found[2], found[3], body, after_ms=waiting_ms))
            waiting_ms = 0
        elif found := ANSWER.fullmatch(line):
            ask = _last(page, where)
            ask.status, ask.answer = int(found[1]), _block(lines, number, where)
        elif found := NOTIFICATION.fullmatch(line):
            _last(page, where).notifications.append((found[1], found[2], _block(lines, number, where)))
        elif line == SILENCE:
            _last(page, where).silent = True
        else:
            assert not line.startswith(SAMPLE_WORDS), f"{where} is no title of a sample: {line}"
    return page


def _last(page: Page, where: str) -> Ask:
    assert page.scenes, f"{where} stands before any scene"
    assert page.scenes[-1][1], f"{where} stands before any request"
    return page.scenes[-1][1][-1]


def _block(lines: list[str], after: int, where: str) -> Any:
    """The ```json block that follows a title."""
    start = after + 1 if after < len(lines) and not lines[after] else after
    assert lines[start : start + 1] == ["```json"], f"{where} is followed by no ```json block"
    end = lines.index("```", start)
    try:
        return json.loads("\n".join(lines[start + 1 : end]))
    except ValueError as error:
        raise AssertionError(f"{where} its block is no JSON: {error}") from error


PLACEHOLDER = re.compile(r"\{([a-z][\w:-]*)\}")
ANYTHING = "…"


def filled(value: Any, names: dict[str, str]) -> Any:
    """A request with the placeholders it may use; one that is not known yet is a mistake of the page."""
    if isinstance(value, dict):
        return {key: filled(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, names) for inner in value]
    return PLACEHOLDER.sub(lambda found: names[found[1]], value) if isinstance(value, str) else value


def difference(wanted: Any, found: Any, names: dict[str, str], *, part: bool, at: str = "") -> str | None:
    """The first place where `found` is not what the page says; None when there is none.

    `part`: objects may have more fields than the page shows. A placeholder not known yet takes the name of what stands
    there; "…" stands for anything.
    """
    if wanted == ANYTHING and found is not None:
        return None
    if isinstance(wanted, str) and isinstance(found, str) and PLACEHOLDER.search(wanted):
        return _by_placeholders(wanted, found, names, at)
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted if part else wanted | found:
            if key not in wanted or key not in found:
                return f"{at}.{key} is {'missing' if key in wanted else 'there and not on the page'}"
            if told := difference(wanted[key], found[key], names, part=part, at=f"{at}.{key}"):
                return told
        return None
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
            if told := difference(one, other, names, part=part, at=f"{at}[{index}]"):
                return told
        return None
    same = wanted == found and type(wanted) is type(found)
    return None if same else f"{at or 'it'} is {found!r}, the page says {wanted!r}"


def _by_placeholders(wanted: str, found: str, names: dict[str, str], at: str) -> str | None:
    pattern, last = "", 0
    new: set[str] = set()
    for hole in PLACEHOLDER.finditer(wanted):
        pattern += re.escape(wanted[last : hole.start()])
        known = names.get(hole[1])
        group = "p" + hole[1].encode().hex()
        pattern += (
            re.escape(known) if known is not None else f"(?P={group})" if group in new else f"(?P<{group}>[\\w-]+)"
        )
        new |= set() if known is not None else {group}
        last = hole.end()
    match = re.fullmatch(pattern + re.escape(wanted[last:]), found)
    if match is None:
        return f"{at} is {found!r}, the page says {wanted!r}"
    names |= {bytes.fromhex(group[1:]).decode(): text for group, text in match.groupdict().items()}
    return None
