"""Opens connections to the server, and puts its errors into the port's words."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import asyncpg

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.store.ledger import TryAgain
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.url import passwords_in, without_password

__all__ = ["Connection", "connect", "port_error", "settings_of_a_reader", "settings_of_the_writer"]


class Connection(Protocol):
    """What we use of asyncpg's connection."""

    async def execute(self, query: str, *values: Any) -> str: ...
    async def fetch(self, query: str, *values: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *values: Any) -> Any: ...
    async def fetchval(self, query: str, *values: Any) -> Any: ...
    async def cursor(self, query: str, *values: Any) -> Any: ...
    def transaction(self, *, isolation: str | None = None) -> AbstractAsyncContextManager[Any]: ...
    def add_termination_listener(self, listener: Callable[[Connection], None]) -> None: ...
    def get_server_pid(self) -> int: ...
    def is_closed(self) -> bool: ...
    def terminate(self) -> None: ...
    async def close(self, *, timeout: float | None = None) -> None: ...  # noqa: ASYNC109 - asyncpg's


SERVER_VERSION_MIN = 15
NAME_BYTES_MAX = 63  # of application_name
TRY_AGAIN = ("40001", "40P01", "23505")  # serialization failure, deadlock, a key that appeared meanwhile
OUR_FAULT = ("0A", "21", "22", "23", "42", "54")  # classes: what was asked is wrong, whoever asks whenever
NOT_OURS = ("42501",)  # insufficient privilege: whoever runs the server can mend it
OUT_OF_REACH = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,  # TimeoutError is one
    EOFError,
)

EVERYWHERE = {
    "jit": "off",
    "timezone": "UTC",
    "default_transaction_isolation": "read committed",
    "client_connection_check_interval": "2s",  # a statement whose client has died is ended
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


def settings_of_the_writer(options: PostgresOptions, node: str) -> dict[str, str]:
    """Every statement of the writer finds its rows by an index, whatever the statistics of a young table say."""
    return EVERYWHERE | {
        "application_name": _told(node),
        "synchronous_commit": "on",
        "lock_timeout": f"{options.lock_timeout_ms}ms",
        "statement_timeout": f"{options.statement_timeout_ms}ms",
        "idle_in_transaction_session_timeout": f"{options.idle_in_transaction_timeout_ms}ms",
        "plan_cache_mode": "force_generic_plan",  # planned once
        "enable_seqscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
    }


def settings_of_a_reader(options: PostgresOptions, node: str) -> dict[str, str]:
    """It cannot write."""
    return EVERYWHERE | {
        "application_name": _told(node),
        "default_transaction_read_only": "on",
        "statement_timeout": f"{options.statement_timeout_ms}ms",
        "idle_in_transaction_session_timeout": "0",  # open_records lets its caller take his time
    }


async def connect(options: PostgresOptions, settings: dict[str, str]) -> Connection:
    """Raises StoreDown, whose message holds no password."""
    try:
        connection = await asyncpg.connect(
            options.url,
            timeout=options.connect_timeout_seconds,
            server_settings=settings,
            statement_cache_size=256,
            max_cached_statement_lifetime=0,
        )
    except asyncio.CancelledError:
        raise
    except Exception as trouble:
        raise _down(options, trouble) from None  # the cause may hold the URL
    version = connection.get_server_version()
    encoding = connection.get_settings().server_encoding
    if version.major < SERVER_VERSION_MIN or encoding != "UTF8":
        await connection.close()
        raise StoreDown(
            f"PostgreSQL {version.major}, encoding {encoding}: {SERVER_VERSION_MIN} or newer is needed, and UTF8"
        )
    opened: Connection = connection
    return opened


def port_error(trouble: BaseException) -> Exception:
    """The port's word for what asyncpg raised: out of reach, in another one's way, or given what breaks a rule."""
    if isinstance(trouble, StoreDown | BrokenInvariant):
        return trouble
    state = getattr(trouble, "sqlstate", None) or ""
    words = f"{type(trouble).__name__}: {trouble.args[0] if trouble.args else ''}"  # its details may hold a whole row
    error: Exception
    if state in TRY_AGAIN:
        error = TryAgain(words)
    elif (
        isinstance(trouble, ValueError)
        or (  # asyncpg's DataError is one
            state[:2] in OUR_FAULT and state not in NOT_OURS
        )
    ):
        error = BrokenInvariant(words)
    elif isinstance(trouble, OUT_OF_REACH):
        error = StoreDown(words)
    else:
        error = BrokenInvariant(words)
    error.__cause__ = trouble
    return error


def _down(options: PostgresOptions, trouble: BaseException) -> StoreDown:
    words = str(trouble) or type(trouble).__name__
    if any(secret in words for secret in passwords_in(options.url)):
        words = type(trouble).__name__
    return StoreDown(f"{without_password(options.url)}: {words}")


def _told(node: str) -> str:
    """Who we are, for whoever looks at the server or is refused because of us."""
    name = f"proffer {node}, process {os.getpid()} on {socket.gethostname()}"
    return name.encode("ascii", "replace")[:NAME_BYTES_MAX].decode()
