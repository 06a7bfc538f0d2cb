"""A database's URL, and how it may be shown."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

__all__ = ["SCHEMES", "passwords_in", "without_password"]

SCHEMES = ("postgresql", "postgres")


def without_password(url: str) -> str:
    """`postgresql://proffer:secret@db/proffer` becomes `postgresql://proffer@db/proffer`. Raises ValueError."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = [(name, value) for name, value in parse_qsl(parts.query) if "password" not in name.lower()]
    return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path, urlencode(query, safe="/:,"), ""))


def passwords_in(url: str) -> set[str]:
    """Whatever of it must not be shown, as it stands there and as it is meant."""
    parts = urlsplit(url)
    found = [parts.password or "", unquote(parts.password or "")]
    found += [value for name, value in parse_qsl(parts.query) if "password" in name.lower()]
    return {word for word in found if word}
