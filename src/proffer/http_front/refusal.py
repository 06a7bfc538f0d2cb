"""Requests that are no HTTP, or too much of it: refused by the front itself, and the connection ends."""

from __future__ import annotations

from http import HTTPStatus


class Refusal(Exception):  # noqa: N818
    """Raised while parsing; `status` is the answer's."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status

    def answer(self, common: bytes) -> bytes:
        """As it is written. `common`: header lines of every answer."""
        text = self.status.phrase.encode()
        return (
            b"HTTP/1.1 %d %b\r\n%bconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
            b"content-length: %d\r\n\r\n%b" % (self.status, text, common, len(text), text)
        )
