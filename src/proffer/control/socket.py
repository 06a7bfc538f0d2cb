"""The server's end of the control socket: one line of JSON asks, one line answers; only this user may connect."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from proffer.control.address import SOCKET_NAME, Address, address_file, make_private_folder, socket_path
from proffer.control.administration import Administration
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import Reply, Request
from proffer.engine.ports import StoreDown
from proffer.local_socket import LocalSocket, SocketTaken
from proffer.toml_file import Problem

REQUEST_BYTES_MAX = 64 * 1024 * 1024  # the largest mail in base64, and room
IDLE_SECONDS_MAX = 60.0
CONNECTIONS_MAX = 32


class ServerRunning(Exception):  # noqa: N818 - what is the case
    """Another server answers on this data directory's socket."""


class ControlSocket:
    """`start`, then administrators may ask; `close` removes it."""

    def __init__(
        self, administration: Administration, data: Path, log: Callable[..., None] = lambda event, /, **fields: None
    ) -> None:
        self._administration = administration
        self._data = data
        self._log = log
        self._path = socket_path(data)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._closed = False
        self._decoder = msgspec.json.Decoder(Request)

    async def start(self) -> None:
        """Listens and says where in `<data>/control.json`. Raises ServerRunning, OSError."""
        if self._path.name != SOCKET_NAME:
            make_private_folder(self._path.parent)
        try:
            self._socket = LocalSocket(self._path)
        except SocketTaken:
            raise ServerRunning(f"a server is running already: it answers on {self._path}") from None
        self._server = await asyncio.start_unix_server(
            self._connected, sock=self._socket.listening, limit=REQUEST_BYTES_MAX
        )
        _write_by_rename(address_file(self._data), msgspec.json.encode(Address(str(self._path), os.getpid())))

    async def close(self) -> None:
        """Nobody is heard any more; what is under way is given up."""
        if self._server is None:
            return
        self._closed = True  # a connection accepted before may start only now
        self._server.close()
        address_file(self._data).unlink(missing_ok=True)
        self._socket.remove()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if not self._closed and len(self._connections) <= CONNECTIONS_MAX:
                await self._serve(reader, writer)
        except (OSError, ValueError, TimeoutError, asyncio.CancelledError):  # gone, too long a line, idle, closing
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await asyncio.wait_for(reader.readline(), IDLE_SECONDS_MAX):
            writer.write(msgspec.json.encode(await self._answer(line)) + b"\n")
            await writer.drain()

    async def _answer(self, line: bytes) -> Reply:
        try:
            request: Any = self._decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return Reply(refused=(Problem(0, f"the server does not understand this request: {error}"),))
        try:
            return Reply(done=await self._administration.perform(request))
        except AdministrationRefused as refused:
            return Reply(refused=refused.problems)
        except StoreDown as down:
            return Reply(refused=(Problem(0, f"the store cannot be reached: {down}"),))
        except Exception as error:  # a fault of ours must not end the server
            self._log("control request failed", request=type(request).__name__, error=repr(error))
            return Reply(refused=(Problem(0, f"the server failed: {error!r}"),))


def _write_by_rename(path: Path, data: bytes) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - the mode
        file.write(data)
    new.replace(path)
