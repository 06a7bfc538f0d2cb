"""The one connection that writes: it holds the database's lock, and when it is lost it is made anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from proffer.engine.ports import StoreDown
from proffer.store.group_commit import StopNode
from proffer.store.postgres.connection import Connection, connect, port_error, settings_of_the_writer
from proffer.store.postgres.node_lock import take_lock
from proffer.store.postgres.options import PostgresOptions
from proffer.store.refusals import DatabaseInUse

__all__ = ["Overtaken", "Writer"]

Examine = Callable[[Connection], Awaitable[None]]


class Overtaken(Exception):  # noqa: N818 - what is the case
    """Somebody else wrote while the connection was lost: what is in memory here is no longer true."""


class Writer:
    """`use` gives the connection or says at once that there is none; a lost one comes back by itself.

    `examine` looks at the database before a connection that came back is used, and raises Overtaken.
    """

    def __init__(self, options: PostgresOptions, node: str, stop_node: StopNode) -> None:
        self._options = options
        self._node = node
        self._stop_node = stop_node
        self._examine: Examine | None = None
        self._connection: Connection | None = None
        self._pid: int | None = None
        self._back = asyncio.Event()
        self._coming_back: asyncio.Task[None] | None = None
        self._trouble = "not connected yet"
        self._closed = False

    async def open(self) -> Connection:
        """The first connection. Raises StoreDown, DatabaseInUse."""
        await self._connect()
        return self.use()

    def watch(self, examine: Examine) -> None:
        """From now on every connection that comes back is looked at first."""
        self._examine = examine

    @property
    def is_there(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    def use(self) -> Connection:
        """Raises StoreDown while the server is away."""
        connection = self._connection
        if connection is None or connection.is_closed():
            self.lost(connection, self._trouble)
            raise StoreDown(f"the database is out of reach: {self._trouble}")
        return connection

    def lost(self, connection: Connection | None, why: object) -> None:
        """Gives this connection up, whatever it may still be doing, and begins to make a new one."""
        if connection is not self._connection:
            return  # it was given up before
        self._trouble, self._connection = str(why), None
        self._back.clear()
        if connection is not None:
            connection.terminate()
        if not self._closed and self._coming_back is None:
            self._coming_back = asyncio.create_task(self._come_back(), name="postgres writer")

    async def back(self, seconds_max: float) -> Connection:
        """Waits for the connection that replaces a lost one, or what replaces that in turn. Raises TimeoutError."""
        async with asyncio.timeout(seconds_max):
            while True:
                await self._back.wait()
                try:
                    return self.use()
                except StoreDown:  # lost before we woke up: `use` has seen it and waits for the next one
                    continue

    async def close(self) -> None:
        """No connection is made any more."""
        self._closed = True
        if self._coming_back is not None:
            self._coming_back.cancel()
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            try:
                await connection.close(timeout=self._options.connect_timeout_seconds)
            except Exception:  # it is going away, one way or the other
                connection.terminate()

    async def _come_back(self) -> None:
        log, said = logging.getLogger("proffer.store"), ""
        log.warning("the database's connection is lost: %s", self._trouble)
        while True:
            try:
                await self._connect()
                log.warning("the database's connection is there again")
                return
            except Overtaken as overtaken:
                self._stop_node(str(overtaken), overtaken)
                return
            except (StoreDown, DatabaseInUse) as trouble:
                self._trouble = str(trouble)
            if said != self._trouble:
                log.warning("the database is out of reach: %s", self._trouble)
                said = self._trouble
            await asyncio.sleep(self._options.reconnect_pause_seconds)

    async def _connect(self) -> None:
        connection = await connect(self._options, settings_of_the_writer(self._options, self._node))
        try:
            async with asyncio.timeout(self._options.answer_timeout_seconds):
                await take_lock(connection, self._options, ended=self._pid)
                if self._examine is not None:
                    await self._examine(connection)
        except BaseException as trouble:
            connection.terminate()  # to close it in good order may fail or wait, and then nobody would try again
            if isinstance(trouble, DatabaseInUse | Overtaken) or not isinstance(trouble, Exception):
                raise
            raise StoreDown(str(port_error(trouble))) from trouble
        self._pid = connection.get_server_pid()
        self._connection = connection
        self._coming_back = None
        connection.add_termination_listener(self._ended)
        self._back.set()

    def _ended(self, connection: Connection) -> None:
        if not self._closed:
            self.lost(connection, "the server closed it")
