"""`./dev bench search`: emails found by their words among few and many closed ones, on both databases, in one run.

Bodies of 60 words out of 20,000, as often as words are in a language (Zipf): some stand in nearly every mail. Each kind
of question is asked until `--seconds` are over, each time with other words where there are others of its kind.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from bench.lists import COLUMNS, INSERT, rows
from proffer.engine.ports import Store
from proffer.engine.records import Records
from proffer.engine.search import Search, Wanted
from proffer.interaction.search_words import terms_in
from proffer.store.postgres.joined import WRITE
from tests import postgres
from tests.cast import CENTER, SAM
from tests.store.installations import INSTALLATIONS, PostgresInstallation, SqliteInstallation

VOCABULARY, WORDS_OF_A_BODY, SEED = 20_000, 60, 7
AT_ONCE = 2_000
INSERT_WORDS = "insert into email_words (email, head, body) values (?, ?, ?)"


def words(count: int) -> Iterator[tuple[str, str, str]]:
    """Email id, head and body of each."""
    chance = random.Random(SEED)
    vocabulary = [f"w{number}" for number in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (number + 1) for number in range(VOCABULARY)))
    for number in range(count):
        body = " ".join(chance.choices(vocabulary, cum_weights=weights, k=WORDS_OF_A_BODY))
        yield f"00001a{number:010d}", f"where is order {number} c{number % 9_000} example org support", body


def questions(count: int) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Kind → texts that are asked for in turn, and further filters."""
    some = [str(count * step // 97) for step in range(1, 97)]
    return {
        "one email": ([f"order {one}" for one in some], {}),
        "a sender's": ([f"c{int(one) % 9_000} example org" for one in some], {}),
        "a rare word": ([f"w{one}" for one in range(15_000, 15_100)], {}),
        "a word in 1 of 100": ([f"w{one}" for one in range(550, 650)], {}),
        "a word in most": (["w0", "w1", "w2"], {}),
        "two frequent words": (["w1 w2", "w0 w3", "w2 w4"], {}),
        "side by side": (['"w0 w1"', '"w1 w0"', '"w2 w3"'], {}),
        "a beginning": (["w1999*", "ord* w3", "w77*"], {}),
        "frequent and rare": ([f"w0 w{one}" for one in range(15_000, 15_100)], {}),
        "in no email": (["nothing", "w0 nothing"], {}),
        "a filter nothing fits": (["w0", "w1"], {"queue": "other"}),
    }


async def filled(database: str, count: int, folder: Path) -> Store:
    """A store with so many closed emails and their words."""
    installation = INSTALLATIONS[database](folder)
    await (await installation.open()).close()
    if isinstance(installation, SqliteInstallation):
        with sqlite3.connect(installation.path) as connection:
            connection.executemany(INSERT, rows(count))
            connection.executemany(INSERT_WORDS, words(count))
        connection.close()
    elif isinstance(installation, PostgresInstallation):
        connection = await asyncpg.connect(installation.options.url)
        await connection.copy_records_to_table("email", records=rows(count), columns=COLUMNS)
        some = words(count)
        while batch := list(itertools.islice(some, AT_ONCE)):
            await connection.execute(WRITE["insert_words"], *map(list, zip(*batch, strict=True)))
        await connection.execute("vacuum analyze")
        await connection.close()
    store: Store = await installation.open()
    return store


async def timed(store: Store, texts: list[str], filters: dict[str, str], seconds: float) -> list[float]:
    """Milliseconds of each answer, sorted; at least 20."""
    records, user = Records(store), CENTER.user_by_id[SAM]
    records.center = CENTER
    search, took, end = Search(store, records), list[float](), time.perf_counter() + seconds
    for text in itertools.cycle(texts):
        began = time.perf_counter()
        await search.find(Wanted(terms=terms_in(text), **filters), user)  # type: ignore[arg-type]
        took.append((time.perf_counter() - began) * 1e3)
        if len(took) >= 20 and time.perf_counter() > end:
            return sorted(took)
    raise AssertionError("cycles do not end")


async def compare(database: str, few: int, many: int, seconds: float, folder: Path) -> None:
    """Prints a line for each kind of question."""
    stores = [(await filled(database, count, folder / f"{database}-{count}"), count) for count in (few, many)]
    print(f"{f'{database}, ms':32}{f'{few:,}: p50':>14}{'p99':>8}{f'{many:,}: p50':>16}{'p99':>8}{'many / few':>12}")
    for name in questions(few):
        found = [await timed(store, *questions(count)[name], seconds) for store, count in stores]
        (a, b), (c, d) = [(took[len(took) // 2], took[int(len(took) * 0.99)]) for took in found]
        print(f"{name:32}{a:14.2f}{b:8.2f}{c:16.2f}{d:8.2f}{c / a:12.2f}", flush=True)
    for store, _ in stores:
        await store.close()


def main(arguments: list[str]) -> None:
    """SQLite, then PostgreSQL where there is one."""
    parser = argparse.ArgumentParser(prog="./dev bench search", description=__doc__)
    parser.add_argument("--few", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=2, help="of each kind and size")
    asked = parser.parse_args(arguments)
    databases = ["sqlite"] if postgres.why_not() else ["sqlite", "postgres"]
    with tempfile.TemporaryDirectory(prefix="proffer-bench-") as folder:
        for database in databases:
            for count in (asked.few, asked.many):
                (Path(folder) / f"{database}-{count}").mkdir()
            asyncio.run(compare(database, asked.few, asked.many, asked.seconds, Path(folder)))
