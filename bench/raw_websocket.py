"""A load generator's WebSocket client: masked text frames out, whole text frames in, nothing else."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable


class Socket(asyncio.Protocol):
    """`on_text(frame)` is called for every text frame."""

    def __init__(self, on_text: Callable[[bytes], None]) -> None:
        self.on_text = on_text
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(
        cls, host: str, port: int, path: str, headers: dict[str, str], on_text: Callable[[bytes], None]
    ) -> Socket:
        _, protocol = await asyncio.get_running_loop().create_connection(lambda: cls(on_text), host, port)
        key = base64.b64encode(os.urandom(16)).decode()
        fixed = {"host": f"{host}:{port}", "upgrade": "websocket", "connection": "Upgrade"}
        lines = [f"GET {path} HTTP/1.1", f"sec-websocket-key: {key}", "sec-websocket-version: 13"]
        lines += [f"{name}: {value}" for name, value in (fixed | headers).items()]
        assert protocol._transport is not None
        protocol._transport.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        await protocol._open
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._open.done():
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert buffer.startswith(b"HTTP/1.1 101"), bytes(buffer[:200])
            del buffer[: end + 4]
            self._open.set_result(None)
        while len(buffer) >= 2:
            length, start = buffer[1] & 0x7F, 2
            if length == 126:
                length, start = int.from_bytes(buffer[2:4], "big"), 4
            elif length == 127:
                length, start = int.from_bytes(buffer[2:10], "big"), 10
            if len(buffer) < start + length:
                return
            opcode, payload = buffer[0] & 0x0F, bytes(buffer[start : start + length])
            del buffer[: start + length]
            if opcode == 1:
                self.on_text(payload)
            elif opcode == 9:
                self._frame(0x8A, payload)

    def send(self, text: bytes) -> None:
        """One text frame."""
        self._frame(0x81, text)

    def _frame(self, first: int, payload: bytes) -> None:
        assert self._transport is not None
        length = len(payload)
        head = bytes((first, 0x80 | length)) if length < 126 else bytes((first, 0x80 | 126)) + length.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + payload)  # an all-zero mask is a mask

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
