"""A database's URL, and how it may be shown."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

__all__ = ["SCHEMES", "without_password"]

SCHEMES = ("postgresql", "postgres")


def without_password(url: str) -> str:
    """`postgresql://proffer:secret@db/proffer` becomes `postgresql://proffer@db/proffer`. Raises ValueError."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = [(name, value) for name, value in parse_qsl(parts.query) if "password" not in name.lower()]
    return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path, urlencode(query, safe="/:,"), ""))
