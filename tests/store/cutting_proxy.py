"""Stands between a store and its PostgreSQL, and cuts the line around a COMMIT: before it arrives, or its answer."""

from __future__ import annotations

import asyncio

__all__ = ["CuttingProxy"]

COMMIT = b"commit\x00"  # as asyncpg sends it, in a simple query


class CuttingProxy:
    """`cut`: None, "question" (the COMMIT never arrives) or "answer" (it does, and nobody learns of it)."""

    def __init__(self, port: int) -> None:
        self.cut: str | None = None
        self.refuses = False  # new connections
        self._port = port
        self._cutting: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> CuttingProxy:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._port)
        for pump in (self._questions(reader, server_writer, writer), self._answers(server_reader, writer)):
            task = asyncio.ensure_future(pump)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _questions(
        self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        try:
            while data := await reader.read(65_536):
                if COMMIT in data and self.cut is not None:
                    if self.cut == "answer":
                        self._cutting.add(client)
                        server.write(data)
                        await server.drain()
                        continue
                    break
                server.write(data)
        except OSError:
            pass
        client.close()
        server.close()

    async def _answers(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                if client in self._cutting:
                    break
                client.write(data)
        except OSError:
            pass
        client.close()
