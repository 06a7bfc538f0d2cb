"""`./dev bench lists`: lists and history out of the store, with few closed emails beside many, in one run.

The emails are written straight into the table. Each list is read until `--seconds` are over, in turns of both sizes.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg

from proffer.engine.interaction_history import written
from proffer.engine.ports import EmailQuery, Store
from proffer.interaction.email import STOPPED, Email
from proffer.operations.interaction_history import OF_AGENT, OF_ALL, PARAMETERS
from proffer.operations.parameters import read_parameters
from proffer.store.kinds import encode
from tests import postgres
from tests.cast import ADA, BOB, CENTER
from tests.store.installations import INSTALLATIONS, PostgresInstallation, SqliteInstallation

BEGAN, APART_MS = 1_770_000_000_000, 10_000
CONTACTS = 9_000
COLUMNS = ("id", "version", "state", "queue", "contact", "arrived_at", "finished_at", "body")
INSERT = f"insert into email ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})"

Read = Callable[[Store], Awaitable[object]]


def rows(count: int) -> Iterator[tuple[str | int | None, ...]]:
    """Closed emails, one each ten seconds, every fiftieth by ada, none by bob."""
    for number in range(count):
        email = Email(
            version=3,
            id=f"00001a{number:010d}",
            queue="support",
            state=STOPPED,
            arrived_at=BEGAN + number * APART_MS,
            queued_at=BEGAN + number * APART_MS,
            finished_at=BEGAN + number * APART_MS + 60_000,
            finished_by=ADA if number % 50 == 0 else "somebody else",
            subject=f"Where is order {number}?",
            from_=f"c{number % CONTACTS}@example.org",
            to=("support@example.org",),
            contact_id=f"{number % CONTACTS:016d}",
        )
        times = (email.arrived_at, email.finished_at)
        yield (email.id, email.version, email.state, email.queue, email.contact_id, *times, encode(email))


def history(name: str, until: int, **raw: object) -> Read:
    """A history request as ada asks it, without its notification."""
    parameters = read_parameters(PARAMETERS[name], raw)
    of_user = parameters.get("userId")
    return lambda store: written(store, parameters, ADA, of_user, (BEGAN, until), CENTER)


def lists(count: int) -> dict[str, Read]:
    """What is read."""
    until = BEGAN + count * APART_MS
    return {
        "a queue's open emails": lambda store: store.emails(EmailQuery(queue="support", finished=False)),
        "a queue's last 100 closed": lambda store: store.emails(EmailQuery(queue="support", finished=True)),
        "a customer's emails": lambda store: store.emails(EmailQuery(contact=f"{777:016d}")),
        "history of all, 100": history(OF_ALL, until),
        "history of all, 1,000": history(OF_ALL, until, maxSize=1_000),
        "history of one agent in 50": history(OF_AGENT, until, userId=ADA),
        "history of an agent without": history(OF_AGENT, until, userId=BOB),
    }


async def filled(database: str, count: int, folder: Path) -> Store:
    """A store with so many closed emails."""
    installation = INSTALLATIONS[database](folder)
    await (await installation.open()).close()
    if isinstance(installation, SqliteInstallation):
        with sqlite3.connect(installation.path) as connection:
            connection.executemany(INSERT, rows(count))
        connection.close()
    elif isinstance(installation, PostgresInstallation):
        connection = await asyncpg.connect(installation.options.url)
        await connection.copy_records_to_table("email", records=rows(count), columns=COLUMNS)
        await connection.execute("vacuum analyze email")
        await connection.close()
    store: Store = await installation.open()
    return store


async def timed(read: Read, store: Store, seconds: float) -> list[float]:
    """Milliseconds of each reading, sorted; at least ten."""
    took, end = list[float](), time.perf_counter() + seconds
    while len(took) < 10 or time.perf_counter() < end:
        began = time.perf_counter()
        await read(store)
        took.append((time.perf_counter() - began) * 1e3)
    return sorted(took)


async def compare(database: str, few: int, many: int, seconds: float, folder: Path) -> None:
    """Prints a line for each list."""
    stores = [(await filled(database, count, folder / f"{database}-{count}"), count) for count in (few, many)]
    print(f"{f'{database}, ms':32}{f'{few:,}: p50':>14}{'p99':>8}{f'{many:,}: p50':>16}{'p99':>8}{'many / few':>12}")
    for name in lists(few):
        found = [await timed(lists(count)[name], store, seconds) for store, count in stores]
        (a, b), (c, d) = [(took[len(took) // 2], took[int(len(took) * 0.99)]) for took in found]
        print(f"{name:32}{a:14.2f}{b:8.2f}{c:16.2f}{d:8.2f}{c / a:12.2f}")
    for store, _ in stores:
        await store.close()


def main(arguments: list[str]) -> None:
    """SQLite, then PostgreSQL where there is one."""
    parser = argparse.ArgumentParser(prog="./dev bench lists", description=__doc__)
    parser.add_argument("--few", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=1, help="of each list and size")
    asked = parser.parse_args(arguments)
    databases = ["sqlite"] if postgres.why_not() else ["sqlite", "postgres"]
    with tempfile.TemporaryDirectory(prefix="proffer-bench-") as folder:
        for database in databases:
            for count in (asked.few, asked.many):
                (Path(folder) / f"{database}-{count}").mkdir()
            asyncio.run(compare(database, asked.few, asked.many, asked.seconds, Path(folder)))
