"""The cookie of an HTTP session: read, set, cleared (contract 3.1)."""

from __future__ import annotations

from proffer.api.call import Header

NAME = "JSESSIONID"
COOKIES_MAX = 4  # of this name in one request: other programs on the same host use it too
_PREFIX = NAME.encode() + b"="


def session_cookies(header: bytes) -> list[bytes]:
    """Every value sent under our name, in order, the first few of them."""
    pairs = [pair for part in header.split(b";") if (pair := part.strip()).startswith(_PREFIX)]
    return [pair[len(_PREFIX) :].strip(b'"') for pair in pairs[:COOKIES_MAX]]


def set_cookie(value: str, *, secure: bool) -> Header:
    """Hands the session to the client."""
    return (b"set-cookie", f"{NAME}={value}; Path=/; HttpOnly; SameSite=Lax{_secure(secure)}".encode())


def clear_cookie(*, secure: bool) -> Header:
    """Takes it back."""
    return (b"set-cookie", f"{NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{_secure(secure)}".encode())


def _secure(secure: bool) -> str:
    return "; Secure" if secure else ""
