"""Saves emails until the file may not grow any more, then says how many were acknowledged."""

import asyncio
import resource
import sys
from pathlib import Path

from proffer.engine.ports import StoreDown
from proffer.store.sqlite import SqliteStore
from tests.store.cast import NOON, received

FILE_BYTES_MAX = 600_000
SAVES_MAX = 2_000


async def main(path: Path) -> None:
    store = await SqliteStore.open(path, clock=lambda: NOON)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, resource.RLIM_INFINITY))
    acknowledged = down = 0
    for _ in range(SAVES_MAX // 10):
        group = [store.submit(received(store.new_id(), comment="x" * 1000)) for _ in range(10)]
        for result in await asyncio.gather(*group, return_exceptions=True):
            if isinstance(result, StoreDown):
                down += 1
            elif isinstance(result, BaseException):
                raise result
            else:
                acknowledged += 1
        if down > 30:
            break
    assert down, "the limit was never reached"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    acknowledged += (await store.save(received(store.new_id()))).number > 0
    await store.close()
    print(acknowledged)


asyncio.run(main(Path(sys.argv[1])))
