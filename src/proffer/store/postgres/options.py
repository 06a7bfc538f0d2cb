"""How PostgreSQL is used: connections and times, each with its unit."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["PostgresOptions"]


class PostgresOptions(Struct, frozen=True, kw_only=True):
    """What is durable is not an option: `synchronous_commit` is on for everything that is written."""

    url: str = ""
    reading_connections_max: int = 4
    connect_timeout_seconds: float = 5.0
    reconnect_pause_seconds: float = 0.25  # between two tries while the server is away
    lock_timeout_ms: int = 2_000  # rows that a foreign program holds
    statement_timeout_ms: int = 30_000  # one statement
    idle_in_transaction_timeout_ms: int = 10_000  # this program stands still in the middle of a transaction
    answer_timeout_seconds: float = 40.0  # nothing at all comes back: the connection is given up
    lock_wait_seconds: float = 3.0  # at the start, for a process before us that has just ended
    unknown_outcome_seconds_max: float = 900.0  # the server went away during a COMMIT and does not come back
