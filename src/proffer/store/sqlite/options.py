"""How SQLite is used: sizes and limits, each with its unit."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["SqliteOptions"]


class SqliteOptions(Struct, frozen=True, kw_only=True):
    """The defaults suit some thousand agents. What is durable is not an option: every commit is synced."""

    changes_waiting_max: int = 10_000  # more get StoreDown
    changes_per_group_max: int = 128  # their statements run on the event loop: about 5 ms
    changes_not_indexed_max: int = 1_000  # read by who asks for a history; indexing so many takes 2 ms
    versions_remembered_max: int = 100_000  # about 250 bytes each
    writer_cache_kib: int = 65_536
    reader_cache_kib: int = 16_384  # for each of the reader threads, and for point reads
    mmap_bytes: int = 0  # 0: off. An I/O error under mmap ends the process by SIGBUS
    reader_threads: int = 2
    busy_timeout_ms: int = 200  # for a lock held by a foreign program; the loop stands still meanwhile
    wal_checkpoint_bytes: int = 32 * 1024 * 1024  # written since the last checkpoint
    wal_truncate_bytes: int = 256 * 1024 * 1024  # a longer file is cut; else it is written over, which is faster
