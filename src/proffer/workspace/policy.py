"""What the page may do in a browser, said to the browser: only what the page needs, from this server only."""

from __future__ import annotations

Header = tuple[bytes, bytes]

# The frame that shows a mail inherits this policy and adds a stricter one of its own (web/src/reading/frame.ts). So
# style attributes are allowed, because mails have them; style elements need the nonce, which no mail can know.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src-elem 'self' 'nonce-{nonce}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

EVERYWHERE: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
OF_THE_PAGE: tuple[Header, ...] = (
    *EVERYWHERE,
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def content_security_policy(nonce: str) -> Header:
    """The header for one answer; `nonce` is new in each."""
    return (b"content-security-policy", POLICY.format(nonce=nonce).encode())
