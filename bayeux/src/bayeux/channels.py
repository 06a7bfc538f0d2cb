"""Channel names, patterns, and which patterns a message on a channel matches.

A name is `/a/b/c`; a pattern ends in `*` (exactly one more segment) or `**` (one or more), nowhere else
(Bayeux 1.0, sections 2.1 and 2.2). Matching is a few dictionary look-ups per message, never a scan of patterns.
"""

import re

_SEGMENT = r"[A-Za-z0-9\-_!~()$@.]+"  # the specification's set, and the full stop
_NAME = re.compile(rf"(?:/{_SEGMENT})+", re.ASCII)
_PATTERN = re.compile(rf"(?:/{_SEGMENT})*/(?:{_SEGMENT}|\*|\*\*)", re.ASCII)


def is_name(text: str) -> bool:
    """True for a channel one can publish to: `/a/b`, no wildcard, no empty segment."""
    return _NAME.fullmatch(text) is not None


def is_pattern(text: str) -> bool:
    """True for what one can subscribe to: a name, or a name ending in `/*` or `/**`."""
    return _PATTERN.fullmatch(text) is not None


def is_within(text: str, length_max: int, depth_max: int) -> bool:
    """True if a name or pattern keeps the limits: characters, and segments."""
    return len(text) <= length_max and text.count("/") <= depth_max


def first_segment(text: str) -> str:
    """`meta` for `/meta/connect`: whole segments are compared, never prefixes (`/metal` is an ordinary channel)."""
    return text[1:].split("/", 1)[0]


def is_meta(text: str) -> bool:
    """True for the protocol's own channels, `/meta` and everything below."""
    return first_segment(text) == "meta"


def is_service(text: str) -> bool:
    """True for channels that are only between one client and the server, `/service` and everything below."""
    return first_segment(text) == "service"


def matching(name: str) -> tuple[str, ...]:
    """Everything a subscription may say to get messages of this channel: for `/a/b` it is `/a/b /a/* /a/** /**`."""
    parents = name.split("/")[:-1]
    deep = tuple("/".join(parents[: depth + 1]) + "/**" for depth in range(len(parents) - 1, -1, -1))
    return (name, "/".join(parents) + "/*", *deep)
