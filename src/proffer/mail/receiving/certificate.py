"""The certificate that the listeners show, read again when its files change, so that a renewal needs no restart."""

from __future__ import annotations

import ssl
from pathlib import Path

__all__ = ["Certificate"]


class Certificate:
    """`chain` holds the certificate and those that vouch for it, `key` its private key, both in PEM.

    Raises OSError when they cannot be used at the start.
    """

    def __init__(self, chain: Path, key: Path) -> None:
        self._files = (chain, key)
        self._seen = self._changed_at()
        self._context = self._loaded()
        self.trouble: OSError | None = None  # why the newest files are not used

    def context(self) -> ssl.SSLContext:
        """For the next connection. Files that cannot be used leave the last good ones in force."""
        try:
            seen = self._changed_at()
            if seen != self._seen:
                self._seen = seen
                self._context, self.trouble = self._loaded(), None
        except OSError as error:
            self.trouble = error
        return self._context

    def _changed_at(self) -> tuple[int, ...]:
        return tuple(file.stat().st_mtime_ns for file in self._files)

    def _loaded(self) -> ssl.SSLContext:
        chain, key = self._files
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # TLS 1.2 or newer
        try:
            context.load_cert_chain(chain, key)
        except ssl.SSLError as error:
            reason = error.reason or "they hold no certificate and key in PEM"
            raise OSError(f"{chain} and {key} cannot be used: {reason}") from None
        return context
