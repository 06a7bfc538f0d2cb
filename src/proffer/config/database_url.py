"""Where the database is: a URL that may hold a password, which is never shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from proffer.record import Struct
from proffer.store.postgres.url import SCHEMES, without_password
from proffer.toml_file import Where

URL_CHARACTERS_MAX = 4_096


class DatabaseUrl(Struct, frozen=True):
    """`postgresql://user:password@host:5432/name`, or nothing."""

    def read(self, value: object, where: Where) -> str:
        if isinstance(value, str) and (not value or _can_be_used(value)):
            return value
        where.wrong(f"expected {self} (what stands there is not shown: it may hold a password)")
        return ""

    def write(self, value: str) -> str:
        """For people's eyes only: it cannot be read back."""
        return without_password(value)

    def __str__(self) -> str:
        return "a URL, postgresql://user:password@host:5432/name"


def _can_be_used(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port, without_password(url)
    except ValueError:
        return False
    return len(url) <= URL_CHARACTERS_MAX and url.isprintable() and parts.scheme in SCHEMES and len(parts.path) > 1
